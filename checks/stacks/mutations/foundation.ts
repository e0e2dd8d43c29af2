import type { Mutation, StackMutation } from './mutation';

const trust = 'Properties/AssumeRolePolicyDocument/Statement/0';
const github = 'token.actions.githubusercontent.com';
const deploy = `open/ap-south-1-pipeline deploy9CB423FE ${trust}`;
const user = { Type: 'AWS::IAM::User', Properties: { Tags: { environment: 'open', 'managed-by': 'platform', owner: 'back' } } };
const receipts = 'terrace/ap-south-1-storage waiterreceipts Properties/LifecycleConfiguration';
const unsigned = { Type: 'AWS::SNS::Topic', Properties: { Tags: { environment: 'open', owner: 'back' } } };

const kept = 'stack-without-termination-protection';
const left = 'retain-without-reason';
const tags = 'cost-tags-missing';
const subject = 'oidc-subject-too-wide';

/** Further ways to break rules of what every environment stands on. */
export const ofFoundation: readonly Mutation[] = [
  ['terrace/ap-south-1-keys kubernetesF1EBCA1C DeletionPolicy', 'Delete', kept],
  ['terrace/ap-south-1-data cluster UpdateReplacePolicy', 'Snapshot', kept],
  ['terrace/ap-south-2-cluster cluster611F8AFF DeletionPolicy', undefined, kept],
  ['registry/ap-south-1 kitchen DeletionPolicy', 'Delete', kept],
  ['terrace/ap-south-1-streaming kitchenmealv1 DeletionPolicy', 'Delete', kept],
  ['terrace/ap-south-1-data global DeletionPolicy', 'Delete', kept],
  ['terrace/us-east-1-dns zone DeletionPolicy', 'Delete', kept],
  ['terrace/ap-south-2-documents cluster DeletionPolicy', 'Snapshot', kept],
  ['terrace/ap-south-1-search domain UpdateReplacePolicy', 'Delete', kept],
  ['open/ap-south-1-data log751C81CB DeletionPolicy', 'Retain', left],
  ['open/ap-south-1-cache cache UpdateReplacePolicy', 'Snapshot', left],
  ['open/ap-south-1-documents instance1 DeletionPolicy', undefined, left],
  ['open/ap-south-1-network vpc DeletionPolicy', 'Retain', left],
  ['open/ap-south-1-network vpc Properties/Tags/0/Key', 'Environment', tags],
  ['open/ap-south-1-cluster clusterNodegroupsystem5EA39FCA Properties/Tags/owner', '', tags],
  ['open/ap-south-1-cluster nodetemplate Properties/LaunchTemplateData/TagSpecifications/1/Tags/3/Key', 'x', tags],
  ['registry/ap-south-2 template Properties/ResourceTags/1/Key', 'x', tags],
  ['terrace/ap-south-1-backup vault Properties/BackupVaultTags/owner', '', tags],
  ['terrace/ap-south-1-governance budget Properties/ResourceTags/0/Key', 'x', tags],
  ['open/ap-south-1-data more', unsigned, tags],
  ['open/us-east-1-dns zone Properties/HostedZoneTags/0/Key', 'x', tags],
  ['terrace/us-east-1-records activeregion Properties/HealthCheckTags', undefined, tags],
  [`${deploy}/Condition/StringEquals/${github}:aud`, 'x', subject],
  [`${deploy}/Condition/StringEquals/${github}:sub`, undefined, subject],
  [`${deploy}/Condition`, undefined, subject],
  [`${deploy}/Condition/StringEquals/${github}:sub`, ['repo:sample/*:ref:refs/heads/main'], subject],
  [`${deploy}/Condition/StringEquals/${github}:sub`, ['repo:sample/restaurant:*'], subject],
  [`${deploy}/Condition/StringEquals/${github}:sub`, ['repo:sample/restaurants:pull_request'], subject],
  [`${deploy}/Condition/StringEquals/${github}:sub`, ['repo:sample/restaurant:ref:refs/heads/*'], subject],
  [`${deploy}/Principal/Federated`, 'accounts.google.com', subject],
  ['open/ap-south-1-data more', user, 'iam-user-with-key'],
  ['open/ap-south-1-cluster cluster611F8AFF Properties/ResourcesVpcConfig/EndpointPublicAccess', undefined, 'control-plane-public'],
  ['open/ap-south-1-cluster cluster611F8AFF Properties/Logging/ClusterLogging/EnabledTypes/1', { Type: 'api' }, 'control-plane-public'],
  [
    'open/ap-south-1-cluster cluster611F8AFF Properties/ResourcesVpcConfig/SubnetIds/0/Fn::GetStackOutput/OutputName',
    'PublishOutputFnGetAttpublicaSubnetIdEF0DDD74',
    'control-plane-public',
  ],
  [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`, { AWS: ['*'] }, 'role-trust-wrong-service'],
  [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal/Service`, 'eks.amazonaws.com', 'role-trust-wrong-service'],
  ['open/ap-south-1-cluster noderole5FCEE529 Properties/ManagedPolicyArns/1', 'x', 'role-policy-missing'],
  ['open/ap-south-1-cluster vpccnirole36E73D78 Properties/ManagedPolicyArns', [], 'role-policy-missing'],
  ['terrace/ap-south-1-network pods1tonat Properties/NatGatewayId', { Ref: 'nat0' }, 'subnet-without-egress'],
  ['open/ap-south-1-network s3gateway', undefined, 'egress-without-endpoint'],
  ['terrace/ap-south-2-network endpointsts', undefined, 'egress-without-endpoint'],
  [`${receipts}/Rules/0/Status`, 'Disabled', 'multipart-never-aborted'],
  ['terrace/ap-south-1-queues kitchenpansdeadalarm Properties/AlarmActions', [], 'dead-letter-topic-missing'],
  ['open/ap-south-1-queues kitchenpans2A66B928 Properties/RedrivePolicy', undefined, 'dead-letter-topic-missing'],
  ['open/ap-south-1-data parameters Properties/Parameters/max_connections', undefined, 'max-connections-implicit'],
  ['terrace/ap-south-1-governance anomaliestold', undefined, 'budget-missing'],
  ['terrace/ap-south-1-governance trail Properties/EnableLogFileValidation', false, 'trail-missing'],
  ['terrace/ap-south-1-governance consolewrites Properties/EventPattern/detail', {}, 'trail-missing'],
  ['registry/ap-south-2 template Properties/LifecyclePolicy', '{"rules":[]}', 'repository-without-lifecycle'],
];

