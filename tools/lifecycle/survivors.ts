import { type Placed, resourcesOf, type StackTemplate } from '#cdk';
import type { Stage } from './stage';
import { isRetained } from './staying';

/** Something that is still there after a teardown. */
export interface Survivor {
  /** `AWS::S3::Bucket shop-receipts` */
  readonly what: string;
  /** The stack that made it, or where it is. */
  readonly where: string;
  readonly why: string;
  /** How a person removes it, who really wants to. */
  readonly remove: string;
}

/** Days that a key waits until it is really gone, where its definition says nothing else. */
const keyDays = 30;

/** Names by which a resource is found once its stack is gone. */
const nameFields = [
  ...['BackupVaultName', 'BucketName', 'CacheClusterId', 'ClusterName', 'DBClusterIdentifier', 'DBInstanceIdentifier', 'DomainName'],
  ...['LogGroupName', 'Name', 'QueueName', 'ReplicationGroupId', 'RepositoryName', 'TopicName', 'Description', 'GroupDescription'],
];

const nameOf = ({ id, Properties = {} }: Placed): string =>
  nameFields.map((field) => Properties[field]).find((value) => typeof value === 'string') ?? id;

/** What deletes a resource, by its type. What is not here is found by its tag. */
const removals: Readonly<Record<string, (name: string) => string>> = {
  'AWS::Backup::BackupVault': (name) =>
    `delete its recovery points when they may go, then: aws backup delete-backup-vault --backup-vault-name ${name}`,
  'AWS::ECR::Repository': (name) => `aws ecr delete-repository --force --repository-name ${name}`,
  'AWS::EKS::Cluster': (name) =>
    `aws eks update-cluster-config --name ${name} --no-deletion-protection; aws eks delete-cluster --name ${name}`,
  'AWS::ElastiCache::ReplicationGroup': (name) => `aws elasticache delete-replication-group --replication-group-id ${name}`,
  'AWS::KMS::Key': (name) =>
    `find it by its description '${name}', then: aws kms schedule-key-deletion --key-id <id>; without it nothing of what it encrypts can be read`,
  'AWS::Logs::LogGroup': (name) => `aws logs delete-log-group --log-group-name ${name}`,
  'AWS::RDS::DBCluster': (name) =>
    `aws rds modify-db-cluster --no-deletion-protection --db-cluster-identifier ${name}; aws rds delete-db-cluster --final-db-snapshot-identifier ${name}-last --db-cluster-identifier ${name}`,
  'AWS::RDS::DBInstance': (name) => `aws rds delete-db-instance --db-instance-identifier ${name}`,
  'AWS::Route53::HostedZone': (name) => `delete its records, then: aws route53 delete-hosted-zone --id <id of ${name}>`,
  'AWS::S3::Bucket': (name) => `delete every version of every object, then: aws s3api delete-bucket --bucket ${name}`,
  'AWS::SQS::Queue': (name) =>
    `aws sqs delete-queue --queue-url $(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text)`,
  'AWS::SecretsManager::Secret': (name) => `aws secretsmanager delete-secret --secret-id ${name}`,
};

const removalOf = (resource: Placed, stage: string): string =>
  `${removals[resource.Type]?.(nameOf(resource)) ?? `find it by its tag environment=${stage}`} (${resource.stack.region})`;

/** Everything that would survive a teardown: what is kept, what waits, and what no stack has made. */
export const survivorsOf = (stage: Stage): Survivor[] => [
  ...resourcesOf(stage.stacks).flatMap((resource) => fateOf(resource, stage) ?? []),
  ...(stage.protected && stage.clusters.length > 0 ? disksOf(stage) : []),
  ...copiesOf(stage.stacks),
  ...preparations(stage),
];

const fateOf = (resource: Placed, { name: stage }: Stage): Survivor | undefined => {
  const { DeletionPolicy, Type, Properties = {}, stack } = resource;
  const survivor = { what: `${Type} ${nameOf(resource)}`, where: stack.stack, remove: removalOf(resource, stage) };
  if (isRetained(resource)) return { ...survivor, why: ['kept, whatever becomes of its stack', ...guards(Properties)].join('; ') };
  if (DeletionPolicy === 'Snapshot')
    return { ...survivor, why: 'a last snapshot of it stays', remove: 'delete the snapshot in its service' };
  if (Type !== 'AWS::KMS::Key') return undefined;
  const days = Properties.PendingWindowInDays ?? keyDays;
  return {
    ...survivor,
    why: `waits for ${days} days until it is gone, and what it encrypts with it`,
    remove: 'it goes by itself; aws kms cancel-key-deletion keeps it',
  };
};

/** What else keeps a resource from being deleted. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
const guards = (properties: any): string[] => [
  ...(properties.DeletionProtection === true || properties.DeletionProtectionEnabled === true ? ['protected from being deleted'] : []),
  ...(properties.LockConfiguration
    ? [
        `locked: each backup for ${properties.LockConfiguration.MinRetentionDays} days, by anybody, once the lock is ${properties.LockConfiguration.ChangeableForDays} days old`,
      ]
    : []),
];

/** Where customers are served, a disk stays when its claim goes. */
const disksOf = ({ clusters }: Stage): Survivor[] =>
  clusters.map(({ name, region }) => ({
    what: `disks and snapshots of ${name}`,
    where: region,
    why: 'their claims stay, and their class keeps them',
    remove: `aws ec2 describe-volumes --region ${region} --filters Name=tag:kubernetes.io/cluster/${name},Values=owned, then: aws ec2 delete-volume --volume-id <id>`,
  }));

/** Repositories that AWS made for copies of images, which no stack names. */
const copiesOf = (stacks: readonly StackTemplate[]): Survivor[] => {
  const repositories = resourcesOf(stacks, 'AWS::ECR::Repository').map(nameOf);
  return resourcesOf(stacks, 'AWS::ECR::RepositoryCreationTemplate').flatMap(({ stack }) =>
    repositories.map((name) => ({
      what: `copies of the images of ${name}`,
      where: stack.region,
      why: 'AWS made their repository, and no stack knows it',
      remove: `${removals['AWS::ECR::Repository']?.(name)} (${stack.region})`,
    })),
  );
};

/** What was prepared for the CDK, which other stages of the account may use too. */
const preparations = ({ stacks, account }: Stage): Survivor[] =>
  [...new Set(stacks.map(({ region }) => region))].map((region) => ({
    what: 'stack CDKToolkit with its bucket, repository and roles',
    where: region,
    why: `the CDK needs it for whatever else is in account ${account}`,
    remove: `empty its bucket, then: aws cloudformation delete-stack --stack-name CDKToolkit --region ${region}`,
  }));
