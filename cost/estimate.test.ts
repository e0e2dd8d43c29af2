import { type StackTemplate, templatesOf } from '#cdk';
import { load } from '#model';
import { registry } from '#registry';
import { restaurant } from '../cdk/testing';
import { assumptions, type Usage, usageOf } from './assumptions';
import { estimateOf, unknownRegions } from './estimate';
import { commitments, priceTable } from './index';
import { freeTypes, pricings, whyFree } from './kinds';
import { nodesFor, tasksFor } from './pods';
import { type PriceTable, priceOf } from './price-table';
import { totalsBy, usdOf } from './totals';

/** The prices of the first region, in the regions of the sample. */
const [somewhere = ''] = priceTable.regions;
const sampleRegions = ['ap-south-1', 'ap-south-2', 'us-east-1'];
const samplePrices: PriceTable = {
  ...priceTable,
  regions: sampleRegions,
  prices: Object.fromEntries(
    Object.entries(priceTable.prices).map(([id, price]) => {
      const found = priceOf(priceTable, id, somewhere);
      if (found === undefined) throw new Error(`${id} has no price in ${somewhere}`);
      return [id, { ...price, usd: { '*': found } }];
    }),
  ),
};

/** A stack of one region of the sample's frugal environment. */
const stackOf = (resources: StackTemplate['resources'], stack = 'open/ap-south-1-made-up'): StackTemplate => ({
  stack,
  account: '888888888888',
  region: 'ap-south-1',
  file: 'cdk/made-up-stack.ts',
  resources,
  outputs: {},
  after: [],
  terminationProtection: false,
});

const noServices: typeof restaurant = { ...restaurant, services: [], in: () => noServices };

/** One resource, alone in a stack of the frugal environment, with prices of the test. */
const linesOf = (resources: StackTemplate['resources'], usd: Readonly<Record<string, number>>, stack?: string): [string, number][] => {
  const priced = (value: number) => ({ unit: 'one', usd: { '*': { usd: value, source: 'a test', date: '2000-01-01', verified: true } } });
  const table = { ...samplePrices, prices: Object.fromEntries(Object.entries(usd).map(([id, value]) => [id, priced(value)])) };
  return estimateOf(noServices, [stackOf(resources, stack)], table).items.map(({ what, cents }) => [what, cents.none]);
};

