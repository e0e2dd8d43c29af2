import { Stack, type Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type Cluster, names } from '#model';
import { PlatformStack } from './platform-stack';

/** Services of AWS that write to the topic of alarms. */
export const alarmSources = ['backup', 'budgets', 'cloudwatch', 'costalerts', 'events'] as const;

/** One key a purpose, renewed every year: who may use one kind of data cannot read another. */
export class KeysStack extends PlatformStack {
  /** Kubernetes secrets at rest. */
  readonly kubernetes: kms.IKey;
  readonly secrets: kms.IKey;
  readonly data: kms.IKey;
  readonly logs: kms.IKey;
  /** What was done in the account, and the states of its resources. */
  readonly audit: kms.IKey;
  /** Messages to people, on their way. */
  readonly alarms: kms.IKey;
  readonly backups: kms.IKey;

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
    letLogsUse(logs, cluster);
    this.logs = logs;
    this.backups = key('backups');
    const [audit, alarms] = [key('audit'), key('alarms')];
    const serve = (served: kms.Key, services: readonly string[], actions: string[], conditions?: object): void =>
      void served.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: services.map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
          actions,
          resources: ['*'],
          ...(conditions && { conditions }),
        }),
      );
    serve(audit, ['cloudtrail'], ['kms:DescribeKey']);
    serve(audit, ['cloudtrail'], ['kms:GenerateDataKey'], {
      ArnLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${this.partition}:cloudtrail:*:${cluster.account}:trail/*` },
    });
    this.audit = audit;
    // Not all of them say on whose behalf they ask; the topic, which alone is encrypted by it, does not let others in.
    serve(alarms, alarmSources, ['kms:Decrypt', 'kms:GenerateDataKey']);
    this.alarms = alarms;
  }
}

/** Lets CloudWatch encrypt the log groups of a region by a key. */
export const letLogsUse = (key: kms.Key, { region, account }: Pick<Cluster, 'region' | 'account'>): void => {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Stack.of(key).partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
};
