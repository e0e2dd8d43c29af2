import type { Scale, Size, Tier } from './capacity';
import type { Cluster } from './cluster';
import type { Http } from './endpoints';
import type { Environment } from './environment';
import type { EnvironmentName } from './identifiers';
import type { Service, ServiceOverride } from './service';
import { inMebibytes, inMillicores } from './units';

/** Numbers of one service on one cluster, derived from its definition, its tier and the environment's shape. */
export interface Workload {
  readonly replicas: { readonly min: number; readonly max: number };
  readonly cpuPercent: number;
  readonly cpuMillicores: number;
  readonly memoryMebibytes: number;
  /** NVIDIA GPUs of one pod. */
  readonly gpus: number;
  /** What Node.js may use of it: three quarters, the rest is for buffers and the runtime itself. */
  readonly heapMebibytes: number;
  /** Pods beyond the maximum during a rollout. */
  readonly surge: number;
}

/** What of a cluster decides how many pods there are. */
export type Place = Pick<Cluster, 'environment' | 'delivery'>;

/** What one pod is given where nobody says it. */
export const defaultSize: Size = { cpu: '100m', memory: '256Mi' };

const fewest: Readonly<Record<Tier, number>> = { critical: 3, standard: 2, batch: 1 };

/** Seconds in which load balancers and callers stop sending to a pod that is going away. */
export const drainSeconds = 10;

/** Drain, then at most 20 s for running requests, then 5 s to close connections. */
export const graceSeconds = drainSeconds + 20 + 5;

/** The fewest and most pods before an environment's shape is applied. */
export const declaredScale = ({ tier }: Pick<Service, 'tier'>, scale: Scale = {}): { min: number; max: number } => {
  const min = scale.min ?? fewest[tier];
  return { min, max: scale.max ?? min * 4 };
};

/** How many pods of what is declared there are in an environment of a shape. */
export const shaped = { frugal: scaledTo(1, 2), small: scaledTo(2, 0), full: (scale: { min: number; max: number }) => scale };

/** At least `least` pods and at most `most` (0: half of what is declared). */
function scaledTo(least: number, most: number) {
  return ({ min, max }: { min: number; max: number }) => {
    const floor = Math.min(min, least);
    return { min: floor, max: Math.max(floor, most ? Math.min(max, most) : Math.ceil(max / 2)) };
  };
}

/** What a service says about an environment; the name is among the registered ones, or the loader would have refused it. */
const overrideOf = (service: Service, environment: Environment): ServiceOverride | undefined =>
  service.in?.[environment.name as EnvironmentName];

/** Whether a service is in an environment. */
export const runsIn = ({ environments }: Pick<Service, 'environments'>, environment: string): boolean =>
  environments === undefined || environments.some((name) => name === environment);

/** A service whose code is kept beside its definition. It serves HTTP, were it only for its health. */
export type BuiltService = Service & { readonly http: Http };

/** The services whose code is kept beside their definitions. */
export const builtHere = ({ services }: { readonly services: readonly Service[] }): BuiltService[] =>
  services.filter((service): service is BuiltService => service.image === undefined && service.http !== undefined);

/** How many pods a service has in an environment. What `in` says about it counts as it stands. */
export const replicasIn = (service: Service, environment: Environment): { min: number; max: number } => {
  const override = overrideOf(service, environment)?.scale;
  const replicas =
    override?.min !== undefined || override?.max !== undefined
      ? declaredScale(service, { ...service.scale, ...override })
      : shaped[environment.shape](declaredScale(service, service.scale));
  // Pods with disks are never added by load.
  return service.storage ? { min: replicas.min, max: replicas.min } : replicas;
};

/** What Node.js may use of a container's memory for objects; the rest is for buffers and the runtime itself. Unit: MiB. */
export const heapOf = (memoryMebibytes: number): number => Math.floor(memoryMebibytes * 0.75);

/** The numbers of a service on a cluster. */
export const workloadOf = (service: Service, { environment, delivery }: Place): Workload => {
  const override = overrideOf(service, environment);
  const size = override?.size ?? service.size ?? defaultSize;
  const replicas = replicasIn(service, environment);
  const memoryMebibytes = inMebibytes(size.memory);
  return {
    replicas,
    cpuPercent: override?.scale?.cpuPercent ?? service.scale?.cpuPercent ?? 65,
    cpuMillicores: inMillicores(size.cpu),
    memoryMebibytes,
    gpus: size.gpu ?? 0,
    heapMebibytes: heapOf(memoryMebibytes),
    surge: surgeOf(service, { environment, delivery }, replicas.max),
  };
};

/** Pods with disks are replaced, one at a time; of those with two versions at once there are twice as many. */
const surgeOf = ({ storage, rollout, tier }: Service, { environment, delivery }: Place, max: number): number => {
  if (storage) return 0;
  const beside = delivery === 'canary' && environment.shape !== 'frugal';
  if (rollout === 'blue-green' && !beside) return max;
  const quarter = Math.ceil(max / 4);
  // The one for the version before has an autoscaler of its own, and takes over a few pods at a time.
  return beside && (rollout ?? (tier === 'critical' ? 'canary' : 'rolling')) !== 'rolling' ? max + quarter : quarter;
};
