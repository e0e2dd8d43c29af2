import { Duration } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { arnOf, names, s3 as s3At } from '#model';
import { accept, acceptPattern } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** Days after which what is seldom read is put where storing is cheap. */
const cold = 90;

/** A bucket for the trail of an account and the states of its resources. Every version of it stays as long as an audit may ask. */
export const auditBucket = (stack: PlatformStack, keys: KeysStack): s3.Bucket => {
  const { auditDays, removalPolicy } = stack.provision;
  const bucket = new s3.Bucket(stack, 'audit', {
    bucketName: names.auditBucket(stack.cluster),
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: keys.audit,
    bucketKeyEnabled: true,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    removalPolicy,
    lifecycleRules: [
      {
        id: 'old',
        expiration: Duration.days(auditDays),
        noncurrentVersionExpiration: Duration.days(cold),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        ...(auditDays > cold && {
          transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(cold) }],
        }),
      },
    ],
  });
  accept(bucket, 'S1', 'The trail in it says who asked for what; requests to the bucket itself are in the metrics of S3.');
  return bucket;
};

/**
 * The trail of who did what in every region of the account. Its files are signed in a chain, so that one which was changed or left out shows.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
 */
export const trail = (stack: PlatformStack, bucket: s3.Bucket, keys: KeysStack): void => {
  const { cluster, provision } = stack;
  const trailArn = `arn:${stack.partition}:cloudtrail:${cluster.region}:${cluster.account}:trail/${cluster.name}`;
  const cloudTrail = new iam.ServicePrincipal('cloudtrail.amazonaws.com');
  const conditions = { StringEquals: { 'aws:SourceArn': trailArn } };
  const allow = (action: string, resource: string, more: object = {}): void =>
    void bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [cloudTrail],
        actions: [action],
        resources: [resource],
        conditions: { StringEquals: { ...conditions.StringEquals, ...more } },
      }),
    );
  allow('s3:GetBucketAcl', bucket.bucketArn);
  allow('s3:PutObject', bucket.arnForObjects(`AWSLogs/${cluster.account}/*`), { 's3:x-amz-acl': 'bucket-owner-full-control' });
  const log = encryptedLog(stack, 'trail-log', { name: `/platform/${cluster.name}/trail`, key: keys.logs, provision });
  const role = new iam.Role(stack, 'trail-role', { assumedBy: cloudTrail.withConditions(conditions) });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] }));
  const made = new cloudtrail.CfnTrail(stack, 'trail', {
    trailName: cluster.name,
    isLogging: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    kmsKeyId: keys.audit.keyArn,
    s3BucketName: bucket.bucketName,
    cloudWatchLogsLogGroupArn: log.logGroupArn,
    cloudWatchLogsRoleArn: role.roleArn,
  });
  made.node.addDependency(role);
  if (bucket.policy) made.node.addDependency(bucket.policy);
};

/** What AWS Config may do: read every resource that it records, which AWS keeps up to date, and write to the bucket. */
export const recorderRole = (stack: PlatformStack, keys: KeysStack): iam.Role => {
  const role = new iam.Role(stack, 'recorder-role', {
    assumedBy: new iam.ServicePrincipal('config.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.cluster.account } },
    }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(recorderPolicy)],
  });
  const arn = arnOf(s3At(names.auditBucket(stack.cluster)), stack.cluster);
  const files = `${arn}/AWSLogs/${stack.cluster.account}/Config/*`;
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetBucketAcl', 's3:ListBucket'], resources: [arn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [files] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keys.audit.keyArn] }));
  acceptPattern(role, files, 's3');
  return role;
};

export const recorderPolicy = 'service-role/AWS_ConfigRole';
