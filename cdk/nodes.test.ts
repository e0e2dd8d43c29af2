import { nodesOf } from '#components/scaling/karpenter/nodes';
import { NodeClass, NodePool } from '#components/scaling/karpenter/objects';
import { type Cluster, type NodePool as Description, defineComponent, nodePoolsOf, type Shape } from '#model';
import { samplePlatform } from '#model/sample';
import { definition, open, sampleWith } from '#model/testing';
import { type StackTemplate, type TemplateResource, templatesOf } from './templates';

const gardener = defineComponent({
  purpose: 'Makes groups of tables larger.',
  role: 'node-scaling',
  chart: { repository: 'https://charts.sample.org', name: 'gardener', version: '1.0.0' },
  provides: { nodeScaling: 'groups' },
});

/** The sample in a shape, with nodes in groups or in pools. */
const stacksOf = (shape: Shape, holder: 'gardener' | 'porter') => {
  const changes = { shape, targets: shape === 'full' ? 'none' : undefined, roles: { 'node-scaling': holder } };
  const more = { components: [definition('components/sample/gardener.ts', gardener)] };
  const platform = samplePlatform(sampleWith({ [open]: changes }, more));
  const [cluster] = platform.clusters as [Cluster];
  const stacks = templatesOf(platform);
  const nodes = stacks.find(({ stack }) => stack.endsWith('-nodes')) as StackTemplate;
  const of = (type: string, { resources } = nodes) => Object.values(resources).filter(({ Type }) => Type === type);
  return { cluster, stacks, nodes, of };
};

interface Fields {
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource
  readonly [name: string]: any;
}

const propertiesOf = ({ Properties }: TemplateResource): Fields => Properties;

/** What a pod can tell of the nodes of a pool, and what they are made from: the same on both ways there. */
const tellingOf = {
  group: (group: Fields, { resources }: StackTemplate) => {
    const { LaunchTemplateData: data } = propertiesOf(resources[group.LaunchTemplate.Id.Ref] as TemplateResource);
    return {
      labels: group.Labels,
      taints: (group.Taints ?? []).map(
        ({ Key, Value, Effect }: Fields) => `${Key}=${Value}:${Effect.replace('NO_SCHEDULE', 'NoSchedule')}`,
      ),
      capacity: group.CapacityType.toLowerCase().replace('_', '-'),
      families: group.InstanceTypes.map((type: string) => type.split('.')[0]),
      disks: data.BlockDeviceMappings.map(({ DeviceName, Ebs }: Fields) => [
        DeviceName,
        `${Ebs.VolumeSize}Gi`,
        Ebs.VolumeType,
        Ebs.Encrypted,
      ]),
      credentials: [data.MetadataOptions.HttpTokens, data.MetadataOptions.HttpPutResponseHopLimit],
      gpus: /NVIDIA/.test(group.AmiType),
    };
  },
  pool: ({ spec }: NodePool, { spec: made }: NodeClass) => {
    const { metadata, spec: node } = spec.template;
    const valuesOf = (key: string) => node.requirements.find((each) => each.key.endsWith(key))?.values;
    return {
      labels: metadata.labels,
      taints: (node.taints ?? []).map(({ key, value, effect }) => `${key}=${value}:${effect}`),
      capacity: valuesOf('capacity-type')?.join(),
      families: valuesOf('instance-family'),
      disks: made.blockDeviceMappings.map(({ deviceName, ebs }) => [deviceName, ebs.volumeSize, ebs.volumeType, ebs.encrypted]),
      credentials: [made.metadataOptions.httpTokens, made.metadataOptions.httpPutResponseHopLimit],
      gpus: made.amiSelectorTerms[0].alias.startsWith('bottlerocket@'),
    };
  },
};

