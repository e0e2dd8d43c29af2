import type { Bytes, Cpu, Duration } from './units';

/**
 * How much a service matters. Decides replicas, disruption budget, scheduling priority and objectives:
 * `critical` at least 3 replicas over 3 zones and a page at any hour; `standard` at least 2; `batch` at least 1, may be down.
 */
export type Tier = 'critical' | 'standard' | 'batch';

/** What one pod is given. The memory is request and limit; the CPU is a request, never a limit, so latency does not suffer under load. */
export interface Size {
  /** CPU request of a pod. */
  readonly cpu: Cpu;
  /** Memory request and limit of a pod. */
  readonly memory: Bytes;
  /** Whole NVIDIA GPUs; the pod runs on the nodes of the pool `gpu`. 1 to 8. @default - none */
  readonly gpu?: number;
}

/** How many pods there may be, and what adds one. */
export interface Scale {
  /** Fewest pods. @default - by tier: 3 critical, 2 standard, 1 batch */
  readonly min?: number;
  /** Most pods; at least `min`. @default - four times `min` */
  readonly max?: number;
  /** CPU use in percent of the request, above which pods are added. 10 to 90. @default 65 */
  readonly cpuPercent?: number;
  /** Requests a second that one pod should have; above it, pods are added up to `max`. @default - no scaling on requests */
  readonly requestsPerSecondPerPod?: number;
  /** A gauge of the service's own, and how much of its sum over all pods one pod should have. @default - none */
  readonly metric?: { readonly name: string; readonly perPod: number };
}

/** Pods apart from those that serve HTTP, which only work off events and queues. They are told so by `ROLE=worker`. */
export interface Worker {
  /** What one pod is given. @default - as the service */
  readonly size?: Size;
  /** Fewest pods. @default - by tier */
  readonly min?: number;
  /** Most pods; at least `min`, and for events no more than the partitions of the topic that has most. @default - four times `min`, within the partitions */
  readonly max?: number;
  /**
   * Unread messages one pod should have; above it, pods are added up to `max`. Unit: messages, summed over all consumed topics. At least 1.
   * @default 500
   * @see https://keda.sh/docs/latest/scalers/apache-kafka/
   */
  readonly lagPerPod?: number;
  /**
   * Waiting messages one pod should have; above it, pods are added up to `max`. Unit: messages of one queue. At least 1.
   * @default 50
   * @see https://keda.sh/docs/latest/scalers/aws-sqs/
   */
  readonly depthPerPod?: number;
}

/** Work that ends: a CronJob where it has a schedule, otherwise a Job after each release. */
export interface Task {
  /** When it runs, in UTC: `'0 3 * * *'`. @default - after each release */
  readonly schedule?: string;
  /** What the image runs. */
  readonly command: readonly string[];
  /** What its pod is given. @default - as the service */
  readonly size?: Size;
  /** After this it is stopped and counts as failed. @default '1h' */
  readonly timeout?: Duration;
  /** Times that it is tried again when it fails. 0 to 10. @default 2 */
  readonly retries?: number;
}

/** Disks of a service that keeps data itself. */
export interface Storage {
  /** Disk of each pod. */
  readonly size: Bytes;
  /** Where it is found in the container: `'/data'`. */
  readonly path: `/${string}`;
}
