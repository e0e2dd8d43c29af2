import { names } from '#model';
import { type Placed, resourcesOf } from './reading';
import { templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);

const alarmsIn = (stack: string): Placed[] =>
  resourcesOf(
    stacks.filter((each) => each.stack === stack),
    'AWS::CloudWatch::Alarm',
  );

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

/** Each alarm in a line: what is asked of what, and when it rings. */
const shown = (stack: string): string[] =>
  alarmsIn(stack).map(({ Properties: { MetricName, Statistic, Threshold, ComparisonOperator, EvaluationPeriods, Dimensions } }) => {
    const of = Dimensions.map(({ Value }: Dimension) => (typeof Value === 'string' ? Value : '…')).join(' ');
    const sign = ComparisonOperator === 'GreaterThanThreshold' ? '>' : '<';
    return `${MetricName} of ${of}: ${Statistic} ${sign} ${Threshold} for ${EvaluationPeriods} min`;
  });

test('the cache: each node rings before it forgets or answers late', () =>
  expect(shown('terrace/ap-south-1-cache').slice(0, 4)).toEqual([
    'EngineCPUUtilization of terrace-ap-south-1-001: Maximum > 80 for 10 min',
    'DatabaseMemoryUsagePercentage of terrace-ap-south-1-001: Maximum > 80 for 10 min',
    'Evictions of terrace-ap-south-1-001: Sum > 100 for 15 min',
    'EngineCPUUtilization of terrace-ap-south-1-002: Maximum > 80 for 10 min',
  ]));

test('the event stream: partitions nobody leads, copies that are missing, disks that fill', () =>
  expect(shown('terrace/ap-south-2-streaming').slice(0, 5)).toEqual([
    'OfflinePartitionsCount of terrace: Maximum > 0 for 3 min',
    'UnderReplicatedPartitions of terrace 1: Maximum > 0 for 15 min',
    'UnderMinIsrPartitionCount of terrace 1: Maximum > 0 for 3 min',
    'KafkaDataLogsDiskUsed of terrace 1: Maximum > 80 for 15 min',
    'UnderReplicatedPartitions of terrace 2: Maximum > 0 for 15 min',
  ]));

test('buckets: what comes late to the copy, and what never does', () => {
  const [source, target] = ['ap-south-1', 'ap-south-2'].map((region) => `terrace-${region}-waiter-receipts-777777777777`);
  expect(shown('terrace/ap-south-1-storage')).toEqual([
    `ReplicationLatency of ${source} ${target} terrace-ap-south-2: Maximum > 300 for 10 min`,
    `OperationsFailedReplication of ${source} ${target} terrace-ap-south-2: Sum > 0 for 1 min`,
  ]);
  expect(shown('terrace/ap-south-2-storage')).toEqual([]);
});

test('the database: how far a region is behind, in both, since either may follow', () => {
  for (const region of ['ap-south-1', 'ap-south-2'])
    expect(shown(`terrace/${region}-data`)).toContain(`AuroraGlobalDBRPOLag of terrace-${region}: Maximum > 60000 for 5 min`);
});

test('a gateway without pods is told to people, and not only to the zone', () =>
  expect(shown('terrace/ap-south-1-gateway')).toEqual(['HealthyHostCount of … …: Maximum < 1 for 2 min']));

test('where nobody is served nobody is woken', () => {
  for (const concern of ['cache', 'streaming', 'storage', 'data', 'gateway']) expect(shown(`open/ap-south-1-${concern}`)).toEqual([]);
});

test('every alarm of a store goes to the topic of its own region, and says what to do', () => {
  const all = stacks
    .filter(({ stack }) => /-(cache|streaming|storage|data|gateway|queues)$/.test(stack))
    .flatMap(({ stack }) => alarmsIn(stack));
  expect(all.length).toBeGreaterThan(50);
  for (const { at, stack, Properties } of all) {
    const [actions, resolved] = [Properties.AlarmActions, Properties.OKActions].map((each) => JSON.stringify(each ?? []));
    const topic = `${stack.stack.split('/')[0]}-${stack.region}-governance`;
    expect({ at, told: actions?.includes(topic), again: resolved === actions }).toEqual({ at, told: true, again: true });
    expect(Properties.AlarmDescription.length).toBeGreaterThan(30);
  }
});

test('names of alarms are those that others look for', () => {
  const found = alarmsIn('terrace/ap-south-1-gateway').map(({ Properties }) => Properties.AlarmName);
  expect(found).toEqual([names.gatewayAlarm('terrace-ap-south-1')]);
});
