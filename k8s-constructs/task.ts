import type { Construct } from 'constructs';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import type { IJobSpec } from 'kubernetes-models/batch/v1/JobSpec';
import type { NodeScaling } from '#model';
import { type Identity, labelsOf, podLabelsOf } from './labels';
import { KubernetesObject } from './object';
import { container, type PodProps, pod } from './pod';
import { afterWorkload } from './sync';

/** Properties of work that ends. */
export interface TaskProps extends Identity, PodProps {
  /** Name of the object; `name` is that of the workload that the task belongs to. */
  readonly taskName: string;
  /** After this it is stopped and counts as failed. */
  readonly timeoutSeconds: number;
  /** Times that it is tried again when it fails. */
  readonly retries: number;
  /** Who removes nodes, and is asked to wait for the task. @default - nobody removes nodes */
  readonly nodeScaling?: NodeScaling;
}

/** What keeps a node from being removed because it could be used better. One that fails or is taken back goes all the same. */
const staying: Readonly<Record<NodeScaling, Readonly<Record<string, string>>>> = {
  pools: { 'karpenter.sh/do-not-disrupt': 'true' },
  groups: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
};

/** A pod that lost its node is made again, and does not count as a failure. */
const jobSpecOf = (props: TaskProps): IJobSpec => ({
  activeDeadlineSeconds: props.timeoutSeconds,
  backoffLimit: props.retries,
  podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
  ttlSecondsAfterFinished: 86_400,
  template: {
    metadata: { labels: podLabelsOf(props, 'task'), ...(props.nodeScaling && { annotations: { ...staying[props.nodeScaling] } }) },
    spec: { ...pod(props, container(props)), restartPolicy: 'Never' },
  },
});

/** Properties of a task with a schedule. */
export interface ScheduledTaskProps extends TaskProps {
  /** Five fields of cron, in UTC. */
  readonly schedule: string;
  /** Whether it is there and does not run, as in a region that stands by. @default false */
  readonly suspended?: boolean;
}

/**
 * A CronJob. A run that has not ended keeps the next one from starting, and one that could not start within ten minutes is left out.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class ScheduledTask extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(
      scope,
      id,
      new CronJob({
        metadata: { name: props.taskName, labels: labelsOf(props) },
        spec: {
          schedule: props.schedule,
          timeZone: 'Etc/UTC',
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: 600,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          suspend: props.suspended ?? false,
          jobTemplate: { metadata: { labels: labelsOf(props) }, spec: jobSpecOf(props) },
        },
      }),
    );
  }
}

/** A Job that runs once after each release, when the new version is healthy. */
export class ReleaseTask extends KubernetesObject {
  constructor(scope: Construct, id: string, props: TaskProps) {
    super(
      scope,
      id,
      new Job({ metadata: { name: props.taskName, labels: labelsOf(props), annotations: afterWorkload }, spec: jobSpecOf(props) }),
    );
  }
}
