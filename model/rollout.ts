import type { Cluster } from './cluster';
import { type Objectives, objectivesOf } from './objectives';
import type { Service } from './service';

/** How a new version of a service comes in on a cluster, with nothing left open. */
export type RolloutForm = 'rolling' | 'canary' | 'blue-green';

/** Upper edges of the buckets in which the kit counts how long answers take. Unit: seconds. An objective's limit is one of them. */
export const latencyEdges: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1, 2.5, 5, 10];

type Measurable = Pick<Service, 'image' | 'http' | 'metrics'>;

/** Whether its own series say how many requests failed and how long they took: its code runs on the kit, and is scraped. */
export const measuresItself = ({ image, http, metrics }: Measurable): boolean =>
  image === undefined && http !== undefined && metrics !== 'none';

/** What can be promised on a cluster because somebody measures it; nothing where nobody scrapes. */
export const measuredObjectives = (service: Service, { scraper }: Pick<Cluster, 'scraper'>): Objectives | undefined =>
  scraper !== undefined && measuresItself(service) ? objectivesOf(service) : undefined;

/** How a new version of the pods that serve HTTP comes in on a cluster. */
export const rolloutOf = (service: Service, cluster: Cluster): RolloutForm => {
  const { environment, delivery, prometheus } = cluster;
  const judged = delivery !== undefined && prometheus !== undefined && measuredObjectives(service, cluster) !== undefined;
  if (!judged || environment.shape === 'frugal' || service.storage) return 'rolling';
  // The one splits callers by pods, the other has a gateway or mesh do it, and needs one that splits.
  if (delivery === 'canary' && splitterOf(service, cluster) === undefined) return 'rolling';
  const form = service.rollout ?? (service.tier === 'critical' ? 'canary' : 'rolling');
  return delivery === 'canary' && form === 'blue-green' ? 'canary' : form;
};

/**
 * What divides callers between two versions: the mesh between all of them, or else a gateway, told by the Gateway API, between those that come
 * in by it.
 */
export const splitterOf = ({ http }: Pick<Service, 'http'>, { mesh, gateway }: Pick<Cluster, 'mesh' | 'gateway'>) => {
  if (mesh?.authorization === 'linkerd') return { by: 'mesh' as const };
  return http?.exposure === 'public' && gateway?.ingressClass === undefined && gateway
    ? { by: 'gateway' as const, gateway: gateway as Extract<typeof gateway, { listener: string }> }
    : undefined;
};

/** The part of all requests that a new version may fail: twice what the objective lets fail, and never more than a twentieth. */
export const failuresAllowed = ({ availability }: Objectives): number => Math.min(0.05, rounded(2 * (1 - availability)));

/** The part of all answers of a new version that may be slower than the objective's limit. */
export const slowAllowed = ({ fastEnough }: Objectives): number => Math.min(0.5, rounded(2 * (1 - fastEnough)));

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * The label whose value alone tells pods of one version from those of another where the holder of the role `delivery` runs them as two
 * workloads: those of the older one have the name and `-primary`.
 */
export const releaseTrackLabel = 'release-track';
