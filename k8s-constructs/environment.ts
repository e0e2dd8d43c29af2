import { type Cluster, names, type Platform, type Service } from '#model';

/** A secret that a service reads: where it is, its properties, and the folder it is mounted at. */
export interface Credential {
  readonly folder: string;
  readonly path: string;
  readonly keys: readonly string[];
}

/** Everything that a service must be told in secret, from what its definition declares. */
export const credentialsOf = (service: Service, { organisation, environment }: Cluster): Credential[] => {
  const own = (secret: string, keys: readonly string[]): Credential => ({
    folder: secret,
    path: names.secretPath(organisation.name, environment.name, service.name, secret),
    keys,
  });
  const stream: Credential = { folder: 'stream', path: names.streamSecretPath(organisation.name, environment.name), keys: ['brokers'] };
  return [
    ...(service.database ? [own('database', ['dbname', 'host', 'password', 'port', 'username'])] : []),
    ...(service.cache ? [own('cache', ['host', 'password', 'port', 'username'])] : []),
    ...(usesStream(service) ? [stream] : []),
    ...(service.calls?.length ? [own('client', ['secret'])] : []),
    ...(service.secrets ?? []).map((secret) => own(secret, ['value'])),
  ];
};

/** Whether a service reads or writes events. */
export const usesStream = ({ produces = [], consumes = [] }: Service): boolean => produces.length + consumes.length > 0;

/** Whether a service talks to AWS itself, with the role of its service account. */
export const usesAws = (service: Service): boolean => usesStream(service) || Boolean(service.queues?.length || service.buckets?.length);

/** The environment variable with the path of each secret's file: `DATABASE_PASSWORD_FILE`. A secret of one value needs no second name. */
export const secretVariables = (credentials: readonly Credential[], root: string): Record<string, string> =>
  Object.fromEntries(
    credentials.flatMap(({ folder, keys }) =>
      keys.map((key) => [`${names.screamingSnake(key === 'value' ? folder : `${folder}-${key}`)}_FILE`, `${root}/${folder}/${key}`]),
    ),
  );

/** The environment of a service's container. */
export const variablesOf = (service: Service, cluster: Cluster, platform: Platform, heapMebibytes: number): Record<string, string> => {
  const { environment, organisation, region } = cluster;
  const urlOf = (name: string): string => {
    const { domain, http } = platform.service(name);
    return names.serviceUrl(name, domain, http.port);
  };
  const issuer = organisation.identity;
  return {
    SERVICE_NAME: service.name,
    ENVIRONMENT: environment.name,
    AWS_REGION: region,
    PORT: String(service.http.port),
    PUBLIC_URL: `https://${cluster.apiHost}${service.http.path}`,
    // The pod has slept through its drain before it is told to stop.
    DRAIN_MS: '0',
    NODE_ENV: 'production',
    NODE_OPTIONS: `--max-old-space-size=${heapMebibytes}`,
    ...(issuer && { ISSUER_URL: urlOf(issuer) }),
    ...(service.database && { DATABASE_POOL_MAX: String(platform.connectionsPerPod(environment.name)) }),
    ...(service.consumes?.length && { CONSUMER_GROUP: service.name }),
    ...(cluster.standby && { STANDBY: 'true' }),
    ...Object.fromEntries((service.calls ?? []).map((callee) => [`${names.screamingSnake(callee)}_URL`, urlOf(callee)])),
    ...Object.fromEntries(
      (service.queues ?? []).map((queue) => [
        `QUEUE_${names.screamingSnake(queue)}_URL`,
        names.queueUrl(cluster, names.queueName(environment.name, service.name, queue)),
      ]),
    ),
    ...Object.fromEntries(
      (service.buckets ?? []).map((bucket) => [`BUCKET_${names.screamingSnake(bucket)}`, names.bucketName(cluster, service.name, bucket)]),
    ),
  };
};
