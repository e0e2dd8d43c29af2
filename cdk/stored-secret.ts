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
  /**
   * Its JSON, where the deployment that makes it knows all of it. It leads to something in this region, so no other region has a copy.
   * @default - as `generated` says
   */
  readonly value?: string | undefined;
  /** The service that it belongs to. @default - everybody's */
  readonly service?: string | undefined;
  /** Why its value is not changed by itself. @default - it is */
  readonly unrotated?: string | undefined;
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
  { path, keys, generated, value, service, unrotated }: StoredSecretProps,
  place: SecretsPlace,
): secretsmanager.CfnSecret => {
  const regions = value === undefined ? standbyRegions(place.platform, stack.cluster) : [];
  const secret = new secretsmanager.CfnSecret(stack, id, {
    name: path,
    kmsKeyId: place.keys.secrets.keyArn,
    ...(value !== undefined && { secretString: value }),
    ...(generated && {
      generateSecretString: { secretStringTemplate: generated.template, generateStringKey: generated.key, ...strong },
    }),
    ...(regions.length > 0 && { replicaRegions: regions.map((region) => ({ region })) }),
  });
  if (unrotated !== undefined) accept(secret, 'SMG4', unrotated);
  secret.applyRemovalPolicy(stack.provision.removalPolicy);
  Tags.of(secret).add(names.secretKeysTag, keys.join(' '));
  if (service) Tags.of(secret).add('service', service);
  return secret;
};

/** 256 bits. */
const strong = { passwordLength: 43, excludePunctuation: true };

/** A password that is made up, for others to refer to. Nobody reads it under a name of its own. */
export const madeUpPassword = (stack: PlatformStack, id: string, keys: KeysStack): secretsmanager.CfnSecret => {
  const secret = new secretsmanager.CfnSecret(stack, id, { kmsKeyId: keys.secrets.keyArn, generateSecretString: strong });
  accept(secret, 'SMG4', 'Whoever logs in with it has a copy; it is changed by replacing the secret, which changes both.');
  secret.applyRemovalPolicy(stack.provision.removalPolicy);
  return secret;
};

const standbyRegions = ({ clusters }: Platform, { environment }: Cluster): string[] =>
  clusters.filter((each) => each.environment.name === environment.name && each.standby).map(({ region }) => region);
