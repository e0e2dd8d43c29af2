import type { Recovery } from './recovery';

const aurora = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide';
const documentDb = 'https://docs.aws.amazon.com/documentdb/latest/developerguide';
const openSearch = 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide';
const elastiCache = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';

const postgresql: Recovery = {
  store: 'PostgreSQL',
  holds: 'what every service knows, and the events that it has still to tell',
  usedBy: ({ database }) => database !== undefined,
  availability: { percent: 99.99, see: 'https://aws.amazon.com/rds/aurora/sla/' },
  zone: {
    point: '0s',
    time: '2m',
    by: 'six copies in three zones before a commit is acknowledged; a reader in another zone becomes the writer',
    see: `${aurora}/Concepts.AuroraHighAvailability.html`,
  },
  region: {
    point: '5m',
    time: '15m',
    by: 'Global Database: a cluster that follows, typically less than a second behind; people are told when it is a minute behind',
    see: `${aurora}/aurora-global-database-disaster-recovery.html`,
  },
  mistake: {
    point: '5m',
    time: '1h',
    by: 'restoring beside it to any second of the last 35 days, and copying the rows back',
    see: `${aurora}/aurora-pitr.html`,
  },
};

const documents: Recovery = {
  store: 'DocumentDB',
  holds: 'documents of the services that ask for them',
  usedBy: ({ documents }) => documents !== undefined,
  availability: {
    percent: 99.9,
    see: 'https://aws.amazon.com/documentdb/sla/',
    meanwhile: 'the services that keep documents answer 503, and the others go on',
  },
  zone: {
    point: '0s',
    time: '1m',
    by: 'six copies in three zones; an instance in another zone becomes the primary',
    see: `${documentDb}/failover.html`,
  },
  region: {
    point: '1m',
    time: '15m',
    by: 'a global cluster: a secondary, typically less than a second behind',
    see: `${documentDb}/global-clusters-disaster-recovery.html`,
  },
  mistake: {
    point: '5m',
    time: '1h',
    by: 'restoring beside it to any second of the last 35 days, and copying documents back',
    see: `${documentDb}/backup_restore-point_in_time_recovery.html`,
  },
};

const rebuilt = 'its owner makes the index again from its own rows';

const search: Recovery = {
  store: 'OpenSearch',
  holds: 'indices, each made from what its owner has in a database',
  usedBy: ({ search }) => search !== undefined,
  availability: { percent: 99.99, see: `${openSearch}/managedomains-multiaz.html` },
  zone: {
    point: '0s',
    time: '1m',
    by: 'Multi-AZ with Standby: a copy of each shard in three zones, one of them in reserve',
    see: `${openSearch}/managedomains-multiaz.html`,
  },
  region: {
    point: '0s',
    time: '4h',
    by: `a domain of its own in the standby region; ${rebuilt}`,
    see: `${openSearch}/managedomains-snapshots.html`,
    accepted: 'nothing is forgotten, and until the index is complete results are incomplete; a copy kept up to date costs as much again',
  },
  mistake: {
    point: '0s',
    time: '4h',
    by: `${rebuilt}, or AWS's hourly snapshot is restored`,
    see: `${openSearch}/managedomains-snapshots.html`,
    accepted: 'nothing is forgotten, and the rest of the platform does not need it',
  },
};

const cache: Recovery = {
  store: 'Valkey',
  holds: 'values that expire and counters, nothing that cannot be computed again',
  usedBy: ({ cache }) => cache !== undefined,
  availability: { percent: 99.99, see: 'https://aws.amazon.com/elasticache/sla/' },
  zone: {
    point: '0s',
    time: '1m',
    by: 'a replica in another zone becomes the primary by itself; what it had not yet been sent is computed again',
    see: `${elastiCache}/AutoFailover.html`,
  },
  region: {
    point: '0s',
    time: '1m',
    by: 'a cache of its own in the standby region, which fills as it is asked',
    see: `${elastiCache}/disaster-recovery-resiliency.html`,
  },
  mistake: { point: '0s', time: '1m', by: 'values expire; the key is deleted', see: `${elastiCache}/Strategies.html` },
};

/** Stores that are asked for what they know. */
export const records: readonly Recovery[] = [postgresql, documents, search, cache];
