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
import type { Relation } from './relation';

/** A cluster whose name others in AWS begin with. */
interface Place {
  readonly file: string;
  readonly environment: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** A name in AWS, and whose it is. */
interface AwsName {
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

/** Every name that somebody's choice is part of, on one cluster. */
const namesOn = (cluster: Place, { services, components, teams }: Draft): AwsName[] => {
  const { environment, region, account } = cluster;
  const inRegion = { within: `${account} ${region}` };
  const own = { file: cluster.file, whose: 'of the platform itself' };
  const role = (file: string, namespace: string, name: string, whose: string): AwsName => ({
    ...{ file, whose, what: 'the IAM role', allowed: 64, within: account },
    long: roleName(cluster.name, namespace, name),
  });
  const fitting = services.filter((each) => runsIn(each, environment) && each.name.length <= longestName && each.domain.length <= 63);
  const ofPlatform: AwsName[] = [
    { ...own, ...inRegion, what: 'the vault of backups', allowed: 50, long: backupVault(cluster.name) },
    { ...own, ...inRegion, what: 'the load balancer', allowed: 32, long: gatewayTargets(environment) },
    { ...own, ...inRegion, what: 'the queue', allowed: 80, long: interruptionQueue(cluster.name) },
    { ...own, ...inRegion, what: 'the login to the cache', allowed: 40, long: cacheUser(environment, 'nobody') },
    ...[auditBucket(cluster), accessLogBucket(cluster)].map((long) => ({
      ...{ ...own, what: 'the bucket', allowed: 63, within: 'the world', long },
    })),
    ...[nodeRole(cluster.name), roleName(cluster.name, 'nodes', systemNodes)].map((long) => ({
      ...{ ...own, what: 'the IAM role', allowed: 64, within: account, long },
    })),
    ...databasesOfDocuments.map((long) => ({
      ...{ ...own, what: 'the database of documents', allowed: 63, within: cluster.name, long },
    })),
    ...(fitting.some(({ documents }) => documents)
      ? [{ ...own, ...inRegion, what: 'the instance of DocumentDB', allowed: 63, long: `${documentsCluster(cluster.name)}-1` }]
      : []),
    ...(fitting.some(({ search }) => search)
      ? [{ ...own, ...inRegion, what: 'the domain of OpenSearch', allowed: 28, long: searchDomain(environment) }]
      : []),
    ...[databaseAdministrator, ...databasesOfPostgres].map((long) => ({
      ...{ ...own, what: 'the database', allowed: 63, within: cluster.name, long },
    })),
  ];
  return [
    ...ofPlatform,
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
const everyName = (draft: Draft): AwsName[] =>
  draft.environments
    .flatMap(({ file, name, account, clusters }) =>
      clusters.map(({ region }) => ({ file, environment: name, name: clusterName(name, region), region, account })),
    )
    .sort((a, b) => b.name.length - a.name.length)
    .flatMap((cluster) => namesOn(cluster, draft));

/** Names are short enough for AWS. Each is reported once, for the cluster with the longest name. */
export const shortNames: Relation = function* (draft) {
  const reported = new Set<string>();
  for (const { file, what, whose, long, allowed } of everyName(draft).filter((each) => each.long.length > each.allowed)) {
    // Where a queue is too long, so is the one of what failed in it.
    const key = `${file} ${what} ${whose.replace('of what failed in ', '')}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const fact = `${what} '${long}' would have ${long.length} characters, AWS allows ${allowed}`;
    yield { file, rule: 'name-too-long', fact, fix: 'shorten a name' };
  }
};

/** No two things of AWS come to the same name: parts are joined by hyphens, and may have some themselves. */
export const ownNames: Relation = function* (draft) {
  const seen = new Map<string, AwsName>();
  const reported = new Set<string>();
  for (const each of everyName(draft)) {
    const { file, what, whose, long, within } = each;
    const key = `${what} ${within} ${long}`;
    const first = seen.get(key);
    seen.set(key, first ?? each);
    const pair = `${what} ${whose} ${first?.whose}`;
    // Of two clusters in one region, which is a mistake of its own.
    const same = first?.file === file && first.whose === whose;
    if (first === undefined || same || reported.has(pair)) continue;
    reported.add(pair);
    const fact = `${what} ${whose} and the one ${first.whose} would both be '${long}'`;
    yield { file, rule: 'name-taken', fact, fix: 'rename one of them' };
  }
};
