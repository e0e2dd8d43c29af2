import { type Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type Cluster, names, type Platform, type Service } from '#model';
import { bucketCopies, copyRole } from './bucket-copies';
import { copyAlarms } from './copy-alarms';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';

/** Nobody but the account itself, and no lists of rights beside policies. */
const closed = {
  publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
};

/**
 * A bucket for each that a service names, and one with a line for each request to them. Where an environment has a standby region, what is
 * put into the active region's buckets is copied to the standby's.
 */
export class StorageStack extends PlatformStack {
  private readonly keys: KeysStack;
  private readonly governance: GovernanceStack;
  private readonly standby: Cluster | undefined;

  constructor(
    stage: Stage,
    { services, clusters }: Platform,
    cluster: Cluster,
    { keys, governance }: { keys: KeysStack; governance: GovernanceStack },
  ) {
    super(stage, 'storage', cluster, `Buckets of ${cluster.name}`);
    this.keys = keys;
    this.governance = governance;
    this.standby = clusters.find(({ environment, standby }) => environment.name === cluster.environment.name && standby);
    const log = this.log();
    for (const service of services)
      for (const bucket of service.buckets ?? []) Tags.of(this.bucket(service, bucket, log)).add('service', service.name);
  }

  private bucket(service: Service, bucket: string, log: s3.CfnBucket): s3.CfnBucket {
    const { cluster, standby, keys } = this;
    const id = `${service.name}-${bucket}`;
    const bucketName = names.bucketName(cluster, service.name, bucket);
    const copied = standby && !cluster.standby && { from: cluster, to: standby, service: service.name, bucket };
    const versioned = this.provision.protected || standby !== undefined;
    // AWS Backup takes versioned buckets alone; one in the standby region is a copy itself.
    const backedUp = versioned && !cluster.standby;
    const made = new s3.CfnBucket(this, id, {
      ...closed,
      bucketName,
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          {
            serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keys.data.keyArn },
            // One request to KMS a while instead of one an object.
            bucketKeyEnabled: true,
          },
        ],
      },
      ...(versioned && { versioningConfiguration: { status: 'Enabled' } }),
      // By these events AWS Backup learns what changed since the last one.
      ...(backedUp && { notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } } }),
      lifecycleConfiguration: {
        rules: [
          { id: 'unfinished', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
          { id: 'seldom-read', status: 'Enabled', transitions: [{ storageClass: 'INTELLIGENT_TIERING', transitionInDays: 30 }] },
          { id: 'replaced', status: 'Enabled', noncurrentVersionExpiration: { noncurrentDays: 90 }, expiredObjectDeleteMarker: true },
        ],
      },
      loggingConfiguration: { destinationBucketName: log.ref, logFilePrefix: `${bucketName}/` },
      ...(service.http?.exposure === 'public' && { corsConfiguration: { corsRules: [browsers(cluster)] } }),
      ...(copied && { replicationConfiguration: bucketCopies(copied, copyRole(this, `${id}-copies`, copied, keys)) }),
    });
    made.applyRemovalPolicy(this.provision.removalPolicy);
    if (copied && this.provision.watch === 'everything') copyAlarms(this, id, copied, this.governance.alarmsTopicArn);
    if (backedUp) Tags.of(made).add(names.backupTag.key, names.backupTag.value);
    this.policy(id, made);
    return made;
  }

  /** Whose buckets write here is checked; AWS encrypts it itself, because its writer can use no other key. */
  private log(): s3.CfnBucket {
    const made = new s3.CfnBucket(this, 'log', {
      ...closed,
      bucketName: names.accessLogBucket(this.cluster),
      bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
      lifecycleConfiguration: {
        rules: [
          {
            id: 'old',
            status: 'Enabled',
            expirationInDays: this.provision.logDays,
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
    });
    made.applyRemovalPolicy(this.provision.removalPolicy);
    this.policy('log', made).addStatements(
      new iam.PolicyStatement({
        sid: 'Log',
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [`${made.attrArn}/*`],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.cluster.account },
          ArnLike: { 'aws:SourceArn': `arn:${this.partition}:s3:::${this.cluster.name}-*` },
        },
      }),
    );
    return made;
  }

  /** Closes a bucket to whoever does not ask over TLS. */
  private policy(id: string, { ref: bucket, attrArn }: s3.CfnBucket): iam.PolicyDocument {
    const policyDocument = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'TlsOnly',
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['s3:*'],
          resources: [attrArn, `${attrArn}/*`],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    });
    new s3.CfnBucketPolicy(this, `${id}-policy`, { bucket, policyDocument });
    return policyDocument;
  }
}

/** People's browsers put and get objects by addresses that services sign, from the web application alone. */
const browsers = ({ environment }: Cluster): s3.CfnBucket.CorsRuleProperty => ({
  allowedOrigins: [names.webOrigin(environment.domain)],
  allowedMethods: ['GET', 'HEAD', 'PUT'],
  allowedHeaders: ['content-type', 'x-amz-checksum-sha256'],
  exposedHeaders: ['etag'],
  maxAge: 3600,
});
