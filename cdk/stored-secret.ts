import { Tags } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { type Cluster, names, type Platform } from '#model';
import { accept } from './acknowledged';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** A secret of an environment. */
export interface StoredSecretProps {
  readonly path: string;
  /** Keys of its JSON. */
  readonly keys: readonly string[];
  /** The key whose value is made up, and the JSON with the others. @default - it has no value until somebody writes it */
  readonly generated?: { readonly key: string; readonly template: string } | undefined;
  /** The service that it belongs to. @default - everybody's */
  readonly service?: string | undefined;
  /** Why its value is not changed by itself. */
  readonly unrotated: string;
}

/** Where secrets are made. */
export interface SecretsPlace {
  readonly platform: Platform;
  readonly keys: KeysStack;
}

/** Makes a secret, with copies in the environment's standby regions. What is made up has 256 bits, and can be read as 32 bytes in base64. */
export const storedSecret = (
  stack: PlatformStack,
  id: string,
  { path, keys, generated, service, unrotated }: StoredSecretProps,
  place: SecretsPlace,
): secretsmanager.CfnSecret => {
  const regions = standbyRegions(place.platform, stack.cluster);
  const secret = new secretsmanager.CfnSecret(stack, id, {
    name: path,
    kmsKeyId: place.keys.secrets.keyArn,
    ...(generated && {
      generateSecretString: {
        secretStringTemplate: generated.template,
        generateStringKey: generated.key,
        passwordLength: 43,
        excludePunctuation: true,
      },
    }),
    ...(regions.length > 0 && { replicaRegions: regions.map((region) => ({ region })) }),
  });
  accept(secret, 'SMG4', unrotated);
  secret.applyRemovalPolicy(stack.provision.removalPolicy);
  Tags.of(secret).add(names.secretKeysTag, keys.join(' '));
  if (service) Tags.of(secret).add('service', service);
  return secret;
};

const standbyRegions = ({ clusters }: Platform, { environment }: Cluster): string[] =>
  clusters.filter((each) => each.environment.name === environment.name && each.standby).map(({ region }) => region);
