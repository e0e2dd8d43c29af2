import type { Cluster } from './cluster';
import { allow, oneSecret, type Statement } from './iam';
import { allowKey } from './iam-idioms';
import * as names from './names';
import type { Platform } from './platform';
import type { Service } from './service';
import { usesStream } from './stores';

/** Where a value is in the external store: the path of a secret, and the property in it. */
export interface SecretProperty {
  readonly path: string;
  readonly property: string;
}

/** A folder of secrets that a service reads: each file with the place of its value in the external store. */
export interface Credential {
  readonly folder: string;
  readonly files: Readonly<Record<string, SecretProperty>>;
}

/** Everything that a service must be told in secret, from what its definition declares. */
export const credentialsOf = (service: Service, cluster: Cluster, platform: Platform): Credential[] => {
  const { organisation, environment, standby } = cluster;
  const pathOf = ({ name }: Service, secret: string): string => names.secretPath(organisation.name, environment.name, name, secret);
  const at = (folder: string, path: string, properties: readonly string[]): Credential => ({
    folder,
    files: Object.fromEntries(properties.map((property) => [property, { path, property }])),
  });
  const own = (secret: string, properties: readonly string[]): Credential => at(secret, pathOf(service, secret), properties);
  /** A login, which is the same in every region, with the address that it leads to in this one. */
  const led = (folder: string, address: string, host = 'host'): Credential => ({
    folder,
    files: {
      ...own(folder, ['dbname', 'password', 'username']).files,
      ...at(folder, address, ['port']).files,
      host: { path: address, property: host },
    },
  });
  // What a standby has of the database can only be read, and the other address leads nowhere until it has taken over.
  const database = led('database', names.databaseAddressPath(organisation.name, environment.name), standby ? 'reader' : 'host');
  const callers = clientsOf(service, platform);
  return [
    ...(service.database ? [database] : []),
    ...(service.cache ? [own('cache', ['host', 'password', 'port', 'username'])] : []),
    ...(service.documents ? [led('documents', names.documentsAddressPath(organisation.name, environment.name))] : []),
    ...(service.search ? [at('search', names.searchSecretPath(organisation.name, environment.name), ['host'])] : []),
    ...(usesStream(service) ? [at('stream', names.streamSecretPath(organisation.name, environment.name), ['brokers'])] : []),
    ...(service.calls?.length ? [own('client', ['secret'])] : []),
    ...(callers.length
      ? [
          {
            folder: names.clientSecrets,
            files: Object.fromEntries(callers.map((each) => [each.name, { path: pathOf(each, 'client'), property: 'secret' }])),
          },
        ]
      : []),
    ...[...(service.keys ?? []), ...(service.secrets ?? [])].map((secret) => own(secret, ['value'])),
  ];
};

/** The services that get tokens of their own: for the issuer of tokens those that call others, for everybody else none. */
export const clientsOf = ({ name }: Service, { organisation, services }: Platform): readonly Service[] =>
  name === organisation.identity ? services.filter(({ calls }) => calls?.length) : [];

/**
 * What AWS lets a service's pods read where they get their secrets by themselves, and nothing copies them into the cluster: the secrets that
 * its credentials name, and the key that these are encrypted by, through Secrets Manager alone.
 */
export const credentialsPolicy = (service: Service, cluster: Cluster, platform: Platform): Statement[] => {
  if (cluster.secretProvider === undefined) return [];
  const files = credentialsOf(service, cluster, platform).flatMap((credential) => Object.values(credential.files));
  return readingSecrets([...new Set(files.map(({ path }) => path))].sort(), cluster);
};

/** Allows to read some secrets of the cluster's region, by their paths. */
export const readingSecrets = (paths: readonly string[], { name, region }: Cluster): Statement[] =>
  paths.length === 0
    ? []
    : [
        allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], paths.map(oneSecret)),
        allowKey(['kms:Decrypt'], { alias: names.keyAlias(name, 'secrets'), through: `secretsmanager.${region}.amazonaws.com` }),
      ];
