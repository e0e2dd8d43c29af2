import type { Mutations } from './mutation';

const unencrypted = 'is not encrypted by a key that is renewed';
const disks = 'Properties/LaunchTemplateData/BlockDeviceMappings';
const bucketRule = 'Properties/BucketEncryption/ServerSideEncryptionConfiguration/0';

export const stores = {
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
    [`open/ap-south-1-nodes gputemplate ${disks}/1/Ebs/Encrypted`, false, `AWS::EC2::LaunchTemplate ${unencrypted}`],
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
    ['open/ap-south-1-documents cluster Properties/StorageEncrypted', false, `AWS::DocDB::DBCluster ${unencrypted}`],
    ['terrace/ap-south-2-documents cluster Properties/KmsKeyId', undefined, `AWS::DocDB::DBCluster ${unencrypted}`],
    [
      'open/ap-south-1-search domain Properties/EncryptionAtRestOptions/KmsKeyId',
      undefined,
      `AWS::OpenSearchService::Domain ${unencrypted}`,
    ],
    [
      'open/ap-south-1-search domain Properties/NodeToNodeEncryptionOptions/Enabled',
      false,
      `AWS::OpenSearchService::Domain ${unencrypted}`,
    ],
  ],
  'answers over TLS only': [
    ['open/ap-south-1-queues kitchenpansPolicyBFA692EF Properties/Queues', [], 'kitchenpans2A66B928: answers without TLS'],
    ['terrace/ap-south-1-nodes interruptionsPolicy2C2D5100 Properties/Queues', [], 'interruptionsC29BC6CE: answers without TLS'],
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
    ['open/ap-south-1-documents parameters Properties/Parameters/tls', 'disabled', 'cluster: answers without TLS'],
    ['terrace/ap-south-2-documents parameters Properties/Parameters/tls', 'enabled', 'cluster: answers without TLS'],
    ['open/ap-south-1-documents cluster Properties/DBClusterParameterGroupName', undefined, 'answers without TLS'],
    ['open/ap-south-1-search domain Properties/DomainEndpointOptions/EnforceHTTPS', false, 'answers without TLS'],
    [
      'open/ap-south-1-search domain Properties/DomainEndpointOptions/TLSSecurityPolicy',
      'Policy-Min-TLS-1-0-2019-07',
      'answers without TLS',
    ],
    ['open/ap-south-1-messages rules Properties/DeliveryOptions/TlsPolicy', 'OPTIONAL', 'answers without TLS'],
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
} satisfies Mutations;
