import { LabelIndex, type Selector } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';
import { type StayingPods, scalingOf } from './read';

/** A number of pods, or a part of them: `'25%'`. */
type Share = number | string;

interface BudgetSpec {
  readonly selector?: Selector;
  readonly minAvailable?: Share;
  readonly maxUnavailable?: Share;
  readonly unhealthyPodEvictionPolicy?: string;
}

/** A disruption budget with the workloads that it is for. */
export interface Budget extends Located {
  readonly spec: BudgetSpec;
  readonly pods: readonly StayingPods[];
}

/** The disruption budgets of a cluster. */
export const budgetsOf = (scene: Scene): Budget[] => {
  const pods = new LabelIndex(
    scalingOf(scene).staying.map((each) => ({ pods: each, labels: each.labels, namespace: each.json.metadata.namespace ?? 'default' })),
  );
  return scene.objects
    .filter(({ json }) => json.kind === 'PodDisruptionBudget')
    .map((at) => {
      const spec = at.json.spec as BudgetSpec;
      const { namespace = 'default' } = at.json.metadata;
      return { ...at, spec, pods: pods.select(namespace, spec.selector ?? {}).map((each) => each.pods) };
    });
};

/** How many of some pods may be taken away at once. Kubernetes rounds parts of pods up in both fields. */
export const disruptionsOf = ({ minAvailable, maxUnavailable }: BudgetSpec, replicas: number): number => {
  if (maxUnavailable !== undefined) return countOf(maxUnavailable, replicas);
  return minAvailable === undefined ? 0 : replicas - countOf(minAvailable, replicas);
};

const countOf = (share: Share, of: number): number =>
  typeof share === 'number' ? share : share.endsWith('%') ? Math.ceil((Number.parseFloat(share) / 100) * of) : Number(share);
