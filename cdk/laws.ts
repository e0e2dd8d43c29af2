import type { Platform } from '#model';
import { identityStatements, isEverybody, listOf, type Placed, resourceStatements, resourcesOf, stackName, textOf } from './reading';
import { apart, encrypted, roomy, tlsOnly } from './store-laws';
import type { StackTemplate } from './templates';
import { federated } from './trust-laws';

/** What holds for every template of every platform. */
export interface Scene {
  readonly platform: Platform;
  readonly stacks: readonly StackTemplate[];
}

/** Gives what breaks it, and nothing where it holds. */
export type Law = (scene: Scene) => string[];

const isKept = ({ stack }: StackTemplate, { environments }: Platform): boolean => {
  const [name] = stack.split('/');
  return (environments.find((each) => each.name === name)?.shape ?? 'full') === 'full';
};

const holders = [
  'AWS::Backup::BackupVault',
  'AWS::ECR::Repository',
  'AWS::EKS::Cluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
];

const retention: Law = ({ stacks, platform }) =>
  resourcesOf(stacks, ...holders).flatMap(({ at, stack, DeletionPolicy, UpdateReplacePolicy }) => {
    const kept = isKept(stack, platform);
    const policies = [
      // What a failed creation leaves behind would stand in the way of the next one.
      ['DeletionPolicy', DeletionPolicy, kept ? 'RetainExceptOnCreate' : 'Delete'],
      ['UpdateReplacePolicy', UpdateReplacePolicy, kept ? 'Retain' : 'Delete'],
    ];
    return policies
      .filter(([, policy, wanted]) => policy !== wanted)
      .map(([name, policy, wanted]) => `${at}: ${name} is ${policy}, not ${wanted}`);
  });

/** Types without tags, as CloudFormation has them. */
export const untaggable: readonly string[] = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::RestoreTestingSelection',
  'AWS::Config::ConfigRule',
  'AWS::Config::ConfigurationRecorder',
  'AWS::Config::DeliveryChannel',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::TransitGatewayRoute',
  'AWS::EC2::TransitGatewayRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECR::ReplicationConfiguration',
  'AWS::GlobalAccelerator::EndpointGroup',
  'AWS::GlobalAccelerator::Listener',
  'AWS::IAM::Policy',
  'AWS::KMS::Alias',
  'AWS::Logs::ResourcePolicy',
  'AWS::Lambda::Permission',
  'AWS::MSK::Configuration',
  'AWS::MSK::Topic',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  // Could have tags, but the CDK makes it for itself: a sign that the cluster is ready.
  'AWS::SSM::Parameter',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecurityHub::Standard',
  'Custom::BrokerAddresses',
  'Custom::DatabaseLogin',
  'Custom::Delegation',
  'Custom::PeeringAcceptance',
  'Custom::PrefixList',
  'Custom::ZoneAbove',
];

type TagSet = readonly { readonly Key: string; readonly Value: string }[] | Readonly<Record<string, string>>;
interface TagSpecification {
  readonly ResourceType: string;
  readonly Tags?: TagSet;
}

/** Where tags are not in `Tags`. */
const tagFields: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupPlan': 'BackupPlanTags',
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Budgets::Budget': 'ResourceTags',
  'AWS::CE::AnomalyMonitor': 'ResourceTags',
  'AWS::CE::AnomalySubscription': 'ResourceTags',
};

/** The tags of a resource, and of what AWS makes from it. */
const tagSets = ({ Type, Properties = {} }: Placed): (readonly [of: string, tags: TagSet | undefined])[] => {
  const own = tagFields[Type];
  if (own) return [['it', Properties[own]]];
  if (Type === 'AWS::ECR::RepositoryCreationTemplate') return [['repositories', Properties.ResourceTags]];
  if (Type !== 'AWS::EC2::LaunchTemplate') return [['it', Properties.Tags ?? Properties.HostedZoneTags ?? Properties.HealthCheckTags]];
  const made: TagSpecification[] = [...(Properties.TagSpecifications ?? []), ...(Properties.LaunchTemplateData.TagSpecifications ?? [])];
  return ['launch-template', 'instance', 'volume', 'network-interface'].map((type) => [
    type,
    made.find(({ ResourceType }) => ResourceType === type)?.Tags,
  ]);
};

