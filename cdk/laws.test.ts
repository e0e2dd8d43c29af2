import { Socket } from 'node:net';
import { laws, untaggable } from './laws';
import { privilegesBeyondNeed } from './least-privilege';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant as platform } from './testing';

const stacks = templatesOf(platform);

test.each(Object.entries(laws))('every stack %s', (_, law) => expect(law({ platform, stacks })).toEqual([]));

test('every role may do what it needs, and no more', async () => expect(await privilegesBeyondNeed(stacks)).toEqual([]));

test('each type without tags is made by a stack', () => {
  const types = stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
  expect(untaggable.filter((type) => !types.includes(type))).toEqual([]);
});

test('templates are the same at any time, with no network and no variable of the environment', () => {
  jest.replaceProperty(process, 'env', {});
  jest.spyOn(Date, 'now').mockReturnValue(0);
  jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a template needs the network');
  });
  expect(templatesOf(platform)).toEqual(stacks);
  jest.restoreAllMocks();
});

// biome-ignore lint/suspicious/noExplicitAny: templates to be broken
type Fields = Record<string, any>;

/** A field of a resource, or a resource; what is put there, where nothing removes it; and what a law then says of the resource. */
type Mutation = readonly [place: string, value: unknown, finding: string];

const unencrypted = 'is not encrypted by a key that is renewed';
const everybody = 'lets everybody in';
const trust = 'Properties/AssumeRolePolicyDocument/Statement/0';
const github = 'token.actions.githubusercontent.com';
const disks = 'Properties/LaunchTemplateData/BlockDeviceMappings';
const bucketRule = 'Properties/BucketEncryption/ServerSideEncryptionConfiguration/0';
const topic = { Type: 'AWS::SNS::Topic', Properties: { Tags: { environment: 'open', owner: 'back' } } };
const rule = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { CidrIpv6: '::/0' } };
const token = ['$', '{Token[TOKEN.1]}'].join('');
const inlined = {
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 'iam:*' } } }] },
};

