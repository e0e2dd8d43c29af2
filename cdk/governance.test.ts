import { samplePlatform, sampleRegistry } from '#model/sample';
import { definition, type Fields, open, organisation, sampleWith } from '#model/testing';
import { listOf, type PlacedStatement, resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);
const named = (name: string, all: readonly StackTemplate[] = stacks) => all.filter(({ stack }) => stack.endsWith(name));

/** How many resources of some types there are, by stack. */
const count = (all: readonly StackTemplate[], ...types: string[]): Record<string, number> =>
  Object.fromEntries(all.map((stack) => [stack.stack, resourcesOf([stack], ...types).length]));

describe('governance', () => {
  const watching = ['AWS::GuardDuty::Detector', 'AWS::SecurityHub::Hub', 'AWS::Config::ConfigurationRecorder'];

  test('an account has one trail, in the region that works', () =>
    expect(count(named('-governance'), 'AWS::CloudTrail::Trail')).toEqual({
      'open/ap-south-1-governance': 1,
      'terrace/ap-south-1-governance': 1,
      'terrace/ap-south-2-governance': 0,
    }));

  test('each region is watched, but for environments that cost little', () =>
    expect(count(named('-governance'), ...watching)).toEqual({
      'open/ap-south-1-governance': 0,
      'terrace/ap-south-1-governance': 3,
      'terrace/ap-south-2-governance': 3,
    }));

  test('of two environments in one account and region the first one watches', () => {
    const second = definition('platform/environments/second.ts', {
      ...(sampleRegistry().environments[0]?.exports.default as Fields),
      domain: 'second.example.org',
      clusters: [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.230.0.0/16' }],
    });
    const releases = [definition('releases/second.json', { revision: null, images: {} })];
    const all = templatesOf(samplePlatform(sampleWith({}, { environments: [second], releases })));
    expect(count(named('-governance', all), ...watching, 'AWS::CloudTrail::Trail')).toEqual({
      'open/ap-south-1-governance': 4,
      'second/ap-south-1-governance': 0,
    });
    expect(count(named('-governance', all), 'AWS::SNS::Topic')).toEqual({
      'open/ap-south-1-governance': 1,
      'second/ap-south-1-governance': 1,
    });
  });

  test('users and roles are recorded once an account', () =>
    expect(
      resourcesOf(stacks, 'AWS::Config::ConfigurationRecorder').map(
        ({ Properties }) => Properties.RecordingGroup.IncludeGlobalResourceTypes,
      ),
    ).toEqual([true, false]));

  test('the budget is told at half, four fifths and all spent and at all forecast, to the topic and by mail', () => {
    const [budget] = resourcesOf(named('terrace/ap-south-1-governance'), 'AWS::Budgets::Budget');
    expect(budget?.Properties.Budget.BudgetLimit).toEqual({ Amount: 5000, Unit: 'USD' });
    const told = budget?.Properties.NotificationsWithSubscribers.map(
      ({ Notification, Subscribers }: { Notification: Fields; Subscribers: Fields[] }) => [
        Notification.NotificationType,
        Notification.Threshold,
        ...Subscribers.map(({ SubscriptionType }) => SubscriptionType),
      ],
    );
    expect(told).toEqual([
      ['ACTUAL', 50, 'SNS', 'EMAIL'],
      ['ACTUAL', 80, 'SNS', 'EMAIL'],
      ['ACTUAL', 100, 'SNS', 'EMAIL'],
      ['FORECASTED', 100, 'SNS', 'EMAIL'],
    ]);
  });

  test('without a budget nobody is told what is spent, and without an address nobody gets mail', () => {
    const all = templatesOf(samplePlatform(sampleWith({ [open]: { budget: undefined }, [organisation]: { alarmsEmail: undefined } })));
    expect(resourcesOf(all, 'AWS::Budgets::Budget', 'AWS::CE::AnomalyMonitor', 'AWS::SNS::Subscription')).toEqual([]);
  });

  test('only services of AWS write to the topic, and over TLS alone', () => {
    for (const { Properties } of resourcesOf(stacks, 'AWS::SNS::TopicPolicy')) {
      const statements: PlacedStatement[] = Properties.PolicyDocument.Statement;
      const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
      expect(allowed.map(({ Principal }) => Object.keys(Principal as object))).toEqual(allowed.map(() => ['Service']));
      expect(allowed.map(({ Action }) => Action)).toEqual(allowed.map(() => 'sns:Publish'));
    }
  });
});

describe('backups', () => {
  const plans = resourcesOf(stacks, 'AWS::Backup::BackupPlan');
  const rulesOf = (stack: string) =>
    plans.find((each) => each.stack.stack === stack)?.Properties.BackupPlan.BackupPlanRule as {
      RuleName: string;
      Lifecycle: { DeleteAfterDays: number };
      CopyActions?: { DestinationBackupVaultArn: string; Lifecycle: { DeleteAfterDays: number } }[];
    }[];

  test('of what costs little stay a week, of what serves customers five', () => {
    expect(rulesOf('open/ap-south-1-backup').map(({ RuleName, Lifecycle }) => [RuleName, Lifecycle.DeleteAfterDays])).toEqual([
      ['daily', 7],
      ['continuous', 7],
    ]);
    expect(rulesOf('terrace/ap-south-1-backup').map(({ Lifecycle }) => Lifecycle.DeleteAfterDays)).toEqual([35, 35]);
  });

  test('of each day are copied into the vault of the standby, which is there before', () => {
    const [daily, continuous] = rulesOf('terrace/ap-south-1-backup');
    const [vault] = resourcesOf(named('terrace/ap-south-2-backup'), 'AWS::Backup::BackupVault');
    const name = vault?.Properties.BackupVaultName;
    expect(daily?.CopyActions?.map(({ DestinationBackupVaultArn }) => DestinationBackupVaultArn)).toEqual([
      `arn:aws:backup:ap-south-2:777777777777:backup-vault:${name}`,
    ]);
    expect(continuous?.CopyActions).toBeUndefined();
    expect(named('terrace/ap-south-1-backup')[0]?.after).toContain('terrace/ap-south-2-backup');
    expect(rulesOf('open/ap-south-1-backup').some(({ CopyActions }) => CopyActions)).toBe(false);
  });

  test('take every retention that the vault was locked for, and no other', () => {
    for (const { Properties, stack } of resourcesOf(stacks, 'AWS::Backup::BackupVault')) {
      const lock = Properties.LockConfiguration;
      expect({ stack: stack.stack, lock: lock !== undefined }).toEqual({ stack: stack.stack, lock: stack.stack.startsWith('terrace/') });
      for (const { Lifecycle } of lock ? rulesOf('terrace/ap-south-1-backup') : []) {
        expect(Lifecycle.DeleteAfterDays).toBeGreaterThanOrEqual(lock.MinRetentionDays);
        expect(Lifecycle.DeleteAfterDays).toBeLessThanOrEqual(lock.MaxRetentionDays);
      }
      // Less is refused by AWS.
      expect(lock?.ChangeableForDays ?? 3).toBeGreaterThanOrEqual(3);
    }
  });

  test('are of the database and the buckets, which say so by the tag that the plan asks for', () => {
    const [selection] = resourcesOf(named('terrace/ap-south-1-backup'), 'AWS::Backup::BackupSelection');
    const asked: { ConditionKey: string; ConditionValue: string }[] = selection?.Properties.BackupSelection.Conditions.StringEquals;
    const tagged = stacks
      .filter(({ stack }) => stack.startsWith('terrace/ap-south-'))
      .flatMap((stack) => resourcesOf([stack]))
      .filter(({ Properties }) =>
        asked.every(({ ConditionKey, ConditionValue }) =>
          listOf<{ Key: string; Value: string }>(Array.isArray(Properties?.Tags) ? Properties.Tags : []).some(
            ({ Key, Value }) => ConditionKey === `aws:ResourceTag/${Key}` && ConditionValue === Value,
          ),
        ),
      );
    expect(tagged.map(({ stack, Type }) => `${stack.stack} ${Type}`).sort()).toEqual([
      'terrace/ap-south-1-data AWS::RDS::DBCluster',
      'terrace/ap-south-1-documents AWS::DocDB::DBCluster',
      'terrace/ap-south-1-storage AWS::S3::Bucket',
      // Their region has a plan once it is the active one.
      'terrace/ap-south-2-data AWS::RDS::DBCluster',
      'terrace/ap-south-2-documents AWS::DocDB::DBCluster',
    ]);
  });

  test('are restored every week where customers are served, beside the database', () => {
    const restored = resourcesOf(stacks, 'AWS::Backup::RestoreTestingSelection');
    expect(restored.map(({ stack, Properties }) => [stack.stack, Properties.ProtectedResourceType])).toEqual([
      ['terrace/ap-south-1-backup', 'Aurora'],
      ['terrace/ap-south-1-backup', 'DocumentDB'],
      ['terrace/ap-south-1-backup', 'S3'],
    ]);
    const places = [
      ...resourcesOf(named('terrace/ap-south-1-data'), 'AWS::RDS::DBSubnetGroup'),
      ...resourcesOf(named('terrace/ap-south-1-documents'), 'AWS::DocDB::DBSubnetGroup'),
    ];
    for (const [index, { Properties }] of places.entries())
      expect(restored[index]?.Properties.RestoreMetadataOverrides).toEqual({ dbSubnetGroupName: Properties.DBSubnetGroupName });
  });
});

test('alarms watch stores where customers are served, and say so to the topic of their region', () => {
  const alarms = resourcesOf(stacks, 'AWS::CloudWatch::Alarm').filter(({ stack }) => /-(data|queues)$/.test(stack.stack));
  const figures = [
    'ACUUtilization',
    'AuroraGlobalDBRPOLag',
    'AuroraReplicaLagMaximum',
    'CPUUtilization',
    'DatabaseConnections',
    'FreeableMemory',
  ];
  expect(alarms.map(({ stack, Properties }) => `${stack.stack} ${Properties.MetricName}`).sort()).toEqual(
    ['terrace/ap-south-1', 'terrace/ap-south-2'].flatMap((region) => [
      ...figures.map((figure) => `${region}-data ${figure}`),
      `${region}-queues ApproximateAgeOfOldestMessage`,
    ]),
  );
  for (const { stack, Properties } of alarms) {
    expect(Properties.AlarmActions).toHaveLength(1);
    expect(stack.after.some((each) => each === stack.stack.replace(/-(data|queues)$/, '-governance'))).toBe(true);
  }
});

test('logins to the database get another password every month where customers are served', () => {
  const schedules = resourcesOf(
    stacks.filter(({ stack }) => stack.endsWith('-data')),
    'AWS::SecretsManager::RotationSchedule',
  );
  expect(
    schedules.map(({ stack, Properties }) => [stack.stack, Properties.SecretId.Ref, Properties.RotationRules.ScheduleExpression]),
  ).toEqual([
    ['terrace/ap-south-1-data', 'kitchenlogin', 'rate(30 days)'],
    ['terrace/ap-south-1-data', 'waiterlogin', 'rate(30 days)'],
    ['terrace/ap-south-1-data', 'administrator', 'rate(30 days)'],
  ]);
  for (const { Properties, DependsOn } of schedules) {
    expect(Properties.RotateImmediatelyOnUpdate).toBe(false);
    expect(DependsOn).toContain(Properties.SecretId.Ref.replace(/login$/, 'database').replace('administrator', 'kitchendatabase'));
  }
});