const tagged: Law = ({ stacks }) =>
  resourcesOf(stacks)
    .filter(({ Type }) => !untaggable.includes(Type))
    .flatMap((resource) =>
      tagSets(resource).flatMap(([of, tags = []]) => {
        const values = Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
        const missing = ['environment', 'managed-by', 'owner'].filter((key) => !values[key]);
        return missing.map((key) => `${resource.at}: ${of} has no tag '${key}'`);
      }),
    );

/** The way in of an environment without an edge before it: TLS, and nothing else, to its load balancer. */
const isPublicDoor = ({ stack, Properties: { SecurityGroupIngress = [] } }: Placed, rule: PortRange, { clusters }: Platform): boolean => {
  const plain = clusters.find(({ environment, region }) => stack.stack === `${environment.name}/${region}-gateway`)?.edge === false;
  return plain && SecurityGroupIngress.includes(rule) && rule.FromPort === 443 && rule.ToPort === 443 && rule.IpProtocol === 'tcp';
};

interface PortRange {
  readonly IpProtocol: string;
  readonly FromPort: number;
  readonly ToPort: number;
}

const closed: Law = ({ stacks, platform }) => {
  const everywhere = ['0.0.0.0/0', '::/0'];
  const groups = resourcesOf(stacks, 'AWS::EC2::SecurityGroup').flatMap((group) => {
    const { at, Properties } = group;
    const rules = [...(Properties.SecurityGroupIngress ?? []), ...(Properties.SecurityGroupEgress ?? [])];
    return [
      ...(Properties.SecurityGroupEgress?.length ? [] : [`${at}: says nothing of the way out, which AWS then opens`]),
      ...rules.filter((rule) => !isPublicDoor(group, rule, platform)).map((rule) => ({ at, rule })),
    ];
  });
  const rules = resourcesOf(stacks, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress').map(({ at, Properties }) => ({
    at,
    rule: Properties,
  }));
  return [
    ...[...groups, ...rules].flatMap((each) => {
      if (typeof each === 'string') return each;
      const range = [each.rule.CidrIp, each.rule.CidrIpv6].find((cidr) => everywhere.includes(cidr));
      return range ? `${each.at}: is open to ${range}` : [];
    }),
    ...resourcesOf(stacks, 'AWS::EKS::Cluster', 'AWS::RDS::DBInstance')
      .filter(({ Properties }) => (Properties.ResourcesVpcConfig?.EndpointPublicAccess ?? Properties.PubliclyAccessible) !== false)
      .map(({ at }) => `${at}: has a public address`),
    ...resourcesOf(stacks, 'AWS::MSK::Cluster')
      .filter(({ Properties }) => Properties.BrokerNodeGroupInfo.ConnectivityInfo?.PublicAccess)
      .map(({ at }) => `${at}: has a public address`),
    ...resourcesOf(stacks, 'AWS::S3::Bucket')
      .filter(({ Properties: { PublicAccessBlockConfiguration: block = {} } }) => Object.values(block).filter(Boolean).length < 4)
      .map(({ at }) => `${at}: may be opened to everybody`),
  ];
};

const named: Law = ({ stacks }) =>
  resourceStatements(stacks).flatMap(({ at, statement: { Principal, Condition } }) => {
    if (!Principal || isEverybody(Principal)) return [`${at.at}: lets everybody in`];
    if (Condition || typeof Principal !== 'object') return [];
    const accounts = listOf(Principal.AWS).map((each) => textOf(each, at.stack, stacks));
    // A key belongs to its account, and pulling images is for whole accounts: each of them is named.
    const whole = at.Type === 'AWS::IAM::Role' ? accounts.filter((arn) => /(:root|^\d{12})$/.test(arn)) : [];
    return whole.map((arn) => `${at.at}: lets all of ${arn} in, without a condition`);
  });

