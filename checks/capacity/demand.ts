import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { PodTemplate } from '../mechanism/pods';
import type { Scene } from '../mechanism/rule';
import { scalingOf } from '../scaling/read';
import { amountOf } from './amounts';

/** What a workload may need at once. */
export interface Demand {
  readonly pod: PodTemplate;
  /** Pods when it is at its maximum. */
  readonly most: number;
  /** Pods besides while a new version comes in. */
  readonly surge: number;
  /** Disks that its pods get, each of these bytes. */
  readonly disks: readonly number[];
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly parallelism?: number;
  readonly jobTemplate?: { readonly spec?: { readonly parallelism?: number } };
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxSurge?: number | string };
    readonly canary?: { readonly maxSurge?: number | string };
    readonly blueGreen?: object;
  };
  readonly volumeClaimTemplates?: readonly { readonly spec?: Claim }[];
}

interface Claim {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

const demands = new WeakMap<Scene, readonly Demand[]>();

/** Every workload of a cluster at its maximum: as its autoscaler, or else its replicas, allow. */
export const demandsIn = (scene: Scene): readonly Demand[] => {
  const before = demands.get(scene);
  if (before) return before;
  const maxima = new Map(scalingOf(scene).staying.map(({ json, autoscaler }) => [json, autoscaler?.max]));
  const doubled = doubledIn(scene);
  const found = scene.pods.map((pod) => {
    const { kind, metadata } = pod.json;
    const spec = pod.json.spec as WorkloadSpec;
    const key = `${kind} ${metadata.namespace}/${metadata.name}`;
    const most = maxima.get(pod.json) ?? spec.replicas ?? spec.parallelism ?? spec.jobTemplate?.spec?.parallelism ?? 1;
    const surge = surgeOf(kind, spec, most) + (doubled.has(key) ? most : 0);
    return {
      pod,
      most,
      surge,
      disks: (spec.volumeClaimTemplates ?? []).map(({ spec: claim }) => amountOf(claim?.resources?.requests?.storage)),
    };
  });
  demands.set(scene, found);
  return found;
};

/** Workloads that Flagger makes a second one of, for the version before, with an autoscaler of its own. */
const doubledIn = ({ objects }: Scene): ReadonlySet<string> =>
  new Set(
    objects
      .filter(({ json }) => json.kind === 'Canary')
      .map(({ json }) => {
        const { targetRef } = json.spec as { readonly targetRef: { readonly kind: string; readonly name: string } };
        return `${targetRef.kind} ${json.metadata.namespace}/${targetRef.name}`;
      }),
  );

/** Pods beyond the maximum while a new version comes in; a quarter where nothing is said. */
const surgeOf = (kind: string, { strategy = {} }: WorkloadSpec, most: number): number => {
  if (kind !== 'Deployment' && kind !== 'Rollout') return 0;
  if (strategy.blueGreen) return most;
  if (strategy.type === 'Recreate') return 0;
  const said = String((strategy.canary ?? strategy.rollingUpdate)?.maxSurge ?? '25%');
  return said.endsWith('%') ? Math.ceil((most * Number.parseInt(said, 10)) / 100) : Number(said);
};

/** What a pod asks for of a resource: that of its containers, or of the greediest one before them. */
export const askedBy = ({ containers, initContainers = [] }: IPodSpec, side: 'requests' | 'limits', resource: string): number => {
  const of = ({ resources }: (typeof containers)[number]): number => amountOf(resources?.[side]?.[resource]);
  const stays = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const together = [...containers, ...stays].reduce((sum, each) => sum + of(each), 0);
  return Math.max(together, ...initContainers.map(of));
};
