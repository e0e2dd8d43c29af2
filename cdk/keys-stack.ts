import type { Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type Cluster, names } from '#model';
import { PlatformStack } from './platform-stack';

/** One key a purpose, renewed every year: who may use one kind of data cannot read another. */
export class KeysStack extends PlatformStack {
  /** Kubernetes secrets at rest. */
  readonly kubernetes: kms.IKey;
  readonly secrets: kms.IKey;
  readonly data: kms.IKey;
  readonly logs: kms.IKey;

  constructor(stage: Stage, cluster: Cluster) {
    super(stage, 'keys', cluster, `Encryption keys of ${cluster.name}, one a purpose`);
    const key = (purpose: string): kms.Key =>
      new kms.Key(this, purpose, {
        alias: names.keyAlias(cluster.name, purpose),
        description: `${purpose} of ${cluster.name}`,
        enableKeyRotation: true,
        removalPolicy: this.provision.removalPolicy,
      });
    this.kubernetes = key('kubernetes');
    this.secrets = key('secrets');
    this.data = key('data');
    const logs = key('logs');
    logs.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${cluster.region}.amazonaws.com`)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${this.partition}:logs:${cluster.region}:${cluster.account}:log-group:*` },
        },
      }),
    );
    this.logs = logs;
  }
}
