import type { Law } from './laws';
import { isEverybody, listOf, type Placed, type PlacedStatement, resourcesOf } from './reading';

/** Laws of what stores data: how it is encrypted, who gets in, how much of it there is room for. */

interface Default {
  readonly SSEAlgorithm?: string;
  readonly KMSMasterKeyID?: unknown;
}

interface BucketRule {
  readonly BucketKeyEnabled?: boolean;
  readonly ServerSideEncryptionByDefault?: Default;
}

/** By a key of ours, but for a log of requests: who writes that can use none. */
const isClosedBucket = (
  { BucketKeyEnabled, ServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } = {} }: BucketRule,
  logged: boolean,
) => (logged ? SSEAlgorithm === 'aws:kms' && KMSMasterKeyID && BucketKeyEnabled : SSEAlgorithm);

/** What of a resource must be encrypted, and whether it is. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource; each row knows its own
const encryption: Readonly<Record<string, (properties: any) => boolean>> = {
  'AWS::Backup::BackupVault': ({ EncryptionKeyArn }) => EncryptionKeyArn,
  'AWS::CloudTrail::Trail': ({ KMSKeyId }) => KMSKeyId,
  'AWS::DocDB::DBCluster': ({ StorageEncrypted, KmsKeyId }) => StorageEncrypted && KmsKeyId,
  'AWS::EC2::LaunchTemplate': ({ LaunchTemplateData: { BlockDeviceMappings: disks = [] } }) =>
    disks.length > 0 && disks.every(({ Ebs }: { Ebs?: { Encrypted?: boolean } }) => Ebs?.Encrypted),
  'AWS::ECR::Repository': ({ EncryptionConfiguration: { EncryptionType, KmsKey } = {} }) => EncryptionType === 'KMS' && KmsKey,
  'AWS::ECR::RepositoryCreationTemplate': ({ EncryptionConfiguration: { EncryptionType, KmsKey } = {} }) =>
    EncryptionType === 'KMS' && KmsKey,
  'AWS::EKS::Cluster': ({ EncryptionConfig: [{ Provider, Resources }] = [{}] }) => Provider?.KeyArn && Resources?.includes('secrets'),
  'AWS::ElastiCache::ReplicationGroup': ({ AtRestEncryptionEnabled, KmsKeyId }) => AtRestEncryptionEnabled && KmsKeyId,
  'AWS::KMS::Key': ({ EnableKeyRotation }) => EnableKeyRotation,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
  'AWS::MSK::Cluster': ({ EncryptionInfo: { EncryptionAtRest } = {} }) => EncryptionAtRest?.DataVolumeKMSKeyId,
  'AWS::OpenSearchService::Domain': ({ EncryptionAtRestOptions: { Enabled, KmsKeyId } = {}, NodeToNodeEncryptionOptions }) =>
    Enabled && KmsKeyId && NodeToNodeEncryptionOptions?.Enabled,
  'AWS::RDS::DBCluster': ({ StorageEncrypted, KmsKeyId, ManageMasterUserPassword, MasterUserSecret }) =>
    StorageEncrypted && KmsKeyId && (!ManageMasterUserPassword || MasterUserSecret?.KmsKeyId),
  'AWS::RDS::DBInstance': ({ EnablePerformanceInsights, PerformanceInsightsKMSKeyId }) =>
    !EnablePerformanceInsights || PerformanceInsightsKMSKeyId,
  'AWS::S3::Bucket': ({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [rule],
    } = { ServerSideEncryptionConfiguration: [] },
    ...others
  }) => rule && isClosedBucket(rule, 'LoggingConfiguration' in others),
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled, KmsMasterKeyId }) => SqsManagedSseEnabled || KmsMasterKeyId,
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
};

export const encrypted: Law = ({ stacks }) =>
  resourcesOf(stacks, ...Object.keys(encryption))
    .filter(({ Type, Properties }) => !encryption[Type]?.(Properties))
    .map(({ at, Type }) => `${at}: ${Type} is not encrypted by a key that is renewed`);

/** Types that are closed to plain connections by a policy beside them, with the field in which the policy names them. */
const closedByPolicy: Readonly<Record<string, { readonly policy: string; readonly names: string; readonly action: string }>> = {
  'AWS::S3::Bucket': { policy: 'AWS::S3::BucketPolicy', names: 'Bucket', action: 's3:*' },
  // It takes no pattern here, and nothing else carries what is written to it.
  'AWS::SNS::Topic': { policy: 'AWS::SNS::TopicPolicy', names: 'Topics', action: 'sns:Publish' },
  'AWS::SQS::Queue': { policy: 'AWS::SQS::QueuePolicy', names: 'Queues', action: 'sqs:*' },
};

