import { runsIn } from '../derive';
import type { Draft } from '../draft';
import {
  accessLogBucket,
  auditBucket,
  backupVault,
  bucketName,
  cacheUser,
  clusterName,
  databaseAdministrator,
  deadLetterQueue,
  documentsCluster,
  gatewayTargets,
  interruptionQueue,
  longestName,
  nodeRole,
  queueName,
  roleName,
  searchDomain,
  snake,
  systemNodes,
} from '../names';

/** A cluster whose name others in AWS begin with. */
interface Place {
  readonly file: string;
  readonly environment: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** A name in AWS, and whose it is. */
export interface AwsName {
  /** The definition that it follows from. */
  readonly file: string;
  /** `the queue` */
  readonly what: string;
  /** `'pans' of kitchen` */
  readonly whose: string;
  readonly long: string;
  /** Most characters that AWS allows. */
  readonly allowed: number;
  /** Where AWS knows one of the name. */
  readonly within: string;
}

/** Names that the platform itself takes on a cluster with some services. */
const ownNamesOn = (cluster: Place, services: Draft['services']): AwsName[] => {
  const { environment, region, account } = cluster;
  const name = (what: string, allowed: number, within: string, long: string): AwsName => ({
    ...{ file: cluster.file, whose: 'of the platform itself' },
    ...{ what, allowed, within, long },
  });
  const inRegion = `${account} ${region}`;
  return [
    name('the vault of backups', 50, inRegion, backupVault(cluster.name)),
    name('the load balancer', 32, inRegion, gatewayTargets(environment)),
    name('the queue', 80, inRegion, interruptionQueue(cluster.name)),
    name('the login to the cache', 40, inRegion, cacheUser(environment, 'nobody')),
    ...[auditBucket(cluster), accessLogBucket(cluster)].map((long) => name('the bucket', 63, 'the world', long)),
    ...[nodeRole(cluster.name), roleName(cluster.name, 'nodes', systemNodes)].map((long) => name('the IAM role', 64, account, long)),
    ...(services.some(({ documents }) => documents)
      ? [name('the instance of DocumentDB', 63, inRegion, `${documentsCluster(cluster.name)}-1`)]
      : []),
    ...(services.some(({ search }) => search) ? [name('the domain of OpenSearch', 28, inRegion, searchDomain(environment))] : []),
    ...[databaseAdministrator, ...databasesOfPostgres].map((long) => name('the database', 63, cluster.name, long)),
    ...databasesOfDocuments.map((long) => name('the database of documents', 63, cluster.name, long)),
  ];
};

/** Every name that somebody's choice is part of, on one cluster. */
const namesOn = (cluster: Place, { services, components, teams }: Draft): AwsName[] => {
  const { environment, account } = cluster;
  const role = (file: string, namespace: string, name: string, whose: string): AwsName => ({
    ...{ file, whose, what: 'the IAM role', allowed: 64, within: account },
    long: roleName(cluster.name, namespace, name),
  });
  const fitting = services.filter((each) => runsIn(each, environment) && each.name.length <= longestName && each.domain.length <= 63);
  return [
    ...ownNamesOn(cluster, fitting),
    ...teams.map(({ name }) => role('platform/teams.ts', 'team', name, `of the team ${name}`)),
    ...components.flatMap(({ file, name, namespace, iam, capability, provides }) => [
      ...(capability ? [role(file, namespace, 'capability', `of ${name}`)] : []),
      ...(iam ? (provides?.serviceAccounts ?? []) : []).map((each) => role(file, namespace, each, `of '${each}' in ${namespace}`)),
    ]),
    ...fitting.flatMap((service) => [
      role(service.file, service.domain, service.name, `of '${service.name}' in ${service.domain}`),
      ...storesOf(service, cluster),
    ]),
  ];
};

/** Databases that PostgreSQL and RDS have for themselves. */
const databasesOfPostgres = ['postgres', 'rdsadmin', 'template0', 'template1'];

/** Databases, and users, that DocumentDB has for itself. */
const databasesOfDocuments = ['admin', 'config', 'local', 'serviceadmin'];

/** The names of what a service keeps things in. */
const storesOf = (
  { file, name, database, documents, cache, queues = [], buckets = [] }: Draft['services'][number],
  cluster: Place,
): AwsName[] => {
  const { environment } = cluster;
  const within = `${cluster.account} ${cluster.region}`;
  return [
    ...(database ? [{ file, whose: `of ${name}`, what: 'the database', allowed: 63, within: cluster.name, long: snake(name) }] : []),
    ...(documents
      ? [{ file, whose: `of ${name}`, what: 'the database of documents', allowed: 63, within: cluster.name, long: snake(name) }]
      : []),
    ...(cache
      ? [{ file, whose: `of ${name}`, what: 'the login to the cache', allowed: 40, within, long: cacheUser(environment, name) }]
      : []),
    ...queues.flatMap((queue) => {
      const long = queueName(environment, name, queue);
      const shared = { file, what: 'the queue', allowed: 80, within };
      return [
        { ...shared, whose: `'${queue}' of ${name}`, long },
        { ...shared, whose: `of what failed in '${queue}' of ${name}`, long: deadLetterQueue(long) },
      ];
    }),
    ...buckets.map((bucket) => ({
      ...{ file, whose: `'${bucket}' of ${name}`, what: 'the bucket', allowed: 63, within: 'the world' },
      long: bucketName(cluster, name, bucket),
    })),
  ];
};

/** The names of all clusters, those with the longest first. */
export const everyName = (draft: Draft): AwsName[] =>
  draft.environments
    .flatMap(({ file, name, account, clusters }) =>
      clusters.map(({ region }) => ({ file, environment: name, name: clusterName(name, region), region, account })),
    )
    .sort((a, b) => b.name.length - a.name.length)
    .flatMap((cluster) => namesOn(cluster, draft));