const crowd = Object.fromEntries(Array.from({ length: 451 }, (_, index) => [`more${index}`, { Type: 'AWS::SNS::Subscription' }]));
const long = { more: { Type: 'AWS::SNS::Subscription', Properties: { FilterPolicy: 'x'.repeat(900 * 1024) } } };

/** What breaks rules of stacks as wholes. */
export const ofStacks: readonly StackMutation[] = [
  ['terrace/ap-south-2-keys', { terminationProtection: false }, kept],
  ['registry/ap-south-1', { terminationProtection: false }, kept],
  ['open/ap-south-1-keys', { terminationProtection: true }, left],
  ['open/ap-south-1-identity', { after: [] }, 'stack-not-awaited'],
  ['open/ap-south-1-nodes', { after: [] }, 'stack-not-awaited'],
  ['open/ap-south-1-secrets', { after: [] }, 'stack-not-awaited'],
  ['terrace/ap-south-1-storage', { after: ['terrace/ap-south-1-governance'] }, 'stack-not-awaited'],
  ['terrace/ap-south-1-backup', { after: [] }, 'stack-not-awaited'],
  ['terrace/ap-south-1-secrets', { after: ['terrace/ap-south-1-keys'] }, 'stack-not-awaited'],
  ['terrace/ap-south-2-data', { after: [] }, 'stack-not-awaited'],
  ['terrace/ap-south-1-documents', { after: [] }, 'stack-not-awaited'],
  ['registry/ap-south-2', { after: ['registry/ap-south-1'] }, 'stack-cycle'],
  ['open/ap-south-1-queues', { resources: crowd }, 'stack-too-large'],
  ['open/ap-south-1-queues', { resources: long }, 'stack-too-large'],
];