describe('reckoned by hand, with 730 hours a month', () => {
  test('nodes: hours, disks and metrics come from the group and its launch template', () => {
    const resources = {
      template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { Monitoring: { Enabled: true }, BlockDeviceMappings: [{ Ebs: { VolumeSize: 60 } }] } },
      },
      nodes: {
        Type: 'AWS::EKS::Nodegroup',
        Properties: { InstanceTypes: ['x.large'], ScalingConfig: { DesiredSize: 3 }, LaunchTemplate: { Id: { Ref: 'template' } } },
      },
    };
    const prices = { 'ec2.x.large': 0.1, 'ebs.gp3': 0.08, 'metric.month': 0.3 };
    const { ScalingConfig } = resources.nodes.Properties;
    expect(linesOf({ nodes: { ...resources.nodes, Properties: { ScalingConfig: { ...ScalingConfig, DesiredSize: 0 } } } }, prices)).toEqual(
      [],
    );
    expect(linesOf(resources, prices)).toEqual([
      ['3 × x.large', 219_00], // 3 × 730 × 0.10
      ['3 × 60 GiB of disk', 14_40], // 180 × 0.08
      ['3 × 7 metrics', 6_30], // 21 × 0.30
    ]);
  });

  test('an interface endpoint is paid in each zone, a gateway endpoint is free', () => {
    const endpoint = (VpcEndpointType: string) => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType, SubnetIds: [{ Ref: 'a' }, { Ref: 'b' }] },
    });
    const prices = { 'endpoint.hour': 0.01, 'endpoint.gb': 0.02 };
    expect(linesOf({ it: endpoint('Interface') }, prices)).toEqual([
      ['in 2 zones', 14_60], // 2 × 730 × 0.01
      ['5 GB', 10], // 5 × 0.02
    ]);
    expect(linesOf({ it: endpoint('Gateway') }, prices)).toEqual([]);
  });

  test('a serverless database is as large as is assumed, never larger than it may grow', () => {
    const database = (ServerlessV2ScalingConfiguration: object) => ({
      cluster: { Type: 'AWS::RDS::DBCluster', Properties: { BackupRetentionPeriod: 3, ServerlessV2ScalingConfiguration } },
      writer: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass: 'db.serverless', DBClusterIdentifier: { Ref: 'cluster' } } },
    });
    const prices = { 'aurora.gb': 0.1, 'aurora.million': 0.2, 'aurora.backup-gb': 0.5, 'aurora.unit-hour': 0.12 };
    // The frugal environment of the sample: 10 GiB, 5 million reads and writes, a hundredth changed in each of two days.
    expect(linesOf(database({ MinCapacity: 0.5, MaxCapacity: 4 }), prices)).toEqual([
      ['10 GiB', 1_00],
      ['5 million reads and writes', 1_00],
      ['0.2 GiB of backups', 10],
      ['0.5 capacity units, at rest 0.5, at most 4', 43_80], // 0.5 × 730 × 0.12
    ]);
    // That of full shape assumes half as much again, where it may.
    const full = (most: number) => linesOf(database({ MinCapacity: 4, MaxCapacity: most }), prices, 'terrace/ap-south-9-made-up').at(-1);
    expect([full(64), full(5)]).toEqual([
      ['6 capacity units, at rest 4, at most 64', 525_60], // 6 × 730 × 0.12
      ['5 capacity units, at rest 4, at most 5', 438_00],
    ]);
  });

  test('what is copied to another region is paid once more, and so is a backup that is restored as a test', () => {
    const follower = { Type: 'AWS::RDS::DBCluster', Properties: { GlobalClusterIdentifier: 'it' } };
    const bucket = (Rules: readonly object[]) => ({ Type: 'AWS::S3::Bucket', Properties: { ReplicationConfiguration: { Rules } } });
    const selection = { Type: 'AWS::Backup::RestoreTestingSelection', Properties: { ProtectedResourceType: 'Aurora' } };
    expect(linesOf({ follower }, { 'aurora.copied-million': 0.2 })).toContainEqual(['1 million writes copied here', 20]);
    expect(linesOf({ follower: { ...follower, Properties: {} } }, {})).toEqual([]);
    expect(linesOf({ bucket: bucket([{}]) }, { 's3.copied-gb': 0.1, 'metric.month': 0.3 })).toEqual([
      ['1 GB copied to 1 region', 10],
      ['4 metrics of each copy', 1_20],
    ]);
    expect(linesOf({ bucket: bucket([]) }, { 's3.copied-gb': 0.1, 'metric.month': 0.3 })).toEqual([]);
    expect(linesOf({ selection }, { 'backup.restore-test': 1.5 })).toEqual([['13 tests of Aurora', 19_50]]);
  });

  test('documents: instances, and what they store; a region that follows pays for what comes to it', () => {
    const cluster = (more: object) => ({ Type: 'AWS::DocDB::DBCluster', Properties: { BackupRetentionPeriod: 3, ...more } });
    const instance = { Type: 'AWS::DocDB::DBInstance', Properties: { DBInstanceClass: 'db.x' } };
    const prices = { 'docdb.gb': 0.1, 'docdb.million': 0.2, 'docdb.backup-gb': 0.5, 'docdb.db.x': 0.3, 'docdb.copied-million': 0.4 };
    expect(linesOf({ cluster: cluster({}), instance }, prices)).toEqual([
      ['10 GiB', 1_00],
      ['5 million reads and writes', 1_00],
      ['0.2 GiB of backups', 10],
      ['1 × db.x', 219_00], // 730 × 0.30
    ]);
    expect(linesOf({ cluster: cluster({ GlobalClusterIdentifier: 'all' }) }, prices)).toContainEqual(['1 million writes copied here', 40]);
  });

  test('search: nodes, those that only watch over them, and a disk for each of the others', () => {
    const ClusterConfig = { InstanceType: 'x.search', InstanceCount: 2, DedicatedMasterEnabled: true, DedicatedMasterType: 'y.search' };
    const Properties = { ClusterConfig: { ...ClusterConfig, DedicatedMasterCount: 3 }, EBSOptions: { EBSEnabled: true, VolumeSize: 20 } };
    const prices = { 'opensearch.x.search': 0.1, 'opensearch.y.search': 0.05, 'opensearch.gp3': 0.15 };
    expect(linesOf({ domain: { Type: 'AWS::OpenSearchService::Domain', Properties } }, prices)).toEqual([
      ['2 × x.search', 146_00], // 2 × 730 × 0.10
      ['3 × y.search', 109_50], // 3 × 730 × 0.05
      ['2 × 20 GiB of disk', 6_00],
    ]);
  });

  test('brokers: the metrics of topics are on the bill as well', () => {
    const topic = { Type: 'AWS::MSK::Topic' };
    const cluster = (EnhancedMonitoring: string) => ({
      cluster: {
        Type: 'AWS::MSK::Cluster',
        Properties: {
          NumberOfBrokerNodes: 3,
          BrokerNodeGroupInfo: { InstanceType: 'kafka.x', StorageInfo: { EBSStorageInfo: { VolumeSize: 100 } } },
          EnhancedMonitoring,
        },
      },
      one: topic,
      two: topic,
    });
    const prices = { 'msk.kafka.x': 0.2, 'msk.gb': 0.1, 'metric.month': 0.3 };
    expect(linesOf(cluster('PER_TOPIC_PER_BROKER'), prices)).toEqual([
      ['3 × kafka.x', 438_00], // 3 × 730 × 0.20
      ['3 × 100 GiB of disk', 30_00],
      ['150 metrics at PER_TOPIC_PER_BROKER', 45_00], // 3 × (38 + 2 × 6) × 0.30
    ]);
    expect(linesOf(cluster('DEFAULT'), prices)).toHaveLength(2);
  });

  test('a secret is paid in each region that has a copy, and belongs to the service of its tag', () => {
    const secret = {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { ReplicaRegions: [{ Region: 'r' }], Tags: [{ Key: 'service', Value: 'menu' }] },
    };
    expect(linesOf({ secret }, { 'secret.month': 0.4, 'secret.10k': 0.05 })).toEqual([
      ['a secret in 2 regions', 80],
      ['800 reads', 0],
    ]);
    const { items } = estimateOf(restaurant, [stackOf({ secret, key: { Type: 'AWS::KMS::Key' } })], samplePrices);
    const owners = items.filter(({ stack }) => stack.endsWith('made-up')).map(({ resource, team, service }) => [resource, team, service]);
    expect(owners[0]).toEqual(['secret', 'front', 'menu']);
    expect(owners.at(-1)).toEqual(['key', 'back', undefined]);
  });

  test('the pods of a service need part of a node', () => {
    // A vCPU counts as 9 GiB: an m6i.xlarge of 4 and 16 has 52 parts, of which 0.7 are filled.
    expect(nodesFor({ vcpu: 1, gib: 4.3 }, usageOf('frugal', false))).toBeCloseTo(13.3 / 52 / 0.7, 12);
    expect(tasksFor({ pods: 1, vcpu: 1, gib: 4.3 }, usageOf('frugal', false))).toBeCloseTo((0.02 * 13.3) / 52 / 0.7, 12);
    // In the frugal environment the kitchen has one pod of 1 vCPU and 1 GiB.
    const { items } = estimateOf(restaurant, [], samplePrices);
    const kitchen = items.find(({ stack, service }) => stack === 'open/ap-south-1-pods' && service === 'kitchen');
    expect(kitchen?.what).toBe('1 pods with 1 vCPU and 1 GiB: 0.27 × m6i.xlarge');
    const usd = priceOf(samplePrices, 'ec2.m6i.xlarge', 'ap-south-1')?.usd ?? 0;
    expect(kitchen?.cents.none).toBe(Math.round((10 / 52 / 0.7) * 730 * usd * 100));
  });
});

