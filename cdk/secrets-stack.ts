import { type Stage, Tags } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Cluster, Platform } from '#model';
import { accept } from './acknowledged';
import type { KeysStack } from './keys-stack';
import { type PlannedSecret, plannedSecrets } from './planned-secrets';
import { PlatformStack } from './platform-stack';

/** Names the keys of a secret, so that one without a value says what belongs into it. */
export const keysTag = 'keys';

/**
 * The secrets that services and components read, but for logins to databases. What nobody else has to know is made up here; what comes from
 * outside has no value until somebody writes it, and until then its readers wait. Standby regions have copies.
 */
export class SecretsStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, keys: KeysStack) {
    super(stage, 'secrets', cluster, `Secrets of ${cluster.environment.name}`);
    for (const planned of plannedSecrets(platform, cluster)) this.add(planned, keys, replicasOf(platform, cluster));
  }

  private add(
    { path, keys: names, generated, template, service }: PlannedSecret,
    { secrets }: KeysStack,
    regions: readonly string[],
  ): void {
    const made = new secretsmanager.CfnSecret(this, path.replaceAll('/', '-'), {
      name: path,
      kmsKeyId: secrets.keyArn,
      ...(generated && {
        generateSecretString: {
          secretStringTemplate: JSON.stringify(template ?? {}),
          generateStringKey: generated,
          // 256 bits, and readable as 32 bytes in base64.
          passwordLength: 43,
          excludePunctuation: true,
        },
      }),
      ...(regions.length > 0 && { replicaRegions: regions.map((region) => ({ region })) }),
    });
    accept(
      made,
      'SMG4',
      generated ? 'Its readers keep what was made with it; it is changed by hand, together with them.' : 'Who gives it, changes it.',
    );
    made.applyRemovalPolicy(this.provision.removalPolicy);
    Tags.of(made).add(keysTag, names.join(' '));
    if (service) Tags.of(made).add('service', service);
  }
}

/** Regions of the environment's standby clusters. */
export const replicasOf = ({ clusters }: Platform, { environment }: Cluster): string[] =>
  clusters.filter((each) => each.environment.name === environment.name && each.standby).map(({ region }) => region);
