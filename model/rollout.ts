import type { Cluster } from './cluster';
import type { Objectives } from './objectives';
import { measuredObjectives, seriesOf, tellsVersions } from './request-series';
import type { Service } from './service';
import { metricsOf } from './workloads';

/** How a new version of a service comes in on a cluster, with nothing left open. */
export type RolloutForm = 'rolling' | 'canary' | 'blue-green';

/** How a new version of the pods that serve HTTP comes in on a cluster. */
export const rolloutOf = (service: Service, cluster: Cluster): RolloutForm => {
  const { environment, delivery, prometheus } = cluster;
  const series = seriesOf(service, cluster);
  const told = series !== undefined && tellsVersions(series) && service.http !== undefined;
  const judged = delivery !== undefined && prometheus !== undefined && told && measuredObjectives(service, cluster) !== undefined;
  if (!judged || environment.shape === 'frugal' || service.storage) return 'rolling';
  const form = service.rollout ?? (service.tier === 'critical' ? 'canary' : 'rolling');
  // Before anybody calls them, pods are judged by whether they can be scraped.
  if (form === 'blue-green' && metricsOf(service) === undefined) return 'rolling';
  // The one splits callers by pods, the other has a gateway or mesh do it, and needs one that splits; all at once needs none.
  return form === 'canary' && delivery === 'canary' && splitterOf(service, cluster) === undefined ? 'rolling' : form;
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