test('a standby sees a tenth of the traffic, and stores as much', () => {
  const [active, standby] = [usageOf('full', false), usageOf('full', true)];
  expect([standby.natGb, standby.databaseGib, standby.aurora]).toEqual([active.natGb / 10, active.databaseGib, 1]);
});

test('twice of everything costs twice as much', () => {
  const bucket = { Type: 'AWS::S3::Bucket' };
  const queue = { Type: 'AWS::SQS::Queue' };
  const cents = (resources: StackTemplate['resources']): number =>
    estimateOf(noServices, [stackOf(resources)], samplePrices).items.reduce((sum, each) => sum + each.cents.none, 0);
  expect(cents({ a: bucket, b: queue })).toBeGreaterThan(0);
  expect(cents({ a: bucket, b: queue, c: bucket, d: queue })).toBe(2 * cents({ a: bucket, b: queue }));
  const twice = (value: number) => linesOf({ it: { Type: 'AWS::EKS::Cluster' } }, { 'eks.hour': value })[0]?.[1];
  expect(twice(0.2)).toBe(2 * (twice(0.1) ?? Number.NaN));
});

test('what has no price, and what nobody knows, is reported and never left out', () => {
  const { items, unpriced } = estimateOf(
    noServices,
    [
      stackOf({
        node: { Type: 'AWS::EC2::Instance', Properties: { InstanceType: 'x.huge' } },
        copies: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass: 'db.x', AllocatedStorage: { Ref: 'Size' } } },
        oracle: { Type: 'AWS::Made::Up' },
        role: { Type: 'AWS::IAM::Role' },
      }),
    ],
    samplePrices,
  );
  expect(items).toEqual([]);
  expect(unpriced.map(({ resource, type, why }) => `${resource} ${type}: ${why}`)).toEqual([
    "node AWS::EC2::Instance: 'ec2.x.huge' has no price in ap-south-1",
    "copies AWS::RDS::DBInstance: 'rds.db.x' has no price in ap-south-1",
    "copies AWS::RDS::DBInstance: the template does not say how much of 'rds.gp3'",
    'oracle AWS::Made::Up: nobody has said what it costs, or that it is free',
  ]);
});

