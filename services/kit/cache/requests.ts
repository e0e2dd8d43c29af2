import type { CounterMetric, Metrics } from '../telemetry';

/** Counts what was asked of the cache. */
export type CacheRequests = CounterMetric<'result'>;

/** `hit` and `miss` count what was looked up; `error` whatever the cache did not do, which also is a miss to the service. */
export const cacheRequests = (metrics: Metrics): CacheRequests =>
  metrics.counter('cache_requests_total', 'Lookups in the cache by result (hit or miss), and requests that failed (error).', ['result']);
