import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { arnOf, type Cluster, kms, names, s3 } from '#model';
import { acceptPattern } from './acknowledged';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** A bucket of the active region, and where its copy is. */
export interface Copied {
  readonly from: Cluster;
  readonly to: Cluster;
  readonly service: string;
  readonly bucket: string;
}

/** Copies every object with what happens to it, deletions included, to the standby's bucket, encrypted by the standby's own key. */
export const bucketCopies = ({ to, service, bucket }: Copied, { roleArn: role }: iam.Role): CfnBucket.ReplicationConfigurationProperty => ({
  role,
  rules: [
    {
      id: to.name,
      status: 'Enabled',
      priority: 1,
      filter: { prefix: '' },
      deleteMarkerReplication: { status: 'Enabled' },
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
      destination: {
        bucket: arnOf(s3(names.bucketName(to, service, bucket)), to),
        // By its alias, because the id of a key in another region is known to nobody here.
        encryptionConfiguration: { replicaKmsKeyId: arnOf(kms(names.keyAlias(to.name, 'data')), to) },
        // What AWS promises in 15 minutes it does in seconds, and it counts what is still on its way.
        replicationTime: { status: 'Enabled', time: { minutes: 15 } },
        metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
      },
    },
  ],
});

/**
 * The role of S3 itself, for one bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export const copyRole = (stack: PlatformStack, id: string, { from, to, service, bucket }: Copied, keys: KeysStack): iam.Role => {
  const [source, target] = [from, to].map((cluster) => arnOf(s3(names.bucketName(cluster, service, bucket)), cluster)) as [string, string];
  const role = new iam.Role(stack, id, {
    description: `Copies ${bucket} of ${service} to ${to.name}`,
    assumedBy: new iam.ServicePrincipal('s3.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': from.account }, ArnEquals: { 'aws:SourceArn': source } },
    }),
  });
  const allow = (actions: string[], resource: string, conditions?: object): boolean =>
    role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) }));
  const through = ({ region }: Cluster, arn: string): object => ({
    StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
    // The bucket where it has keys of its own, otherwise the object.
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': [arn, `${arn}/*`] },
  });
  const objects = [`${source}/*`, `${target}/*`] as const;
  const anyKey = arnOf(kms('key/*'), to);
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], source);
  allow(['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'], objects[0]);
  allow(['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], objects[1]);
  allow(['kms:Decrypt'], keys.data.keyArn, through(from, source));
  allow(['kms:Encrypt', 'kms:GenerateDataKey'], anyKey, through(to, target));
  for (const arn of objects) acceptPattern(role, arn, 's3');
  acceptPattern(role, anyKey, 'kms');
  return role;
};