test('a region without prices is a mistake', () => {
  expect(unknownRegions([stackOf({})], { ...priceTable, regions: ['us-west-1', 'us-west-2'] })).toEqual([
    {
      file: 'cost/prices.json',
      rule: 'unknown-region',
      fact: "there are no prices of 'ap-south-1', only of us-west-1, us-west-2",
      fix: 'add them, each with its source and date',
    },
  ]);
});

const { platform = restaurant } = load(registry);
const platforms = [
  { name: 'the sample', platform: restaurant, stacks: templatesOf(restaurant), table: samplePrices },
  { name: 'this platform', platform, stacks: templatesOf(platform), table: priceTable },
];

describe.each(platforms)('$name', ({ platform: of, stacks, table }) => {
  const { items, unpriced } = estimateOf(of, stacks, table);

  test('every resource is priced, free, or reported', () => {
    const reported = new Set(unpriced.map(({ stack, resource }) => `${stack} ${resource}`));
    const unseen = stacks.flatMap(({ stack, resources }) =>
      Object.entries(resources)
        .filter(([id, { Type }]) => !(Type in pricings) && whyFree(Type) === undefined && !reported.has(`${stack} ${id}`))
        .map(([id]) => `${stack} ${id}`),
    );
    expect(unseen).toEqual([]);
  });

  test('of what has a price, nothing is left out but what is free as it stands', () => {
    const counted = new Set([...items, ...unpriced].map(({ stack, resource }) => `${stack} ${resource}`));
    const silent = stacks.flatMap(({ stack, resources }) =>
      Object.entries(resources).filter(([id, { Type }]) => Type in pricings && !counted.has(`${stack} ${id}`)),
    );
    // Gateway endpoints, trails of management events alone, and groups of nodes that begin empty: theirs are reckoned by what pods ask for.
    const isFree = ({ Properties }: (typeof silent)[number][1]): boolean =>
      Properties.VpcEndpointType === 'Gateway' || 'IsLogging' in Properties || Properties.ScalingConfig?.DesiredSize === 0;
    expect(silent.filter(([, resource]) => !isFree(resource))).toEqual([]);
    expect(items.filter(({ cents }) => !Object.values(cents).every((each) => Number.isInteger(each) && each >= 0))).toEqual([]);
  });

  test('every price is known', () => expect(unpriced.filter(({ why }) => why.includes('has no price'))).toEqual([]));

  test.each(commitments)('every side adds up to the same cent: %s', (commitment) => {
    const total = items.reduce((sum, { cents }) => sum + cents[commitment], 0);
    const sides = [
      totalsBy(items, commitment, ({ stack }) => stack),
      totalsBy(items, commitment, ({ kind }) => kind),
      totalsBy(items, commitment, ({ team }) => team),
      totalsBy(items, commitment, ({ environment, service }) => `${environment} ${service}`),
    ];
    for (const side of sides) expect(side.reduce((sum, { usd }) => sum + Math.round(usd * 100), 0)).toBe(total);
    expect(usdOf(items, commitment)).toBe(total / 100);
  });

  test('a longer commitment never costs more', () => {
    expect(items.filter(({ cents }) => cents['1y'] > cents.none || cents['3y'] > cents['1y'])).toEqual([]);
    expect(usdOf(items, '1y')).toBeLessThan(usdOf(items, 'none'));
  });

  test('each service costs something, and its team pays', () => {
    for (const { name, owner } of of.services) {
      const own = items.filter(({ service }) => service === name);
      expect([name, usdOf(own, 'none') > 0, new Set(own.map(({ team }) => team))]).toEqual([name, true, new Set([owner])]);
    }
  });
});

