import type { Service } from './service';

/** What keeps data for services: PostgreSQL, Valkey, DocumentDB, OpenSearch, Kafka. Logins to it are in a folder of its name. */
export type ReachedStore = 'database' | 'cache' | 'documents' | 'search' | 'stream';

/** Ports of the stores: PostgreSQL, Valkey with TLS, DocumentDB, OpenSearch, Kafka with IAM. */
export const storePorts: Readonly<Record<ReachedStore, number>> = {
  database: 5432,
  cache: 6379,
  documents: 27017,
  search: 443,
  stream: 9098,
};

/** Whether a service reads or writes events. */
export const usesStream = ({ produces = [], consumes = [] }: Service): boolean => produces.length + consumes.length > 0;

/** Whether a service talks to AWS itself, with the role of its service account. */
export const usesAws = (service: Service): boolean =>
  usesStream(service) || Boolean(service.search || service.queues?.length || service.buckets?.length || service.sends?.length);

/** The stores that a service declares, events among them. */
export const storesOf = (service: Service): ReachedStore[] => [
  ...(['database', 'cache', 'documents', 'search'] as const).filter((store) => service[store] !== undefined),
  ...(usesStream(service) ? (['stream'] as const) : []),
];
