import { Stack, type Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type Cluster, names } from '#model';
import { componentKeys } from './component-keys';
import { PlatformStack } from './platform-stack';

/** Services of AWS that write to the topic of alarms. */
export const alarmSources = ['backup', 'budgets', 'cloudwatch', 'costalerts', 'events'] as const;

/**
 * One key a purpose, renewed every year: who may use one kind of data cannot read another. Those that not every cluster has a use for are made
 * once something asks for them.
 */
export class KeysStack extends PlatformStack {
  /** Kubernetes secrets at rest. */
  readonly kubernetes: kms.IKey;
  readonly secrets: kms.IKey;
  readonly logs: kms.IKey;
  /** Messages to people of the platform, on their way. */
  readonly alarms: kms.IKey;

  constructor(stage: Stage, cluster: Cluster) {
    super(stage, 'keys', cluster, `Encryption keys of ${cluster.name}, one a purpose`);
    this.kubernetes = this.key('kubernetes');
    this.secrets = this.key('secrets');
    const [logs, alarms] = [this.key('logs'), this.key('alarms')];
    letLogsUse(logs, cluster);
    this.logs = logs;
    // Not all of them say on whose behalf they ask; the topic, which alone is encrypted by it, does not let others in.
    serve(alarms, alarmSources, ['kms:Decrypt', 'kms:GenerateDataKey']);
    this.alarms = alarms;
    if (namesDisks(cluster)) this.key('disks');
    componentKeys(this);
  }

  /** What services store. */
  get data(): kms.IKey {
    return this.once('data', () => this.key('data'));
  }

  get backups(): kms.IKey {
    return this.once('backups', () => this.key('backups'));
  }

  /** What was done in the account, and the states of its resources. */
  get audit(): kms.IKey {
    return this.once('audit', () => {
      const made = this.key('audit');
      serve(made, ['cloudtrail'], ['kms:DescribeKey']);
      serve(made, ['cloudtrail'], ['kms:GenerateDataKey'], {
        ArnLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${this.partition}:cloudtrail:*:${this.cluster.account}:trail/*` },
      });
      return made;
    });
  }

  private once(purpose: string, make: () => kms.Key): kms.IKey {
    return (this.node.tryFindChild(purpose) as kms.Key | undefined) ?? make();
  }

  private key(purpose: string): kms.Key {
    return new kms.Key(this, purpose, {
      alias: names.keyAlias(this.cluster.name, purpose),
      description: `${purpose} of ${this.cluster.name}`,
      enableKeyRotation: true,
      removalPolicy: this.provision.removalPolicy,
    });
  }
}

/** Whether a component's storage class has the disks of pods encrypted by a key of the cluster. */
const namesDisks = (cluster: Cluster): boolean =>
  JSON.stringify(cluster.components.map(({ objects }) => objects?.(cluster) ?? [])).includes(names.keyAlias(cluster.name, 'disks'));

/** Lets services of AWS use a key for themselves. */
const serve = (key: kms.Key, services: readonly string[], actions: string[], conditions?: object): void =>
  void key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: services.map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
      actions,
      resources: ['*'],
      ...(conditions && { conditions }),
    }),
  );

/** Lets CloudWatch encrypt the log groups of a region by a key. */
export const letLogsUse = (key: kms.Key, { region, account }: Pick<Cluster, 'region' | 'account'>): void => {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Stack.of(key).partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
};
