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
  'AWS::RDS::DBCluster.MasterUserSecret.SecretArn': (_, id) => ['secretsmanager', `secret:rds!cluster-${id}`],
  'AWS::SecretsManager::Secret.Id': ({ Name }) => ['secretsmanager', `secret:${Name}-AbCdEf`],
};

/** What AWS makes up, and an ARN is made with. */
const ids: readonly string[] = ['AWS::EC2::TransitGatewayPeeringAttachment.TransitGatewayAttachmentId', 'AWS::Route53::HostedZone.Id'];

/** A value as it will be once deployed; what only a deployment knows stays as JSON. */
export const textOf = (value: unknown, stack: StackTemplate, stacks: readonly StackTemplate[]): string => {
  if (typeof value === 'string') return value;
  const { Ref, ...call } = value as Record<string, unknown>;
  const here: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': stack.region, 'AWS::AccountId': stack.account };
  if (typeof Ref === 'string') return here[Ref] ?? JSON.stringify(value);
  const join = call['Fn::Join'] as [string, unknown[]] | undefined;
  if (join) return join[1].map((part) => textOf(part, stack, stacks)).join(join[0]);
  const output = call['Fn::GetStackOutput'] as { StackName: string; OutputName: string } | undefined;
  const other = stacks.find((each) => output && stackName(each) === output.StackName);
  if (output && other) return textOf(other.outputs[output.OutputName]?.Value ?? output, other, stacks);
  const [id = '', ...attribute] = (call['Fn::GetAtt'] as string[] | undefined) ?? [];
  const { Type, Properties = {} } = stack.resources[id] ?? {};
  const what = `${Type}.${attribute.join('.')}`;
  if (ids.includes(what)) return id;
  const [service, path] = arns[what]?.(Properties, id) ?? [];
  return service ? `arn:aws:${service}:${stack.region}:${stack.account}:${path}` : JSON.stringify(value);
};

/** The name that CloudFormation gives to a stack. */
export const stackName = ({ stack }: StackTemplate): string => stack.replace('/', '-');

/** The allowing statements of every policy that a role carries. */
export const identityStatements = (stacks: readonly StackTemplate[]): { readonly at: Placed; readonly statement: PlacedStatement }[] =>
  resourcesOf(stacks, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role').flatMap((at) => {
    const { PolicyDocument, Policies = [] } = at.Properties;
    const documents = [PolicyDocument, ...Policies.map((policy: { PolicyDocument: object }) => policy.PolicyDocument)];
    return documents.flatMap((document) => allowing(document).map((statement) => ({ at, statement })));
  });

const allowing = (document?: { readonly Statement: PlacedStatement | readonly PlacedStatement[] }): PlacedStatement[] =>
  listOf<PlacedStatement>(document?.Statement).filter(({ Effect }) => Effect === 'Allow');

export const isEverybody = (principal: PlacedStatement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && listOf(principal.AWS).includes('*'));

/** Statements about who may use a thing, with the thing. */
export const resourceStatements = (stacks: readonly StackTemplate[]): { at: Placed; statement: PlacedStatement }[] => {
  const fields = ['AssumeRolePolicyDocument', 'KeyPolicy', 'PolicyDocument', 'RepositoryPolicyText', 'RepositoryPolicy', 'ResourcePolicy'];
  return resourcesOf(stacks)
    .filter(({ Type }) => !/^AWS::IAM::(Managed)?Policy$/.test(Type))
    .flatMap((at) =>
      fields
        .flatMap((field) => at.Properties?.[field] ?? [])
        .map((document) => (document.Statement ? document : JSON.parse(textOf(document, at.stack, stacks))))
        .flatMap((document) => allowing(document).map((statement) => ({ at, statement }))),
    );
};
