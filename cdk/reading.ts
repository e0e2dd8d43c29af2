import type { StackTemplate, TemplateResource } from './templates';

/** Reads templates as laws ask for them: by type, with every reference as the text that it will be. */

/** A resource, and where it stands. */
export interface Placed extends TemplateResource {
  readonly id: string;
  readonly stack: StackTemplate;
  /** `dev/us-west-2-network vpc` */
  readonly at: string;
}

/** A statement of a policy, as CloudFormation reads it. */
export interface PlacedStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const listOf = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Item];

/** Resources of some types; of all where none is named. */
export const resourcesOf = (stacks: readonly StackTemplate[], ...types: readonly string[]): Placed[] =>
  stacks.flatMap((stack) =>
    Object.entries(stack.resources)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
      .map(([id, resource]) => ({ ...resource, id, stack, at: `${stack.stack} ${id}` })),
  );

/** ARNs by type and attribute, as AWS will make them. */
const arns: Readonly<Record<string, (properties: Readonly<Record<string, string>>, id: string) => [service: string, path: string]>> = {
  'AWS::EKS::Cluster.Arn': ({ Name }) => ['eks', `cluster/${Name}`],
  'AWS::KMS::Key.Arn': (_, id) => ['kms', `key/${id}`],
  'AWS::Logs::LogGroup.Arn': ({ LogGroupName }) => ['logs', `log-group:${LogGroupName}:*`],
  'AWS::RDS::DBCluster.DBClusterArn': ({ DBClusterIdentifier }) => ['rds', `cluster:${DBClusterIdentifier}`],
  'AWS::S3::Bucket.Arn': ({ BucketName }) => ['s3', BucketName ?? ''],
  'AWS::SNS::Topic.Ref': ({ TopicName }) => ['sns', TopicName ?? ''],
  'AWS::SQS::Queue.Arn': ({ QueueName }) => ['sqs', QueueName ?? ''],
  'AWS::RDS::DBCluster.MasterUserSecret.SecretArn': (_, id) => ['secretsmanager', `secret:rds!cluster-${id}`],
  'AWS::SecretsManager::Secret.Id': ({ Name }) => ['secretsmanager', `secret:${Name}-AbCdEf`],
};

/** What AWS makes up, and an ARN is made with. */
const ids: readonly string[] = [
  'AWS::EC2::SecurityGroup.GroupId',
  'AWS::EC2::Subnet.SubnetId',
  'AWS::EC2::TransitGatewayPeeringAttachment.TransitGatewayAttachmentId',
  'AWS::Route53::HostedZone.Id',
];

/** A value as it will be once deployed; what only a deployment knows stays as JSON. */
export const textOf = (value: unknown, stack: StackTemplate, stacks: readonly StackTemplate[]): string => {
  if (typeof value === 'string') return value;
  const { Ref, ...call } = value as Record<string, unknown>;
  const here: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': stack.region, 'AWS::AccountId': stack.account };
  if (typeof Ref === 'string' && here[Ref]) return here[Ref];
  const join = call['Fn::Join'] as [string, unknown[]] | undefined;
  if (join) return join[1].map((part) => textOf(part, stack, stacks)).join(join[0]);
  const output = call['Fn::GetStackOutput'] as { StackName: string; OutputName: string } | undefined;
  const other = stacks.find((each) => output && stackName(each) === output.StackName);
  if (output && other) return textOf(other.outputs[output.OutputName]?.Value ?? output, other, stacks);
  const [id = '', ...attribute] = (call['Fn::GetAtt'] as string[] | undefined) ?? (Ref ? [String(Ref), 'Ref'] : []);
  const { Type, Properties = {} } = stack.resources[id] ?? {};
  const what = `${Type}.${attribute.join('.')}`;
  if (ids.includes(what)) return id;
  const [service, path] = arns[what]?.(Properties, id) ?? [];
  const place = service === 's3' ? ':' : `${stack.region}:${stack.account}`;
  return service ? `arn:aws:${service}:${place}:${path}` : JSON.stringify(value);
};

/** The name that CloudFormation gives to a stack. */
export const stackName = ({ stack }: StackTemplate): string => stack.replace('/', '-');

/** A policy, with the resource that carries it and the property in which it stands there. */
interface Policy {
  readonly at: Placed;
  readonly field: string;
  readonly statements: readonly PlacedStatement[];
}

const isPolicy = (value: object): value is { readonly Statement: PlacedStatement | readonly PlacedStatement[] } =>
  'Statement' in value && listOf(value.Statement as PlacedStatement).some((each) => each?.Effect !== undefined);

/** Every policy of every resource, of whatever type and wherever it stands, as an object or as a text. */
const policiesOf = (stacks: readonly StackTemplate[]): Policy[] => {
  const within = (value: unknown, at: Placed): Policy['statements'][] => {
    if (typeof value === 'string') return /^\s*\{.*"Statement"/s.test(value) ? within(JSON.parse(value), at) : [];
    if (typeof value !== 'object' || value === null) return [];
    if (isPolicy(value)) return [listOf<PlacedStatement>(value.Statement)];
    if ('Fn::Join' in value) return within(joined(value as Joined, at, stacks), at);
    return Object.values(value).flatMap((each) => within(each, at));
  };
  return resourcesOf(stacks).flatMap((at) =>
    Object.entries(at.Properties ?? {}).flatMap(([field, value]) => within(value, at).map((statements) => ({ at, field, statements }))),
  );
};

interface Joined {
  readonly 'Fn::Join': readonly [string, readonly unknown[]];
}

/** A text that is put together, in which what stays open is closed to be read as JSON. */
const joined = ({ 'Fn::Join': [between, parts] }: Joined, { stack }: Placed, stacks: readonly StackTemplate[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(textOf(part, stack, stacks)).slice(1, -1))).join(between);

/** A statement that allows something, and the resource that carries it. */
export interface Allowed {
  readonly at: Placed;
  readonly statement: PlacedStatement;
  /** Everything else that its policy says. */
  readonly beside: readonly PlacedStatement[];
}

/** What policies allow: of roles, or of things. */
const allowedBy = (stacks: readonly StackTemplate[], wanted: (policy: Policy) => boolean): Allowed[] =>
  policiesOf(stacks)
    .filter(wanted)
    .flatMap(({ at, statements }) =>
      statements.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({ at, statement, beside: statements })),
    );

const isOfIdentity = ({ at, field }: Policy): boolean =>
  at.Type === 'AWS::SSO::PermissionSet' || (at.Type.startsWith('AWS::IAM::') && field !== 'AssumeRolePolicyDocument');

/** The allowing statements of every policy that somebody carries. */
export const identityStatements = (stacks: readonly StackTemplate[]): Allowed[] => allowedBy(stacks, isOfIdentity);

/** Statements about who may use a thing, or act as a role. */
export const resourceStatements = (stacks: readonly StackTemplate[]): Allowed[] => allowedBy(stacks, (policy) => !isOfIdentity(policy));

export const isEverybody = (principal: PlacedStatement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && listOf(principal.AWS).includes('*'));
