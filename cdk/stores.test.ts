import { samplePlatform, sampleRegistry } from '#model/sample';
import { resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

/** The sample in every shape; terrace is full and has a standby. */
const small = samplePlatform({
  ...sampleRegistry(),
  environments: sampleRegistry().environments.map(({ file, exports }) => ({
    file,
    exports: { default: { ...(exports.default as object), shape: 'small' } },
  })),
});
const stacks: readonly StackTemplate[] = [
  ...templatesOf(restaurant),
  ...templatesOf(small).map((each) => ({ ...each, stack: each.stack.replace('open/', 'small/') })),
];

const only = (type: string, stack: string) => {
  const found = resourcesOf(
    stacks.filter((each) => each.stack === stack),
    type,
  );
  if (found.length !== 1) throw new Error(`${stack} has ${found.length} of ${type}`);
  return found[0]?.Properties;
};

describe('cache', () => {
  test.each([
    ['open/ap-south-1', 'cache.t4g.micro', 1, false, 7],
    ['small/ap-south-1', 'cache.t4g.small', 2, true, 14],
    ['terrace/ap-south-1', 'cache.m7g.large', 3, true, 35],
    ['terrace/ap-south-2', 'cache.m7g.large', 3, true, 35],
  ])('%s: %s, %i of them', (place, type, nodes, failover, days) =>
    expect(only('AWS::ElastiCache::ReplicationGroup', `${place}-cache`)).toMatchObject({
      ...{ Engine: 'valkey', ClusterMode: 'disabled', CacheNodeType: type, NumCacheClusters: nodes },
      ...{ AutomaticFailoverEnabled: failover, MultiAZEnabled: failover, SnapshotRetentionLimit: days },
    }),
  );

  test('no template holds a password: user and secret refer to one that AWS makes up', () => {
    const made = resourcesOf(
      stacks.filter(({ stack }) => stack.endsWith('-cache')),
      'AWS::ElastiCache::User',
    );
    expect(made.length).toBeGreaterThan(4);
    for (const { Properties } of made)
      expect(JSON.stringify(Properties.Passwords)).toMatch(/^\[\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:",\{"Ref"/);
  });
});

describe('streaming', () => {
  const topic = (place: string): Record<string, unknown> => {
    const { Configs, PartitionCount, ReplicationFactor } = only('AWS::MSK::Topic', `${place}-streaming`);
    const configs = Object.fromEntries(
      Buffer.from(Configs, 'base64')
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
    return { PartitionCount, ReplicationFactor, ...configs };
  };

  test.each([
    ['open/ap-south-1', 'kafka.t3.small', 2, 2, '1'],
    ['small/ap-south-1', 'kafka.m7g.large', 3, 3, '2'],
    ['terrace/ap-south-1', 'kafka.m7g.xlarge', 3, 3, '2'],
    ['terrace/ap-south-2', 'kafka.m7g.xlarge', 3, 3, '2'],
  ])('%s: brokers of %s in %i zones, each partition in %i of them', (place, InstanceType, brokers, copies, least) => {
    const cluster = only('AWS::MSK::Cluster', `${place}-streaming`);
    expect(cluster).toMatchObject({ NumberOfBrokerNodes: brokers, BrokerNodeGroupInfo: { InstanceType } });
    expect(cluster.BrokerNodeGroupInfo.ClientSubnets).toHaveLength(brokers);
    expect(cluster.ClientAuthentication).toEqual({
      Sasl: { Iam: { Enabled: true }, Scram: { Enabled: false } },
      Tls: { Enabled: false },
      Unauthenticated: { Enabled: false },
    });
    expect(topic(place)).toEqual({
      ...{ PartitionCount: 3, ReplicationFactor: copies },
      ...{ 'cleanup.policy': 'delete', 'min.insync.replicas': least, 'retention.ms': '604800000' },
    });
  });

  test('disks grow where customers are served', () =>
    expect(resourcesOf(stacks, 'AWS::ApplicationAutoScaling::ScalableTarget').map(({ stack }) => stack.stack)).toEqual([
      'terrace/ap-south-1-streaming',
      'terrace/ap-south-2-streaming',
    ]));
});

describe('storage', () => {
  // biome-ignore lint/suspicious/noExplicitAny: properties of a bucket
  const bucket = (place: string): any =>
    resourcesOf(
      stacks.filter(({ stack }) => stack === `${place}-storage`),
      'AWS::S3::Bucket',
    ).find(({ Properties }) => Properties.LoggingConfiguration)?.Properties;

  test('what is put into the active region is copied to the standby, under the key there, and what is deleted goes there too', () => {
    const [rule] = bucket('terrace/ap-south-1').ReplicationConfiguration.Rules;
    expect(rule).toMatchObject({
      Status: 'Enabled',
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Enabled' },
      SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
      Destination: {
        Bucket: `arn:aws:s3:::${bucket('terrace/ap-south-2').BucketName}`,
        EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:ap-south-2:777777777777:alias/terrace-ap-south-2/data' },
      },
    });
    for (const place of ['terrace/ap-south-1', 'terrace/ap-south-2'])
      expect(bucket(place).VersioningConfiguration).toEqual({ Status: 'Enabled' });
    for (const place of ['terrace/ap-south-2', 'open/ap-south-1', 'small/ap-south-1'])
      expect(bucket(place).ReplicationConfiguration).toBeUndefined();
    expect(bucket('open/ap-south-1').VersioningConfiguration).toBeUndefined();
  });

  test('the key that copies are encrypted by is the one of that name', () =>
    expect(resourcesOf(stacks, 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName)).toContain(
      'alias/terrace-ap-south-2/data',
    ));

  test('the web application alone may put objects, and only where the service is public', () => {
    expect(bucket('terrace/ap-south-1').CorsConfiguration.CorsRules).toEqual([
      expect.objectContaining({ AllowedOrigins: ['https://example.org'], AllowedMethods: ['GET', 'HEAD', 'PUT'] }),
    ]);
    const platform = samplePlatform(sampleRegistry({ kitchen: { buckets: ['leftovers'] }, waiter: { buckets: [] } }));
    const [own] = resourcesOf(templatesOf(platform), 'AWS::S3::Bucket').filter(({ Properties }) => Properties.LoggingConfiguration);
    expect(own?.Properties).toMatchObject({ BucketName: 'open-ap-south-1-kitchen-leftovers-888888888888' });
    expect(own?.Properties.CorsConfiguration).toBeUndefined();
  });
});

test('an environment whose services ask for no store has none', () => {
  const platform = samplePlatform({
    ...sampleRegistry({
      menu: { cache: undefined },
      kitchen: { produces: [], database: undefined, queues: [] },
      waiter: { consumes: [], database: undefined, buckets: [] },
    } as unknown as Parameters<typeof sampleRegistry>[0]),
    topics: [],
  });
  const concerns = templatesOf(platform).map(({ stack }) => stack.replace(/^open\/ap-south-1-/, ''));
  const stores = ['backup', 'cache', 'data', 'documents', 'queues', 'search', 'storage', 'streaming'];
  expect(concerns.filter((concern) => stores.includes(concern))).toEqual([]);
});
