import type { Cluster } from './cluster';
import type { Pods } from './component';
import { type Objectives, objectivesOf } from './objectives';
import type { Service } from './service';

/**
 * Series in which somebody counts what callers of services meet: the kit in the service itself, a gateway before it, or the proxies of a mesh.
 * What they are called stands in `provides.series` too.
 */
export interface RequestSeries {
  /** The counter of requests: `'http_requests_total'`. */
  readonly requests: string;
  /** The matcher of those that failed: `'status=~"5.."'`. */
  readonly failed: string;
  /** The histogram of how long answers take, without its ending: `'http_request_duration_seconds'`. */
  readonly durations: string;
  /** Seconds in what the histogram counts in. @default 1 */
  readonly secondsPerUnit?: number;
  /** Upper edges of the histogram's buckets. Unit: seconds. An objective's limit is one of them. */
  readonly edges: readonly number[];
  /** Matchers of the series of one service, whatever its version. What the scraper itself asks is no call. */
  readonly of: (service: { readonly name: string; readonly namespace: string }, scraper?: Pods) => readonly string[];
  /** One more matcher, of requests that count. @default - all do */
  readonly counting?: string;
  /** Whether each bears the service's own `namespace` and `service`. @default false */
  readonly named?: boolean;
  /**
   * Where each pod offers them, besides its own ports. Then they bear labels of the pod, so that versions can be told apart.
   * @default - they are about the service as a whole
   */
  readonly fromPods?: { readonly port: number; readonly portName: string };
}

/** Upper edges of the buckets in which the kit counts how long answers take. Unit: seconds. An objective's limit is one of them. */
export const latencyEdges: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1, 2.5, 5, 10];

/** What the kit counts. Both labels are set by whoever scrapes. */
export const kitSeries: RequestSeries = {
  requests: 'http_requests_total',
  failed: 'status=~"5.."',
  durations: 'http_request_duration_seconds',
  edges: latencyEdges,
  of: ({ name, namespace }) => [`namespace="${namespace}"`, `service="${name}"`],
  // Routes that are asked by machines count for nobody.
  counting: 'route!~"/health.*|/metrics|/info"',
  named: true,
};

type Measurable = Pick<Service, 'image' | 'http' | 'metrics'>;

/** Whether its own series say how many requests failed and how long they took: its code runs on the kit, and is scraped. */
export const measuresItself = ({ image, http, metrics }: Measurable): boolean =>
  image === undefined && http !== undefined && metrics !== 'none';

/** What of a cluster may count requests. */
export type Counters = Pick<Cluster, 'scraper' | 'gateway' | 'mesh'>;

/**
 * Who counts the requests to a service on a cluster: the service itself; else, where it promises something in so many words, the mesh, which
 * sees all callers; else the gateway, which sees those from outside. Nobody where nobody scrapes.
 */
export const seriesOf = (service: Measurable & Pick<Service, 'ports' | 'slo'>, cluster: Counters): RequestSeries | undefined => {
  const { http, ports = {}, slo } = service;
  if (cluster.scraper === undefined) return undefined;
  if (measuresItself(service)) return kitSeries;
  if (typeof slo !== 'object') return undefined;
  const requests = http !== undefined || Object.values(ports).some(({ protocol }) => protocol === 'http' || protocol === 'grpc');
  if (requests && cluster.mesh?.requests) return cluster.mesh.requests;
  return http?.exposure === 'public' ? cluster.gateway?.requests : undefined;
};

/** Whether a series tells the pods of one version from those of another. */
export const tellsVersions = ({ named, fromPods }: RequestSeries): boolean => named === true || fromPods !== undefined;

/**
 * What can be promised on a cluster because somebody measures it; nothing where nobody does. Where the tier says how fast, and it is no limit
 * at which is counted, the next one is.
 */
export const measuredObjectives = (service: Service, cluster: Counters): Objectives | undefined => {
  const series = seriesOf(service, cluster);
  const objectives = series && objectivesOf(service);
  if (series === undefined || objectives === undefined || series === kitSeries) return objectives;
  const { latencySeconds } = objectives;
  return { ...objectives, latencySeconds: series.edges.find((edge) => edge >= latencySeconds) ?? latencySeconds };
};