const mutations: Readonly<Record<Exclude<keyof typeof laws, StackLaw>, readonly Mutation[]>> = {
  'keeps data where the shape is full, and there alone': [
    ['terrace/ap-south-1-keys kubernetesF1EBCA1C DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-2-backup vault DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-data cluster UpdateReplacePolicy', 'Snapshot', 'UpdateReplacePolicy is Snapshot, not Retain'],
    ['terrace/ap-south-2-cluster cluster611F8AFF DeletionPolicy', undefined, 'DeletionPolicy is undefined, not RetainExceptOnCreate'],
    ['registry/ap-south-1 kitchen DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['open/ap-south-1-data log751C81CB DeletionPolicy', 'Retain', 'DeletionPolicy is Retain, not Delete'],
    ['terrace/ap-south-1-streaming kitchenmealv1 DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-streaming cluster UpdateReplacePolicy', 'Delete', 'UpdateReplacePolicy is Delete, not Retain'],
    ['terrace/us-east-1-dns zone DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-2-storage waiterreceipts DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['open/ap-south-1-cache cache DeletionPolicy', 'Retain', 'DeletionPolicy is Retain, not Delete'],
  ],
  'encrypts what it stores': [
    ['open/ap-south-1-network flowlogsgroup21513539 Properties/KmsKeyId', undefined, `AWS::Logs::LogGroup ${unencrypted}`],
    ['open/ap-south-1-queues kitchenpans2A66B928 Properties/SqsManagedSseEnabled', false, `AWS::SQS::Queue ${unencrypted}`],
    ['open/ap-south-1-cache menulogin Properties/KmsKeyId', undefined, `AWS::SecretsManager::Secret ${unencrypted}`],
    ['open/ap-south-1-data cluster Properties/StorageEncrypted', false, `AWS::RDS::DBCluster ${unencrypted}`],
    ['open/ap-south-1-data cluster Properties/MasterUserSecret', undefined, `AWS::RDS::DBCluster ${unencrypted}`],
    ['open/ap-south-1-data writer Properties/PerformanceInsightsKMSKeyId', undefined, `AWS::RDS::DBInstance ${unencrypted}`],
    ['registry/ap-south-1 menu Properties/EncryptionConfiguration/EncryptionType', 'AES256', `AWS::ECR::Repository ${unencrypted}`],
    ['registry/ap-south-2 template Properties/EncryptionConfiguration', undefined, `AWS::ECR::RepositoryCreationTemplate ${unencrypted}`],
    [`open/ap-south-1-cluster nodetemplate ${disks}/0/Ebs/Encrypted`, false, `AWS::EC2::LaunchTemplate ${unencrypted}`],
    [`open/ap-south-1-cluster nodetemplate ${disks}`, undefined, `AWS::EC2::LaunchTemplate ${unencrypted}`],
    ['open/ap-south-1-cluster cluster611F8AFF Properties/EncryptionConfig', undefined, `AWS::EKS::Cluster ${unencrypted}`],
    ['open/ap-south-1-cluster cluster611F8AFF Properties/EncryptionConfig/0/Resources', [], `AWS::EKS::Cluster ${unencrypted}`],
    ['open/ap-south-1-keys logs0B6081B1 Properties/EnableKeyRotation', false, `AWS::KMS::Key ${unencrypted}`],
    ['open/ap-south-1-cache cache Properties/AtRestEncryptionEnabled', false, `AWS::ElastiCache::ReplicationGroup ${unencrypted}`],
    ['open/ap-south-1-streaming cluster Properties/EncryptionInfo/EncryptionAtRest', undefined, `AWS::MSK::Cluster ${unencrypted}`],
    [`open/ap-south-1-storage waiterreceipts ${bucketRule}/BucketKeyEnabled`, false, `AWS::S3::Bucket ${unencrypted}`],
    [
      `open/ap-south-1-storage waiterreceipts ${bucketRule}/ServerSideEncryptionByDefault/SSEAlgorithm`,
      'AES256',
      `AWS::S3::Bucket ${unencrypted}`,
    ],
    ['open/ap-south-1-governance alarms39815538 Properties/KmsMasterKeyId', undefined, `AWS::SNS::Topic ${unencrypted}`],
    ['open/ap-south-1-governance trail Properties/KMSKeyId', undefined, `AWS::CloudTrail::Trail ${unencrypted}`],
    ['open/ap-south-1-backup vault Properties/EncryptionKeyArn', undefined, `AWS::Backup::BackupVault ${unencrypted}`],
    ['open/ap-south-1-storage log Properties/BucketEncryption', undefined, `AWS::S3::Bucket ${unencrypted}`],
  ],
  'answers over TLS only': [
    ['open/ap-south-1-queues kitchenpansPolicyBFA692EF Properties/Queues', [], 'kitchenpans2A66B928: answers without TLS'],
    [
      'open/ap-south-1-queues kitchenpansPolicyBFA692EF Properties/PolicyDocument/Statement/0/Condition',
      { Bool: { 'aws:SecureTransport': 'true' } },
      'kitchenpans2A66B928: answers without TLS',
    ],
    ['open/ap-south-1-data parameters Properties/Parameters/rds.force_ssl', '0', 'cluster: answers without TLS'],
    ['open/ap-south-1-data cluster Properties/DBClusterParameterGroupName', undefined, 'answers without TLS'],
    ['open/ap-south-1-storage logpolicy Properties/Bucket/Ref', 'waiterreceipts', 'log: answers without TLS'],
    [
      'open/ap-south-1-storage waiterreceiptspolicy Properties/PolicyDocument/Statement/0/Action',
      's3:GetObject',
      'waiterreceipts: answers without TLS',
    ],
    ['open/ap-south-1-governance alarmsPolicyD07AAF96 Properties/Topics', [], 'alarms39815538: answers without TLS'],
    ['open/ap-south-1-cache cache Properties/TransitEncryptionMode', 'preferred', 'answers without TLS'],
    [
      'open/ap-south-1-streaming cluster Properties/EncryptionInfo/EncryptionInTransit/ClientBroker',
      'TLS_PLAINTEXT',
      'answers without TLS',
    ],
    ['open/ap-south-1-streaming cluster Properties/EncryptionInfo/EncryptionInTransit/InCluster', false, 'answers without TLS'],
    ['open/ap-south-1-streaming cluster Properties/ClientAuthentication/Unauthenticated/Enabled', true, 'answers without TLS'],
  ],
  'keeps the users of a cache apart': [
    [
      'open/ap-south-1-cache menuuser Properties/AccessString',
      'on ~* -@all +get',
      "menuuser: 'menu' may 'on ~* -@all +get', which is more than its own keys",
    ],
    [
      'open/ap-south-1-cache menuuser Properties/AccessString',
      'on ~menu:* +@all',
      "menuuser: 'menu' may 'on ~menu:* +@all', which is more than its own keys",
    ],
    ['open/ap-south-1-cache nobodyuser Properties/AccessString', 'on ~* +@all', 'lets in who gives no name'],
    [
      'open/ap-south-1-cache users Properties/UserIds',
      [{ Ref: 'menuuser' }],
      'cache: says nothing of who gives no name, whom AWS then lets in with all rights',
    ],
  ],
  'gives no broker more partitions than it takes': [
    [
      'open/ap-south-1-streaming kitchenmealv1 Properties/PartitionCount',
      301,
      'cluster: 301 copies of partitions a broker, more than kafka.t3.small takes',
    ],
    [
      'open/ap-south-1-streaming cluster Properties/BrokerNodeGroupInfo/InstanceType',
      'kafka.unheard-of',
      '3 copies of partitions a broker, more than kafka.unheard-of takes',
    ],
    ['open/ap-south-1-streaming cluster Properties/NumberOfBrokerNodes', 3, '3 brokers are not the same number in each zone'],
    ['open/ap-south-1-streaming kitchenmealv1 Properties/ReplicationFactor', 3, '3 copies on 2 brokers'],
  ],
  'says where everything belongs': [
    ['open/ap-south-1-network vpc Properties/Tags/0/Key', 'Environment', "it has no tag 'environment'"],
    ['open/ap-south-1-cluster clusterNodegroupsystem5EA39FCA Properties/Tags/owner', '', "it has no tag 'owner'"],
    ['open/ap-south-1-cluster nodetemplate Properties/LaunchTemplateData/TagSpecifications/1/Tags/3/Key', 'x', "volume has no tag 'owner'"],
    ['registry/ap-south-2 template Properties/ResourceTags/1/Key', 'x', "repositories has no tag 'managed-by'"],
    ['terrace/ap-south-1-backup vault Properties/BackupVaultTags/owner', '', "it has no tag 'owner'"],
    ['terrace/ap-south-1-governance budget Properties/ResourceTags/0/Key', 'x', "it has no tag 'environment'"],
    ['open/ap-south-1-data more', topic, "it has no tag 'managed-by'"],
    ['open/us-east-1-dns zone Properties/HostedZoneTags/0/Key', 'x', "it has no tag 'environment'"],
    ['terrace/us-east-1-records activeregion Properties/HealthCheckTags', undefined, "it has no tag 'owner'"],
    ['open/ap-south-1-streaming cluster Properties/Tags/owner', '', "it has no tag 'owner'"],
  ],
  'is not open to the internet': [
    ['open/ap-south-1-data group Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-network endpointsgroup Properties/SecurityGroupEgress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-gateway door Properties/SecurityGroupIngress/0/FromPort', 0, 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-gateway door Properties/SecurityGroupEgress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['terrace/ap-south-1-gateway door Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    [
      'open/ap-south-1-network endpointsgroup Properties/SecurityGroupEgress',
      undefined,
      'says nothing of the way out, which AWS then opens',
    ],
    ['open/ap-south-1-data more', rule, 'is open to ::/0'],
    ['open/ap-south-1-cluster cluster611F8AFF Properties/ResourcesVpcConfig/EndpointPublicAccess', true, 'has a public address'],
    ['open/ap-south-1-data writer Properties/PubliclyAccessible', undefined, 'has a public address'],
    ['open/ap-south-1-cache group Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    [
      'open/ap-south-1-streaming cluster Properties/BrokerNodeGroupInfo/ConnectivityInfo',
      { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
      'has a public address',
    ],
    [
      'open/ap-south-1-storage waiterreceipts Properties/PublicAccessBlockConfiguration/BlockPublicPolicy',
      false,
      'may be opened to everybody',
    ],
  ],
  'names whom it lets in': [
    [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`, { AWS: ['*'] }, everybody],
    [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`, undefined, everybody],
    [
      `open/ap-south-1-cluster teamfrontED830871 ${trust}/Condition`,
      undefined,
      'lets all of arn:aws:iam::888888888888:root in, without a condition',
    ],
    [
      `open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`,
      { AWS: '777777777777' },
      'lets all of 777777777777 in, without a condition',
    ],
    ['open/ap-south-1-keys data7E2128CA Properties/KeyPolicy/Statement/0/Principal', '*', everybody],
    ['open/ap-south-1-queues kitchenpansPolicyBFA692EF Properties/PolicyDocument/Statement/0/Effect', 'Allow', everybody],
    ['registry/ap-south-1 menu Properties/RepositoryPolicyText/Statement/0/Principal', '*', everybody],
    ['open/ap-south-1-storage logpolicy Properties/PolicyDocument/Statement/1/Principal', '*', everybody],
    [
      'registry/ap-south-2 template Properties/RepositoryPolicy',
      '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"ecr:BatchGetImage"}}',
      everybody,
    ],
  ],
  'passes no role without a condition': [
    [
      'open/ap-south-1-identity usherusherDefaultPolicy3134D67F Properties/PolicyDocument/Statement/1/Action',
      ['iam:PassRole'],
      'passes roles without a condition',
    ],
    ['open/ap-south-1-identity more', inlined, 'passes roles without a condition'],
  ],
  'lets in from outside AWS only runs of its own repository': [
    [
      `open/ap-south-1-pipeline deploy9CB423FE ${trust}/Condition/StringEquals/${github}:aud`,
      'x',
      'takes tokens that were made for somebody else',
    ],
    [`open/ap-south-1-pipeline deploy9CB423FE ${trust}/Condition/StringEquals/${github}:sub`, undefined, 'lets every repository in'],
    [`open/ap-south-1-pipeline deploy9CB423FE ${trust}/Condition`, undefined, 'lets every repository in'],
    ...[
      'repo:sample/*:ref:refs/heads/main',
      'repo:sample/restaurant:*',
      'repo:sample/restaurants:pull_request',
      'repo:sample/restaurant:ref:refs/heads/*',
    ].map(
      (subject): Mutation => [
        `open/ap-south-1-pipeline deploy9CB423FE ${trust}/Condition/StringEquals/${github}:sub`,
        [subject],
        `lets '${subject}' in, which is not one branch or environment of the organisation's repository`,
      ],
    ),
    [`open/ap-south-1-pipeline deploy9CB423FE ${trust}/Principal/Federated`, 'accounts.google.com', 'trusts who is not GitHub'],
  ],
  'leaves nothing unfilled': [
    ['open/ap-south-1-network vpc Properties/CidrBlock', token, `is left with '${token}'`],
    ['open/ap-south-1-network vpc Properties/Tags/0/Value', 'undefined-vpc', "is left with 'undefined-vpc'"],
    ['open/ap-south-1-network vpc Properties/CidrBlock', '', "is left with ''"],
    ['registry/ap-south-2 template Properties/RepositoryPolicy', '{"Ref":"AWS::Region"}', `is left with '{"Ref":"AWS::Region"}'`],
  ],
};

/** Laws about stacks as wholes. */
type StackLaw =
  | 'cannot be deleted by mistake where the shape is full'
  | 'is deployed in an order that works'
  | 'stays below what CloudFormation takes';

type StackMutation = readonly [stack: string, finding: string, change: Partial<StackTemplate>];

const crowd = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`topic${index}`, topic]));

const stackMutations: Readonly<Record<StackLaw, readonly StackMutation[]>> = {
  'cannot be deleted by mistake where the shape is full': [
    ['terrace/ap-south-2-keys', 'termination protection is off', { terminationProtection: false }],
    ['registry/ap-south-1', 'termination protection is off', { terminationProtection: false }],
    ['open/ap-south-1-keys', 'termination protection is on', { terminationProtection: true }],
  ],
  'is deployed in an order that works': [
    ['open/ap-south-1-identity', 'does not wait for open/ap-south-1-cluster', { after: [] }],
    ['open/ap-south-1-secrets', 'does not wait for open/ap-south-1-keys', { after: [] }],
    ['terrace/ap-south-1-storage', 'does not wait for terrace/ap-south-2-storage', { after: [] }],
    ['terrace/ap-south-1-backup', 'does not wait for terrace/ap-south-2-backup', { after: [] }],
    ['registry/ap-south-2', 'waits for itself', { after: ['registry/ap-south-1'] }],
  ],
  'stays below what CloudFormation takes': [['open/ap-south-1-queues', 'has 500 resources, more than 499', { resources: crowd }]],
};

/** The templates with another value in one place. */
const withValue = (place: string, value: unknown): StackTemplate[] => {
  const draft = structuredClone(stacks);
  const [name, id = '', rest] = place.split(' ');
  const path = [id, ...(rest?.split('/') ?? [])];
  const last = path.pop() ?? '';
  const stack = draft.find((each) => each.stack === name) as StackTemplate;
  const holder = path.reduce((fields: Fields, key) => fields[key], stack.resources);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return draft;
};

describe.each(Object.entries(mutations))('broken: every stack %s', (name, rows) => {
  test.each(rows)('%s: %j', (place, value, finding) => {
    const [stack, id] = place.split(' ');
    const at = finding.includes(': ') ? `${stack} ` : `${stack} ${id}: `;
    expect(laws[name as keyof typeof laws]({ platform, stacks: withValue(place, value) })).toContain(at + finding);
  });
});

describe.each(Object.entries(stackMutations))('broken: every stack %s', (name, rows) => {
  test.each(rows)('%s: %s', (stack, finding, change) => {
    const changed = stacks.map((each) => (each.stack === stack ? { ...each, ...change } : each));
    expect(laws[name as keyof typeof laws]({ platform, stacks: changed })).toContain(`${stack}: ${finding}`);
  });
});
