import { SecretValue, Tags } from 'aws-cdk-lib';
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

/** Makes a secret, with copies in the environment's other regions. What is made up has 256 bits, and can be read as 32 bytes in base64. */
export const storedSecret = (
  stack: PlatformStack,
  id: string,
  { path, keys, generated, value, service, unrotated }: StoredSecretProps,
  place: SecretsPlace,
): secretsmanager.CfnSecret => {
  const secret = new secretsmanager.CfnSecret(stack, id, {
    name: path,
    kmsKeyId: place.keys.secrets.keyArn,
    ...(value !== undefined && { secretString: value }),
    ...(generated && {
      generateSecretString: { secretStringTemplate: generated.template, generateStringKey: generated.key, ...strong },
    }),
    ...(value === undefined && copiesOf(place.platform, stack.cluster)),
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

/** Who may make logins in a store, and the path of the secret with the way in. */
export interface Administrator {
  readonly path: string;
  readonly username: string;
  /** The database that it logs in to. */
  readonly dbname: string;
}

/** The way in of an administrator: what the store is made with, and the secret of who logs in. */
export interface AdministratorSecret {
  readonly secret: secretsmanager.CfnSecret;
  /** What is deployed is a reference; no template ever holds the password. */
  readonly origin: { readonly masterUsername: string; readonly masterUserPassword: string };
}

/**
 * The way in of who may make logins in a store of several regions. What a cluster may read begins with another path.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
 */
export const administratorSecret = (
  stack: PlatformStack,
  { path, username, dbname }: Administrator,
  { platform, keys }: SecretsPlace,
): AdministratorSecret => {
  const secret = new secretsmanager.CfnSecret(stack, 'administrator', {
    name: path,
    kmsKeyId: keys.secrets.keyArn,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ dbname, username }),
      generateStringKey: 'password',
      ...strong,
    },
    ...copiesOf(platform, stack.cluster),
  });
  if (stack.provision.rotationDays === undefined)
    accept(secret, 'SMG4', 'AWS manages no password of a store in several regions; only the functions that make logins read this one.');
  secret.applyRemovalPolicy(stack.provision.removalPolicy);
  const masterUserPassword = SecretValue.secretsManager(secret.ref, { jsonField: 'password' }).unsafeUnwrap();
  return { secret, origin: { masterUsername: username, masterUserPassword } };
};

/** Copies in the other regions of an environment, each encrypted by the key there, which is named by its alias. */
const copiesOf = ({ clusters }: Platform, { environment, name }: Cluster): Pick<secretsmanager.CfnSecretProps, 'replicaRegions'> => {
  const others = clusters.filter((each) => each.environment.name === environment.name && each.name !== name);
  if (others.length === 0) return {};
  return { replicaRegions: others.map((other) => ({ region: other.region, kmsKeyId: names.keyAlias(other.name, 'secrets') })) };
};
