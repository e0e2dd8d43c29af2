import type { IHorizontalPodAutoscalerBehavior } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerSpec';
import { groupOf, type KubernetesJson } from '#model';
import type { PodTemplate } from '../mechanism/pods';
import type { Located, Scene } from '../mechanism/rule';

/** How many pods there are at least, and who says so. */

/** What is measured of each pod's own CPU or memory, in percent of what it requests. */
export interface Utilization {
  readonly resource: string;
  /** The container that is measured. @default - all of the pod, which the mesh may have added to */
  readonly container?: string;
}

/** What adds and removes pods, in whichever of its forms. */
export interface Autoscaler extends Located {
  /** Where its target is. */
  readonly target: string;
  readonly min: number;
  readonly max: number;
  readonly behavior?: IHorizontalPodAutoscalerBehavior;
  readonly utilizations: readonly Utilization[];
}

interface Trigger {
  readonly type: string;
  readonly metricType?: string;
  readonly metadata?: { readonly containerName?: string };
}

interface ScaledObjectSpec {
  readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind?: string; readonly name: string };
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
  readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: IHorizontalPodAutoscalerBehavior } };
  readonly triggers?: readonly Trigger[];
}

/** An object's place on a cluster; the API server converts between the versions of a group. */
export const placeOf = (apiVersion: string, kind: string, { namespace, name }: KubernetesJson['metadata']): string =>
  `${groupOf(apiVersion)}/${kind} ${namespace}/${name}`;

const ofKubernetes = (at: Located): Autoscaler => {
  const { scaleTargetRef, minReplicas = 1, maxReplicas, behavior, metrics = [] } = at.json.spec as IHorizontalPodAutoscalerSpec;
  const { apiVersion = '', kind, name } = scaleTargetRef;
  const utilizations = metrics.flatMap(({ resource, containerResource }) => {
    const measured = containerResource ?? resource;
    if (measured?.target.type !== 'Utilization') return [];
    return [{ resource: measured.name, ...(containerResource && { container: containerResource.container }) }];
  });
  const target = placeOf(apiVersion, kind, { namespace: at.json.metadata.namespace, name });
  return { ...at, target, min: minReplicas, max: maxReplicas, ...(behavior && { behavior }), utilizations };
};

const ofKeda = (at: Located): Autoscaler => {
  const {
    scaleTargetRef,
    minReplicaCount = 0,
    maxReplicaCount = 100,
    advanced,
    triggers = [],
  } = at.json.spec as unknown as ScaledObjectSpec;
  const { apiVersion = 'apps/v1', kind = 'Deployment', name } = scaleTargetRef;
  const behavior = advanced?.horizontalPodAutoscalerConfig?.behavior;
  const utilizations = triggers
    .filter(({ type, metricType }) => (type === 'cpu' || type === 'memory') && metricType === 'Utilization')
    .map(({ type: resource, metadata }) => ({ resource, ...(metadata?.containerName && { container: metadata.containerName }) }));
  const target = placeOf(apiVersion, kind, { namespace: at.json.metadata.namespace, name });
  return { ...at, target, min: minReplicaCount, max: maxReplicaCount, ...(behavior && { behavior }), utilizations };
};

/** Pods that stay, with the least number of them. */
export interface StayingPods extends PodTemplate {
  readonly replicas: number;
  /** What sets their number. @default - the workload itself does */
  readonly autoscaler?: Autoscaler;
}

interface Scaling {
  readonly autoscalers: readonly Autoscaler[];
  readonly staying: readonly StayingPods[];
}

const read = new WeakMap<Scene, Scaling>();

/** The autoscalers of a cluster, and the pods that stay with their numbers. Those that run once on each node have none. */
export const scalingOf = (scene: Scene): Scaling => {
  const known = read.get(scene);
  if (known) return known;
  const autoscalers = scene.objects.flatMap((at) => {
    if (at.json.kind === 'HorizontalPodAutoscaler') return [ofKubernetes(at)];
    return at.json.kind === 'ScaledObject' ? [ofKeda(at)] : [];
  });
  const byTarget = new Map(autoscalers.map((each) => [each.target, each]));
  const staying = scene.pods
    .filter(({ ends, json }) => !ends && json.kind !== 'DaemonSet')
    .map((pod): StayingPods => {
      const autoscaler = byTarget.get(placeOf(pod.json.apiVersion, pod.json.kind, pod.json.metadata));
      const { replicas = 1 } = pod.json.spec as { readonly replicas?: number };
      return { ...pod, replicas: autoscaler?.min ?? replicas, ...(autoscaler && { autoscaler }) };
    });
  const scaling = { autoscalers, staying };
  read.set(scene, scaling);
  return scaling;
};
