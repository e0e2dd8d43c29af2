import {
  type Cluster,
  type Credential,
  clientsOf,
  type EnvironmentName,
  names,
  type Platform,
  portsOf,
  type Service,
  usesAws,
} from '#model';

export { type Credential, credentialsOf, usesAws, usesStream } from '#model';

/** The folder in which the issuer of tokens finds the secret of each service that calls others. */
const { clientSecrets: clients } = names;

/**
 * The environment variable with the path of each secret's file: `DATABASE_PASSWORD_FILE`. A secret of one value needs no second name, and
 * of the clients' secrets only the folder is named.
 */
export const secretVariables = (credentials: readonly Credential[], root: string): Record<string, string> =>
  Object.fromEntries(
    credentials.flatMap(({ folder, files }) =>
      folder === clients
        ? [['CLIENT_SECRETS_FOLDER', `${root}/${folder}`]]
        : Object.keys(files).map((file) => [
            `${names.screamingSnake(file === 'value' ? folder : `${folder}-${file}`)}_FILE`,
            `${root}/${folder}/${file}`,
          ]),
    ),
  );

/**
 * The environment of a service's containers. A service whose code is kept elsewhere is told what its definition names and where its stores
 * are, and nothing that only code on the kit understands.
 */
export const variablesOf = (service: Service, cluster: Cluster, platform: Platform, heapMebibytes: number): Record<string, string> => ({
  ...service.settings,
  ...service.in?.[cluster.environment.name as EnvironmentName]?.settings,
  ...(service.image === undefined ? kitVariablesOf(service, cluster, platform, heapMebibytes) : {}),
  ...(usesAws(service) && { AWS_REGION: cluster.region }),
  ...(service.http && { PORT: String(service.http.port) }),
  ...callVariablesOf(service, platform),
  ...storeVariablesOf(service, cluster, platform),
  ...sendingVariablesOf(service, cluster),
});

/** The address of a service inside the cluster: `<name>.<domain>` and the port of its Service, the first where none is named. */
const placeOf = (name: string, platform: Platform, port?: string): { host: string; port: number } => {
  const callee = platform.service(name);
  const ports = portsOf(callee);
  const { servicePort = 80 } = (port === undefined ? ports[0] : ports.find((each) => each.name === port)) ?? {};
  return { host: names.serviceHost(name, callee.domain), port: servicePort };
};

const urlOf = (name: string, platform: Platform): string => {
  const { port } = placeOf(name, platform);
  return names.serviceUrl(name, platform.service(name).domain, port);
};

/** What code on the kit wants to know. */
const kitVariablesOf = (service: Service, cluster: Cluster, platform: Platform, heapMebibytes: number): Record<string, string> => {
  const { environment, region } = cluster;
  const issuer = cluster.organisation.identity;
  const scopes = Object.fromEntries(clientsOf(service, platform).map(({ name, scopes = [] }) => [name, scopes]));
  return {
    SERVICE_NAME: service.name,
    ENVIRONMENT: environment.name,
    AWS_REGION: region,
    ...(service.http && { PUBLIC_URL: `https://${cluster.apiHost}${service.http.path}` }),
    ...(service.http?.exposure === 'public' && { CORS_ORIGINS: names.webOrigin(environment.domain) }),
    // The gateway adds the load balancer's address behind the one that CloudFront has seen.
    ...(service.http?.exposure === 'public' && cluster.edge && { TRUSTED_PROXY_HOPS: '2' }),
    // The pod has slept through its drain before it is told to stop.
    DRAIN_MS: '0',
    NODE_ENV: 'production',
    NODE_OPTIONS: `--max-old-space-size=${heapMebibytes}`,
    ...(issuer && { ISSUER_URL: urlOf(issuer, platform) }),
    ...(Object.keys(scopes).length && { CLIENTS: JSON.stringify(scopes) }),
    ...(cluster.standby && { STANDBY: 'true' }),
  };
};

/** Where the services are that it calls: as URLs, and under the names that its code reads. */
const callVariablesOf = ({ calls = [], addresses = {} }: Service, platform: Platform): Record<string, string> => ({
  ...Object.fromEntries(calls.map((callee) => [`${names.screamingSnake(callee)}_URL`, urlOf(callee, platform)])),
  ...Object.fromEntries(
    Object.entries(addresses).map(([variable, address]) => {
      const [name = '', said] = address.split(':');
      const { host, port } = placeOf(name, platform, said);
      return [variable, `${host}:${port}`];
    }),
  ),
});

/** What of its stores is no secret. */
const storeVariablesOf = (service: Service, cluster: Cluster, platform: Platform): Record<string, string> => {
  const { environment } = cluster;
  const { name, queues = [], buckets = [] } = service;
  return {
    ...(service.database && { DATABASE_POOL_MAX: String(platform.connectionsPerPod(environment.name)) }),
    ...(service.search && { SEARCH_INDEX_PREFIX: names.searchIndexPrefix(name) }),
    ...(service.consumes?.length && { CONSUMER_GROUP: name }),
    ...Object.fromEntries(
      queues.map((queue) => [
        `QUEUE_${names.screamingSnake(queue)}_URL`,
        names.queueUrl(cluster, names.queueName(environment.name, name, queue)),
      ]),
    ),
    ...Object.fromEntries(buckets.map((bucket) => [`BUCKET_${names.screamingSnake(bucket)}`, names.bucketName(cluster, name, bucket)])),
  };
};

/** Where a service's messages to people go. */
const sendingVariablesOf = ({ sends = [] }: Service, { region, environment }: Cluster): Record<string, string> => {
  const urls = { email: names.mailUrl(region, environment.domain), sms: names.textMessageUrl(region) };
  return Object.fromEntries(sends.map((kind) => [names.sendingVariables[kind], urls[kind]]));
};