const passed: Law = ({ stacks }) =>
  identityStatements(stacks)
    .filter(({ statement }) => !statement.Condition && listOf(statement.Action).some((action) => /^(\*|iam:(\*|Pass.*))$/.test(action)))
    .map(({ at }) => `${at.at}: passes roles without a condition`);

const protectedStacks: Law = ({ stacks, platform }) =>
  stacks
    .filter((stack) => stack.terminationProtection !== isKept(stack, platform))
    .map(({ stack, terminationProtection }) => `${stack}: termination protection is ${terminationProtection ? 'on' : 'off'}`);

/** Every stack that is deployed before one, itself among them where there is a circle. */
const before = (stack: StackTemplate, stacks: readonly StackTemplate[], seen: Set<string> = new Set()): Set<string> => {
  for (const name of stack.after) {
    if (seen.has(name)) continue;
    seen.add(name);
    const next = stacks.find((each) => each.stack === name);
    if (next) before(next, stacks, seen);
  }
  return seen;
};

/** Stacks that a stack needs and knows by their names alone. */
const needed = ({ stack }: StackTemplate, { clusters }: Platform): string[] => {
  const [, place, concern] = /^(.*)-(storage|backup)$/.exec(stack) ?? [];
  const { environment, standby } = clusters.find(({ environment, region }) => place === `${environment.name}/${region}`) ?? {};
  const copies = clusters.filter((each) => !standby && each.standby && each.environment.name === environment?.name);
  return [stack.replace(/-identity$/, '-cluster'), ...copies.map(({ region }) => `${environment?.name}/${region}-${concern}`)];
};

const ordered: Law = ({ stacks, platform }) =>
  stacks.flatMap((stack) => {
    const earlier = before(stack, stacks);
    const reads = [...JSON.stringify(stack.resources).matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)].map(([, name]) => name);
    const read = stacks.filter((each) => reads.includes(stackName(each)));
    const agreed = stacks.filter((each) => needed(stack, platform).includes(each.stack) && each !== stack);
    return [
      ...(earlier.has(stack.stack) ? [`${stack.stack}: waits for itself`] : []),
      ...[...read, ...agreed].filter((each) => !earlier.has(each.stack)).map((each) => `${stack.stack}: does not wait for ${each.stack}`),
    ];
  });

const most = 499;
const small: Law = ({ stacks }) =>
  stacks
    .filter(({ resources }) => Object.keys(resources).length > most)
    .map(({ stack, resources }) => `${stack}: has ${Object.keys(resources).length} resources, more than ${most}`);

/** What a slip leaves behind: values that nobody filled in, and functions in a text, where CloudFormation does not look. */
const leftover = /\$\{Token\[|\bundefined\b|\bNaN\b|\[object Object\]|<no value>|"(Fn::\w+|Ref)":/;

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  // An empty prefix means everything.
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'Prefix' && each === '' ? [] : [key, ...textsIn(key === 'Fn::Join' ? each[1] : each)],
  );
};

const filled: Law = ({ stacks }) =>
  stacks.flatMap(({ stack, resources, outputs }) =>
    Object.entries({ ...resources, ...outputs }).flatMap(([id, each]) =>
      [...new Set(textsIn(each).filter((text) => text === '' || leftover.test(text)))].map(
        (text) => `${stack} ${id}: is left with '${text}'`,
      ),
    ),
  );

export const laws = {
  'keeps data where the shape is full, and there alone': retention,
  'encrypts what it stores': encrypted,
  'answers over TLS only': tlsOnly,
  'keeps the users of a cache apart': apart,
  'gives no broker more partitions than it takes': roomy,
  'says where everything belongs': tagged,
  'is not open to the internet': closed,
  'names whom it lets in': named,
  'passes no role without a condition': passed,
  'lets in from outside AWS only runs of its own repository': federated,
  'cannot be deleted by mistake where the shape is full': protectedStacks,
  'is deployed in an order that works': ordered,
  'stays below what CloudFormation takes': small,
  'leaves nothing unfilled': filled,
} satisfies Readonly<Record<string, Law>>;
