import type { Size } from './capacity';
import type { Cluster } from './cluster';
import { declaredScale, defaultSize, type Place, shaped, workloadOf } from './derive';
import { type Metrics, type Probe, type Probes, portsOf } from './endpoints';
import type { EnvironmentName } from './identifiers';
import * as names from './names';
import type { Service } from './service';
import { inMebibytes, inMillicores, inSeconds } from './units';

/** What of a service runs beside, or instead of, the pods that answer its callers; and how those say in what state they are. */

/** What one pod is given, as numbers. */
export interface PodSize {
  readonly cpuMillicores: number;
  readonly memoryMebibytes: number;
  readonly gpus: number;
}

/** Pods that only work off events and queues, with nothing left open. */
export interface WorkerPods extends PodSize {
  readonly replicas: { readonly min: number; readonly max: number };
  /** Pods beyond the maximum during a rollout. */
  readonly surge: number;
  readonly lagPerPod: number;
  readonly depthPerPod: number;
}

/** The pods of a task, with nothing left open. */
export interface TaskPods extends PodSize {
  /** Name of its object: `<service>-<task>`. */
  readonly name: string;
  readonly command: readonly string[];
  /** In UTC. @default - after each release */
  readonly schedule?: string;
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** Whether nobody waits for it, so that it may run where a node can be taken away. */
  readonly mayStop: boolean;
}

const podSizeOf = ({ cpu, memory, gpu = 0 }: Size): PodSize => ({
  cpuMillicores: inMillicores(cpu),
  memoryMebibytes: inMebibytes(memory),
  gpus: gpu,
});

/** What a pod of a service is given in an environment. */
const sizeIn = (service: Service, { environment }: Place): Size =>
  service.in?.[environment.name as EnvironmentName]?.size ?? service.size ?? defaultSize;

/** Whether pods of the service stay, to answer callers or to work; otherwise it is tasks alone. */
export const staysUp = ({ http, ports = {}, worker, storage }: Service): boolean =>
  Boolean(http || worker || storage) || Object.keys(ports).length > 0;

/** Whether a job brings its schema forward before each rollout; code that is kept elsewhere does so by its own means. */
export const migrates = ({ database, image }: Service, { standby }: Pick<Cluster, 'standby'>): boolean =>
  database !== undefined && image === undefined && !standby;

/** Most pods that get a partition of some topic, when all of the service's work is events. @default - any number has something to do */
const mostConsumers = ({ consumes = [], queues = [] }: Service): number =>
  queues.length > 0 || consumes.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...consumes.map(({ topic }) => topic.partitions));

/** The pods of a service that only work off events and queues; none where those that answer callers do it. */
export const workerOf = (service: Service, cluster: Place): WorkerPods | undefined => {
  const { worker } = service;
  if (worker === undefined) return undefined;
  const { min, max } = shaped[cluster.environment.shape](declaredScale(service, { min: worker.min, max: worker.max }));
  const most = Math.min(max, mostConsumers(service));
  return {
    ...podSizeOf(worker.size ?? sizeIn(service, cluster)),
    gpus: worker.size?.gpu ?? 0,
    replicas: { min: Math.min(min, most), max: most },
    surge: Math.ceil(most / 4),
    lagPerPod: worker.lagPerPod ?? 500,
    depthPerPod: worker.depthPerPod ?? 50,
  };
};

/** The tasks of a service. */
export const tasksOf = (service: Service, cluster: Place): TaskPods[] =>
  Object.entries(service.tasks ?? {}).map(([task, { command, schedule, size, timeout = '1h', retries = 2 }]) => ({
    ...podSizeOf(size ?? sizeIn(service, cluster)),
    name: names.taskName(service.name, task),
    command,
    ...(schedule !== undefined && { schedule }),
    timeoutSeconds: Math.ceil(inSeconds(timeout)),
    retries,
    mayStop: service.tier === 'batch',
  }));

/** Some pods of a service at their most: how many, and what each is given. */
export interface PodDemand extends PodSize {
  readonly pods: number;
  /** Disk of each pod, in MiB; 0 for none. */
  readonly diskMebibytes: number;
}

/** All pods of a service that there may be at once: everything at its maximum, in the middle of a rollout, with every job running. */
export const demandsOf = (service: Service, cluster: Place & Pick<Cluster, 'standby'>): PodDemand[] => {
  const { replicas, surge, ...size } = workloadOf(service, cluster);
  const worker = workerOf(service, cluster);
  const diskMebibytes = service.storage ? inMebibytes(service.storage.size) : 0;
  return [
    ...(staysUp(service) ? [{ ...podOnly(size), pods: replicas.max + surge, diskMebibytes }] : []),
    ...(migrates(service, cluster) ? [{ ...podOnly(size), gpus: 0, pods: 1, diskMebibytes: 0 }] : []),
    ...(worker ? [{ ...podOnly(worker), pods: worker.replicas.max + worker.surge, diskMebibytes: 0 }] : []),
    ...tasksOf(service, cluster).map((task) => ({ ...podOnly(task), pods: 1, diskMebibytes: 0 })),
  ];
};

const podOnly = ({ cpuMillicores, memoryMebibytes, gpus }: PodSize): PodSize => ({ cpuMillicores, memoryMebibytes, gpus });

/** Where the pods of a service offer metrics; none where they have none. */
export const metricsOf = ({ metrics, image, http }: Service): Required<Metrics> | undefined => {
  if (metrics === 'none' || (metrics === undefined && (image !== undefined || http === undefined))) return undefined;
  return { port: 'http', path: '/metrics', ...metrics };
};

/** The port that a probe asks, by name. */
const portOf = (probe: Probe): string => ('tcp' in probe ? probe.tcp : (probe.port ?? 'http'));

/** How the pods of a service say in what state they are, with nothing left open; none where nothing of it can be asked. */
export const probesOf = (service: Service): Required<Probes> | undefined => {
  const { probes } = service;
  if (probes === undefined)
    return portsOf(service).length > 0
      ? { startup: { http: '/health/startup' }, ready: { http: '/health/ready' }, live: { http: '/health/live' } }
      : undefined;
  return { startup: probes.startup ?? probes.ready, ready: probes.ready, live: probes.live ?? liveOf(probes.ready) };
};

/** The ports of the containers on which the kubelet asks. */
export const probedPortsOf = (service: Service): number[] => {
  const asked = Object.values(probesOf(service) ?? {}).map(portOf);
  return portsOf(service).flatMap(({ name, port }) => (asked.includes(name) ? port : []));
};

/** Whether some task of a service is there. Where a region stands by, those with a schedule are, and suspended. */
export const hasTasks = ({ tasks = {} }: Service, { standby }: Pick<Cluster, 'standby'>): boolean =>
  Object.values(tasks).some(({ schedule }) => schedule !== undefined || !standby);

/** What is ready when it accepts connections is asked the same, more patiently. */
const liveOf = (ready: Probe): Probe => ({ tcp: portOf(ready) });
