import type { Stage } from 'aws-cdk-lib';
import type { Cluster, Platform } from '#model';
import type { KeysStack } from './keys-stack';
import { plannedSecrets } from './planned-secrets';
import { PlatformStack } from './platform-stack';
import { storedSecret } from './stored-secret';

/**
 * The secrets that services and components read, but for those with the way into a store. What nobody else has to know is made up here; what comes from
 * outside has no value until somebody writes it, and until then its readers wait. Standby regions have copies.
 */
export class SecretsStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, keys: KeysStack) {
    super(stage, 'secrets', cluster, `Secrets of ${cluster.environment.name}`);
    for (const { path, keys: names, generated, template = {}, service } of plannedSecrets(platform, cluster))
      storedSecret(
        this,
        path.replaceAll('/', '-'),
        {
          ...{ path, keys: names, service },
          generated: generated === undefined ? undefined : { key: generated, template: JSON.stringify(template) },
          unrotated: generated
            ? 'Its readers keep what was made with it; it is changed by hand, together with them.'
            : 'Who gives it, changes it.',
        },
        { platform, keys },
      );
  }
}
