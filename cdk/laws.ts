import type { Platform } from '#model';
import {
  identityStatements,
  listOf,
  type Placed,
  type PlacedStatement,
  resourceStatements,
  resourcesOf,
  stackName,
  textOf,
} from './reading';
import type { StackTemplate } from './templates';

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
  'AWS::ECR::Repository',
  'AWS::EKS::Cluster',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
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

/** What of a resource must be encrypted, and whether it is. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource; each row knows its own
const encryption: Readonly<Record<string, (properties: any) => boolean>> = {
  'AWS::EC2::LaunchTemplate': ({ LaunchTemplateData: { BlockDeviceMappings: disks = [] } }) =>
    disks.length > 0 && disks.every(({ Ebs }: { Ebs?: { Encrypted?: boolean } }) => Ebs?.Encrypted),
  'AWS::ECR::Repository': ({ EncryptionConfiguration: { EncryptionType, KmsKey } = {} }) => EncryptionType === 'KMS' && KmsKey,
  'AWS::ECR::RepositoryCreationTemplate': ({ EncryptionConfiguration: { EncryptionType, KmsKey } = {} }) =>
    EncryptionType === 'KMS' && KmsKey,
  'AWS::EKS::Cluster': ({ EncryptionConfig: [{ Provider, Resources }] = [{}] }) => Provider?.KeyArn && Resources?.includes('secrets'),
  'AWS::KMS::Key': ({ EnableKeyRotation }) => EnableKeyRotation,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
  'AWS::RDS::DBCluster': ({ StorageEncrypted, KmsKeyId, MasterUserSecret }) => StorageEncrypted && KmsKeyId && MasterUserSecret?.KmsKeyId,
  'AWS::RDS::DBInstance': ({ EnablePerformanceInsights, PerformanceInsightsKMSKeyId }) =>
    !EnablePerformanceInsights || PerformanceInsightsKMSKeyId,
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled, KmsMasterKeyId }) => SqsManagedSseEnabled || KmsMasterKeyId,
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
};

const encrypted: Law = ({ stacks }) =>
  resourcesOf(stacks, ...Object.keys(encryption))
    .filter(({ Type, Properties }) => !encryption[Type]?.(Properties))
    .map(({ at, Type }) => `${at}: ${Type} is not encrypted by a key that is renewed`);

const tlsOnly: Law = ({ stacks }) => {
  const policies = resourcesOf(stacks, 'AWS::SQS::QueuePolicy');
  const closed = ({ id, stack }: Placed): boolean =>
    policies.some(
      ({ stack: { stack: name }, Properties: { Queues, PolicyDocument } }) =>
        name === stack.stack &&
        Queues.some(({ Ref }: { Ref: string }) => Ref === id) &&
        PolicyDocument.Statement.some(
          ({ Effect, Condition, Action, Principal }: PlacedStatement) =>
            Effect === 'Deny' && Action === 'sqs:*' && isEverybody(Principal) && Condition?.Bool?.['aws:SecureTransport'] === 'false',
        ),
    );
  const forced = ({ stack, Properties }: Placed): boolean =>
    stack.resources[Properties.DBClusterParameterGroupName?.Ref]?.Properties.Parameters['rds.force_ssl'] === '1';
  return [
    ...resourcesOf(stacks, 'AWS::SQS::Queue').filter((queue) => !closed(queue)),
    ...resourcesOf(stacks, 'AWS::RDS::DBCluster').filter((database) => !forced(database)),
  ].map(({ at }) => `${at}: answers without TLS`);
};

/** Types without tags, as CloudFormation has them. */
export const untaggable: readonly string[] = [
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECR::ReplicationConfiguration',
  'AWS::IAM::Policy',
  'AWS::KMS::Alias',
  'AWS::SQS::QueuePolicy',
  // Could have tags, but the CDK makes it for itself: a sign that the cluster is ready.
  'AWS::SSM::Parameter',
  'Custom::DatabaseLogin',
];

type TagSet = readonly { readonly Key: string; readonly Value: string }[] | Readonly<Record<string, string>>;
interface TagSpecification {
  readonly ResourceType: string;
  readonly Tags?: TagSet;
}

/** The tags of a resource, and of what AWS makes from it. */
const tagSets = ({ Type, Properties = {} }: Placed): (readonly [of: string, tags: TagSet | undefined])[] => {
  if (Type === 'AWS::ECR::RepositoryCreationTemplate') return [['repositories', Properties.ResourceTags]];
  if (Type !== 'AWS::EC2::LaunchTemplate') return [['it', Properties.Tags]];
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

const closed: Law = ({ stacks }) => {
  const everywhere = ['0.0.0.0/0', '::/0'];
  const groups = resourcesOf(stacks, 'AWS::EC2::SecurityGroup').flatMap(({ at, Properties }) => [
    ...(Properties.SecurityGroupEgress?.length ? [] : [`${at}: says nothing of the way out, which AWS then opens`]),
    ...[...(Properties.SecurityGroupIngress ?? []), ...(Properties.SecurityGroupEgress ?? [])].map((rule) => ({ at, rule })),
  ]);
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
  ];
};

const isEverybody = (principal: PlacedStatement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && listOf(principal.AWS).includes('*'));

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

const ordered: Law = ({ stacks }) =>
  stacks.flatMap((stack) => {
    const earlier = before(stack, stacks);
    const reads = [...JSON.stringify(stack.resources).matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)].map(([, name]) => name);
    const read = stacks.filter((each) => reads.includes(stackName(each)));
    const agreed = stacks.filter((each) => each.stack === stack.stack.replace(/-identity$/, '-cluster') && each !== stack);
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
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsIn(key === 'Fn::Join' ? each[1] : each)]);
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
  'says where everything belongs': tagged,
  'is not open to the internet': closed,
  'names whom it lets in': named,
  'passes no role without a condition': passed,
  'cannot be deleted by mistake where the shape is full': protectedStacks,
  'is deployed in an order that works': ordered,
  'stays below what CloudFormation takes': small,
  'leaves nothing unfilled': filled,
} satisfies Readonly<Record<string, Law>>;
