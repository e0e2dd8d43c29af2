import { charges, countOf, type Pricings } from '../charge';

/** What S3 counts of what it copies: bytes, operations, failures and time. */
const copyMetrics = 4;

/** What keeps files, messages, keys and images. */
export const storage: Pricings = {
  'AWS::S3::Bucket': ({ Properties, usage: { bucketGib, bucketWrites, bucketReads, bucketCopied } }) => {
    const rules = countOf(Properties?.ReplicationConfiguration?.Rules);
    return charges('S3')(
      ['s3.gb', bucketGib, `${bucketGib} GiB`],
      ['s3.thousand-writes', bucketWrites, `${bucketWrites} thousand writes`],
      ['s3.thousand-reads', bucketReads, `${bucketReads} thousand reads`],
      ['s3.copied-gb', rules * bucketCopied, `${bucketCopied} GB copied to ${rules} ${rules === 1 ? 'region' : 'regions'}`],
      ['metric.month', rules * copyMetrics, `${copyMetrics} metrics of each copy`],
    );
  },

  'AWS::EFS::FileSystem': ({ usage: { fileGib } }) => charges('EFS')(['efs.gb', fileGib, `${fileGib} GiB`]),

  'AWS::SQS::Queue': ({ Properties, usage: { queueMillions: millions } }) =>
    charges('SQS')([Properties?.FifoQueue ? 'sqs.fifo-million' : 'sqs.million', millions, `${millions} million requests`]),

  'AWS::KMS::Key': ({ usage: { keyRequests } }) =>
    charges('KMS')(['kms.month', 1, 'a key in its first year'], ['kms.10k', keyRequests, `${keyRequests * 10} thousand uses`]),

  'AWS::KMS::ReplicaKey': () => charges('KMS')(['kms.month', 1, 'a replica of a key']),

  // Each copy in another region is a secret of its own.
  'AWS::SecretsManager::Secret': ({ Properties, usage: { secretReads } }) => {
    const copies = 1 + countOf(Properties?.ReplicaRegions);
    return charges('Secrets Manager')(
      ['secret.month', copies, copies > 1 ? `a secret in ${copies} regions` : 'a secret'],
      ['secret.10k', secretReads, `${secretReads * 10_000} reads`],
    );
  },

  'AWS::ECR::Repository': ({ usage: { imageGib } }) => charges('ECR')(['ecr.gb', imageGib, `${imageGib} GiB`]),

  'AWS::ECR::ReplicationConfiguration': ({ Properties, stack, usage: { imageGib } }) => {
    const rules: readonly { readonly Destinations?: unknown }[] = Properties.ReplicationConfiguration?.Rules ?? [];
    const regions = rules.reduce((sum, { Destinations }) => sum + countOf(Destinations), 0);
    const repositories = Object.values(stack.resources).filter(({ Type }) => Type === 'AWS::ECR::Repository').length;
    return charges('ECR')(['ecr.gb', regions * repositories * imageGib, `${repositories} repositories in ${regions} further regions`]);
  },

  'AWS::Backup::RestoreTestingSelection': ({ Properties, usage: { restoreTests } }) =>
    charges('Backup')(['backup.restore-test', restoreTests, `${restoreTests} tests of ${Properties.ProtectedResourceType}`]),

  'AWS::Backup::BackupVault': ({ usage: { backupGib } }) => charges('Backup')(['backup.gb', backupGib, `${backupGib} GiB`]),
};
