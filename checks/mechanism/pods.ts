import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { KubernetesJson, RenderedApp } from '#model';
import type { Located, MutableApp } from './rule';

/** The pods that one object makes. */
export interface PodTemplate extends Located {
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: IPodSpec;
  /** Whether the pods run to an end; they answer no probes. */
  readonly ends: boolean;
}

/** One container of a pod. */
export interface PodContainer extends PodTemplate {
  readonly container: IContainer;
}

/** All containers of a pod, those that run first included. */
export const containersOf = (pod: PodTemplate): PodContainer[] =>
  [...listOf(pod.spec.initContainers), ...listOf(pod.spec.containers)].map((container) => ({ ...pod, container }));

/** A list that the schema of a pod asks for; an object that has something else in its place is reported itself. */
const listOf = (containers: readonly IContainer[] | undefined): readonly IContainer[] => (Array.isArray(containers) ? containers : []);

interface Template {
  readonly metadata?: { readonly labels?: Record<string, string> };
  readonly spec?: IPodSpec;
}

/** Finds the pod template of a workload of any kind; none where the object makes no pods. */
export const podTemplateOf = (app: RenderedApp, json: KubernetesJson): PodTemplate | undefined => {
  const { template, ends } = templateOf(json);
  if (template?.spec === undefined) return undefined;
  const { spec, metadata } = template;
  return { app, json, labels: metadata?.labels ?? {}, spec, ends };
};

const templateOf = (json: KubernetesJson): { template?: Template; ends: boolean } => {
  const spec = json.spec as { template?: Template; jobTemplate?: { spec?: { template?: Template } } } | undefined;
  switch (json.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Rollout':
      return { template: spec?.template, ends: false };
    case 'Job':
      return { template: spec?.template, ends: true };
    case 'CronJob':
      return { template: spec?.jobTemplate?.spec?.template, ends: true };
    case 'Pod':
      return { template: { metadata: json.metadata, spec: json.spec as IPodSpec }, ends: false };
    default:
      return { ends: false };
  }
};

/** The first object of a kind, for mutations. */
export const firstOf = (apps: MutableApp[], kind: string): MutableApp['objects'][number]['json'] => {
  const found = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === kind);
  if (found === undefined) throw new RangeError(`no ${kind} to change`);
  return found.json;
};

/** The first Deployment's pod, for mutations. */
export const firstPod = (apps: MutableApp[]): IPodSpec => firstOf(apps, 'Deployment').spec.template.spec;

/** The first container of the first Deployment, for mutations. */
export const firstContainer = (apps: MutableApp[]): IContainer => {
  const [container] = firstPod(apps).containers;
  if (container === undefined) throw new RangeError('no container to change');
  return container;
};