describe.each<Shape>(['frugal', 'small', 'full'])('in an environment of the shape %s', (shape) => {
  const { cluster, nodes, of } = stacksOf(shape, 'gardener');
  const groups = of('AWS::EKS::Nodegroup').map(propertiesOf);
  const objects = nodesOf({ ...cluster, nodeScaling: 'pools' });
  const groupsOf = (name: string) => groups.filter(({ Labels }) => Labels['node-role'] === name);

  test.each(nodePoolsOf({ shape }).map((pool) => [pool.name, pool] as const))('%s is the same by both ways', (name, pool) => {
    const made = objects.find((each): each is NodeClass => each instanceof NodeClass && each.metadata.name === name) as NodeClass;
    const object = objects.find((each): each is NodePool => each instanceof NodePool && each.metadata.name === name) as NodePool;
    expect(object.spec.template.spec.nodeClassRef.name).toBe(name);
    expect(groupsOf(name).length).toBeGreaterThan(0);
    for (const group of groupsOf(name)) expect(tellingOf.group(group, nodes)).toEqual(tellingOf.pool(object, made));
    expect(Number(object.spec.limits.cpu)).toBe(pool.mostCpus);
  });

  test('groups begin empty, are of one size, and together no larger than their pool', () => {
    const cpus: Readonly<Record<string, number>> = { large: 2, xlarge: 4 };
    for (const pool of nodePoolsOf({ shape })) {
      const own = groupsOf(pool.name);
      const sizes = new Set(own.flatMap(({ InstanceTypes }) => InstanceTypes.map((type: string) => type.split('.')[1])));
      expect([...sizes]).toEqual([pool.sizes[0]]);
      expect(own.map(({ ScalingConfig }) => [ScalingConfig.MinSize, ScalingConfig.DesiredSize])).toEqual(own.map(() => [0, 0]));
      const most = own.reduce((sum, { ScalingConfig }) => sum + ScalingConfig.MaxSize * (cpus[pool.sizes[0] ?? ''] ?? Number.NaN), 0);
      expect(most).toBeLessThanOrEqual(pool.mostCpus);
    }
  });

  test('a node for a volume can be had in each zone', () => {
    const zones = groupsOf('storage').map(({ Subnets }) => JSON.stringify(Subnets));
    expect(zones).toHaveLength(cluster.zones.length);
    expect(new Set(zones).size).toBe(cluster.zones.length);
    for (const { Subnets } of [...groupsOf('general'), ...groupsOf('spot')]) expect(Subnets).toHaveLength(cluster.zones.length);
  });
});

test('spot nodes can be of several kinds, and services run where nothing keeps them away', () => {
  for (const shape of ['frugal', 'small', 'full'] as const) {
    const [general, spot] = nodePoolsOf({ shape }) as [Description, Description];
    expect(spot.families.length * spot.sizes.length).toBeGreaterThanOrEqual(10);
    expect([general.taint, spot.taint?.effect]).toEqual([undefined, 'NoSchedule']);
  }
});

describe('where nodes come from pools', () => {
  const { cluster, stacks, of } = stacksOf('full', 'porter');
  const [queue] = of('AWS::SQS::Queue').map(propertiesOf);

  test('there are no groups but that of the components, which says so', () => {
    expect(of('AWS::EKS::Nodegroup')).toEqual([]);
    const own = stacks.find(({ stack }) => stack.endsWith('-cluster'));
    expect(of('AWS::EKS::Nodegroup', own).map((group) => propertiesOf(group).Labels)).toEqual([{ 'node-role': 'system' }]);
  });

  test('their role is let in as that of nodes, and only EC2 carries it', () => {
    const [entry] = of('AWS::EKS::AccessEntry').map(propertiesOf);
    expect([entry?.Type, entry?.ClusterName]).toEqual(['EC2_LINUX', cluster.name]);
    const [role] = of('AWS::IAM::Role').map(propertiesOf);
    expect(role?.AssumeRolePolicyDocument.Statement.map(({ Principal }: Fields) => Principal)).toEqual([{ Service: 'ec2.amazonaws.com' }]);
  });

  test('every kind of news comes to the queue, from its own rule alone', () => {
    const rules = of('AWS::Events::Rule').map(propertiesOf);
    expect(rules.map(({ EventPattern }) => EventPattern['detail-type'].join()).sort()).toEqual([
      'AWS Health Event',
      'EC2 Capacity Reservation Instance Interruption Warning',
      'EC2 Instance Rebalance Recommendation',
      'EC2 Instance State-change Notification',
      'EC2 Spot Instance Interruption Warning',
    ]);
    expect([queue?.QueueName, queue?.MessageRetentionPeriod]).toEqual([`${cluster.name}-interruptions`, 300]);
    const [policy] = of('AWS::SQS::QueuePolicy').map(propertiesOf);
    const senders: Fields[] = policy?.PolicyDocument.Statement.filter(({ Effect }: Fields) => Effect === 'Allow');
    expect(senders.map(({ Principal, Condition }) => [Principal.Service, Object.keys(Condition.ArnEquals)])).toEqual(
      rules.map(() => ['events.amazonaws.com', ['aws:SourceArn']]),
    );
  });

  test('subnets of pods, and no others, say that nodes may be started there', () => {
    const tagged = (each: readonly StackTemplate[]) =>
      Object.entries(each.find(({ stack }) => stack.endsWith('-network'))?.resources ?? {})
        .filter(([, { Properties }]) => JSON.stringify(Properties?.Tags ?? []).includes('karpenter.sh/discovery'))
        .map(([id]) => id);
    expect(tagged(stacks)).toEqual(['podsa', 'podsb', 'podsc']);
    expect(tagged(stacksOf('full', 'gardener').stacks)).toEqual([]);
  });
});