describe('the table of prices', () => {
  const entries = Object.entries(priceTable.prices).flatMap(([id, { unit, usd }]) =>
    Object.entries(usd).map(([region, price]) => ({ id, unit, region, ...price })),
  );

  test('says of each price its unit, source, date, and whether somebody read it there', () => {
    expect(
      entries.filter(
        ({ unit, source, date, verified, usd }) =>
          !unit || !/^https:\/\//.test(source) || !/^\d{4}-\d\d-\d\d$/.test(date) || typeof verified !== 'boolean' || !(usd > 0),
      ),
    ).toEqual([]);
    expect(entries.filter(({ date }) => date > priceTable.date)).toEqual([]);
  });

  test('knows each price everywhere or in every region', () => {
    const partial = Object.entries(priceTable.prices).filter(
      ([id]) => priceTable.regions.filter((region) => priceOf(priceTable, id, region)).length !== priceTable.regions.length,
    );
    expect(partial.map(([id]) => id)).toEqual([]);
    expect(entries.filter(({ region }) => region !== '*' && !priceTable.regions.includes(region))).toEqual([]);
  });

  test('saves by plans that exist, and by each of them', () => {
    const used = new Set(Object.values(priceTable.prices).flatMap(({ plan }) => plan ?? []));
    expect([...used].sort()).toEqual(Object.keys(priceTable.plans).sort());
  });

  test('no type is both priced and free', () => expect(freeTypes.filter((type) => type in pricings)).toEqual([]));

  test('each assumption is asked for', () => {
    const asked = new Set<string>();
    const usage = new Proxy(usageOf('full', false), {
      get: (all, name: keyof Usage) => {
        asked.add(name);
        return all[name];
      },
    });
    const Properties = {
      BrokerNodeGroupInfo: {},
      DBInstanceClass: 'db.serverless',
      EnhancedMonitoring: 'PER_TOPIC_PER_BROKER',
      ReplicationConfiguration: {},
      Type: 'ARGOCD',
      VpcEndpointType: 'Interface',
    };
    for (const [Type, pricing] of Object.entries(pricings)) pricing({ Type, Properties, id: 'it', stack: stackOf({}), usage });
    nodesFor({ vcpu: 1, gib: 1 }, usage);
    tasksFor({ pods: 1, vcpu: 1, gib: 1 }, usage);
    expect(Object.keys(assumptions).filter((name) => !asked.has(name))).toEqual([]);
  });
});
