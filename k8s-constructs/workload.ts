import type { Construct } from 'constructs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { IWeightedPodAffinityTerm } from 'kubernetes-models/v1/WeightedPodAffinityTerm';
import { drainSeconds, graceSeconds } from '#model';
import { type Identity, labelsOf, podLabelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { container, httpProbe, type PodProps, pod } from './pod';

/** Properties of a workload that serves HTTP. */
export interface WorkloadProps extends Identity, PodProps {
  /** Port of the container, named `http`. */
  readonly port: number;
  /** What tells a changed configuration from the old one, so that pods are replaced when it changes. @default - nothing does */
  readonly configurationHash?: string;
  /** Whether pods must be spread over zones, or only should be. @default false */
  readonly mustSpread?: boolean;
}

/**
 * A Deployment of pods that serve HTTP. It has no `replicas`: the autoscaler owns them.
 *
 * Probes follow one convention: `/health/startup` (schema as expected), `/health/ready` (may receive traffic) and `/health/live` (not stuck).
 * A pod that is deleted first sleeps until nobody sends to it any more, and only then is told to stop.
 */
export class Workload extends KubernetesObject {
  constructor(scope: Construct, id: string, props: WorkloadProps) {
    const labels = podLabelsOf(props, 'api');
    const selector = selectorOf(props.name, 'api');
    super(
      scope,
      id,
      new Deployment({
        metadata: { name: props.name, labels: labelsOf(props) },
        spec: {
          selector: { matchLabels: selector },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: 600,
          template: {
            metadata: { labels, ...(props.configurationHash && { annotations: { 'checksum/configuration': props.configurationHash } }) },
            spec: {
              ...pod(props, {
                ...container(props),
                ports: [{ name: 'http', containerPort: props.port }],
                startupProbe: httpProbe('/health/startup', { periodSeconds: 2, failureThreshold: 30, timeoutSeconds: 2 }),
                readinessProbe: httpProbe('/health/ready', { periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 2 }),
                livenessProbe: httpProbe('/health/live', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 }),
                lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
              }),
              terminationGracePeriodSeconds: graceSeconds,
              affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart(selector)] } },
              topologySpreadConstraints: [
                spread('topology.kubernetes.io/zone', selector, props.mustSpread ?? false),
                spread('kubernetes.io/hostname', selector, false),
              ],
            },
          },
        },
      }),
    );
  }
}

/** Rather not two pods on one node, old and new ones alike: a node that goes takes one at a time. */
const apart = (matchLabels: Record<string, string>): IWeightedPodAffinityTerm => ({
  weight: 100,
  podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } },
});

/** Counts only pods of the same version, so that a rollout is not held up by where the old ones are. */
const spread = (topologyKey: string, matchLabels: Record<string, string>, must: boolean): ITopologySpreadConstraint => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: must ? 'DoNotSchedule' : 'ScheduleAnyway',
  labelSelector: { matchLabels },
  matchLabelKeys: ['pod-template-hash'],
});