/** Types that are closed by what they say of themselves. */
const closedByItself: Readonly<Record<string, (placed: Placed) => boolean>> = {
  'AWS::ElastiCache::ReplicationGroup': ({ Properties: { TransitEncryptionEnabled, TransitEncryptionMode } }) =>
    TransitEncryptionEnabled && TransitEncryptionMode === 'required',
  'AWS::MSK::Cluster': ({ Properties: { EncryptionInfo, ClientAuthentication } }) => {
    const { ClientBroker, InCluster } = EncryptionInfo?.EncryptionInTransit ?? {};
    return ClientBroker === 'TLS' && InCluster && ClientAuthentication?.Unauthenticated?.Enabled === false;
  },
  'AWS::DocDB::DBCluster': ({ stack, Properties }) =>
    ['tls1.2+', 'tls1.3+'].includes(stack.resources[Properties.DBClusterParameterGroupName?.Ref]?.Properties.Parameters.tls),
  'AWS::OpenSearchService::Domain': ({ Properties: { DomainEndpointOptions: { EnforceHTTPS, TLSSecurityPolicy = '' } = {} } }) =>
    EnforceHTTPS && TLSSecurityPolicy.includes('TLS-1-2-PFS'),
  'AWS::RDS::DBCluster': ({ stack, Properties }) =>
    stack.resources[Properties.DBClusterParameterGroupName?.Ref]?.Properties.Parameters['rds.force_ssl'] === '1',
  'AWS::SES::ConfigurationSet': ({ Properties: { DeliveryOptions } }) => DeliveryOptions?.TlsPolicy === 'REQUIRE',
};

export const tlsOnly: Law = ({ stacks }) => {
  const hasPolicy = ({ Type, id, stack }: Placed): boolean => {
    const { policy = '', names = '', action } = closedByPolicy[Type] ?? {};
    return resourcesOf([stack], policy).some(
      ({ Properties }) =>
        listOf(Properties[names]).some(({ Ref }: { Ref: string }) => Ref === id) &&
        Properties.PolicyDocument.Statement.some(
          ({ Effect, Condition, Action, Principal }: PlacedStatement) =>
            Effect === 'Deny' && Action === action && isEverybody(Principal) && Condition?.Bool?.['aws:SecureTransport'] === 'false',
        ),
    );
  };
  return [
    ...resourcesOf(stacks, ...Object.keys(closedByPolicy)).filter((each) => !hasPolicy(each)),
    ...resourcesOf(stacks, ...Object.keys(closedByItself)).filter((each) => !closedByItself[each.Type]?.(each)),
  ].map(({ at }) => `${at}: answers without TLS`);
};

/** Of a user of a cache: commands one by one, on keys that begin with a name and a colon. */
const ownKeys = /^on ~([a-z0-9-]+):\* -@all( \+[a-z]+)+$/;

export const apart: Law = ({ stacks }) => [
  ...resourcesOf(stacks, 'AWS::ElastiCache::User').flatMap(({ at, Properties: { UserName, AccessString } }) => {
    if (UserName === 'default') return AccessString.startsWith('off ') ? [] : [`${at}: lets in who gives no name`];
    const [, keys] = ownKeys.exec(AccessString) ?? [];
    return keys === UserName ? [] : [`${at}: '${UserName}' may '${AccessString}', which is more than its own keys`];
  }),
  ...resourcesOf(stacks, 'AWS::ElastiCache::ReplicationGroup')
    .filter(({ stack, Properties: { UserGroupIds = [] } }) => {
      const ids = UserGroupIds.flatMap(({ Ref }: { Ref: string }) => stack.resources[Ref]?.Properties.UserIds ?? []);
      return !ids.some(({ Ref }: { Ref: string }) => stack.resources[Ref]?.Properties.UserName === 'default');
    })
    .map(({ at }) => `${at}: says nothing of who gives no name, whom AWS then lets in with all rights`),
];

/**
 * Copies of partitions that AWS advises for one broker; above it a cluster that is busy can be neither changed nor upgraded.
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html#partitions-per-broker
 */
const room: Readonly<Record<string, number>> = {
  'kafka.t3.small': 300,
  'kafka.m7g.large': 1000,
  'kafka.m7g.xlarge': 1000,
  'kafka.m7g.2xlarge': 2000,
};

export const roomy: Law = ({ stacks }) =>
  resourcesOf(stacks, 'AWS::MSK::Cluster').flatMap(({ at, stack, Properties: { NumberOfBrokerNodes, BrokerNodeGroupInfo } }) => {
    const { InstanceType, ClientSubnets } = BrokerNodeGroupInfo;
    const topics = resourcesOf([stack], 'AWS::MSK::Topic');
    const copies = topics.reduce((sum, { Properties }) => sum + Properties.PartitionCount * Properties.ReplicationFactor, 0);
    const each = Math.ceil(copies / NumberOfBrokerNodes);
    return [
      ...(NumberOfBrokerNodes % ClientSubnets.length ? [`${at}: ${NumberOfBrokerNodes} brokers are not the same number in each zone`] : []),
      ...(each > (room[InstanceType] ?? 0) ? [`${at}: ${each} copies of partitions a broker, more than ${InstanceType} takes`] : []),
      ...topics
        .filter(({ Properties }) => Properties.ReplicationFactor > NumberOfBrokerNodes)
        .map((topic) => `${topic.at}: ${topic.Properties.ReplicationFactor} copies on ${NumberOfBrokerNodes} brokers`),
    ];
  });
