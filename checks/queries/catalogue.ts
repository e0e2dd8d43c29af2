import type { Scene } from '../mechanism/rule';
import { type Query, queriesIn } from './read';

/** Labels by the name of a series. */
export type Catalogue = ReadonlyMap<string, ReadonlySet<string>>;

/** Labels that every series has, whoever makes it: those of the target, and those that Prometheus adds to it. */
const ofTargets = ['container', 'endpoint', 'env', 'instance', 'job', 'namespace', 'pod', 'service', 'team', 'rollouts_pod_template_hash'];

/** The kit's own series and their labels. Of a histogram the name without its ending. */
const ofKit: Readonly<Record<string, readonly string[]>> = {
  cache_requests_total: ['result'],
  db_connections_used: [],
  db_slow_queries_total: [],
  dead_letters_open: [],
  dead_letters_total: ['type'],
  errors_total: ['kind'],
  event_loop_lag_seconds: [],
  http_client_requests_total: ['target', 'outcome'],
  http_requests_in_progress: [],
  http_requests_total: ['method', 'route', 'status'],
  inbox_duplicates_total: [],
  outbox_oldest_age_seconds: [],
  outbox_unpublished: [],
  process_resident_memory_bytes: [],
  queue_messages_total: ['queue', 'result'],
  rate_limited_total: ['group'],
  up: [],
};

const histogramsOfKit: Readonly<Record<string, readonly string[]>> = {
  db_query_duration_seconds: ['name'],
  http_request_duration_seconds: ['method', 'route'],
};

const catalogued = (): Map<string, Set<string>> => {
  const found = new Map(Object.entries(ofKit).map(([name, labels]) => [name, new Set([...ofTargets, ...labels])]));
  for (const [name, labels] of Object.entries(histogramsOfKit))
    for (const [ending, more] of [
      ['_bucket', ['le']],
      ['_count', []],
      ['_sum', []],
    ] as const)
      found.set(`${name}${ending}`, new Set([...ofTargets, ...labels, ...more]));
  return found;
};

/** Everything that can be asked about on a cluster: series of the kit and of components, gauges by which services are scaled, what rules record. */
export const catalogueOf = (scene: Scene, queries: readonly Query[] = [...queriesIn(scene)]): Catalogue => {
  const all = catalogued();
  for (const { provides } of scene.cluster.components)
    for (const [name, labels] of Object.entries(provides?.series ?? {})) all.set(name, new Set([...ofTargets, ...labels]));
  for (const { scale, in: overrides = {} } of scene.platform.services)
    for (const { metric } of [scale ?? {}, ...Object.values(overrides).map((each) => each?.scale ?? {})])
      if (metric) all.set(metric.name, new Set(ofTargets));
  for (const { record, labels = {}, text } of queries) {
    if (record === undefined) continue;
    // What is summed by some labels has these; how it came to others is said beside it.
    const kept = [...text.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
    all.set(record, new Set([...(all.get(record) ?? []), ...ofTargets, 'sli', 'tier', ...kept, ...Object.keys(labels)]));
  }
  return all;
};
