import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';
import { type Budget, budgetsOf, disruptionsOf } from './scaling/budgets';
import { type StayingPods, scalingOf } from './scaling/read';

export default defineRule({
  why: 'A node is never drained, because its pods may not go; or all pods go at once, because nobody said that some must stay.',
  elsewhere: {
    'kube-linter': ['pdb-min-available', 'pdb-max-unavailable'],
    'kube-score': ['deployment-has-poddisruptionbudget', 'statefulset-has-poddisruptionbudget'],
    polaris: [
      'missingPodDisruptionBudget',
      'pdbDisruptionsIsZero',
      'pdbMinAvailableGreaterThanHPAMinReplicas',
      'pdbMinAvailableEqualToHPAMinReplicas',
    ],
    kyverno: ['require-reasonable-pdbs', 'deployment-replicas-higher-than-pdb'],
  },
  incidents: ['I24', 'P31'],
  *check(scene) {
    const budgets = budgetsOf(scene);
    for (const budget of budgets) for (const pods of budget.pods) yield* stuck(budget, pods);
    const protects = new Set(budgets.flatMap(({ pods }) => pods.map(({ json }) => json)));
    for (const { app, json, replicas } of scalingOf(scene).staying) {
      if (replicas < 2 || protects.has(json)) continue;
      const fact = `has ${replicas} pods or more, and no PodDisruptionBudget`;
      yield { app, json, fact, fix: 'add one of the same selector with maxUnavailable 1' };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'PodDisruptionBudget').spec.maxUnavailable = 0;
  },
});

/** A budget that lets none of some pods go. */
function* stuck({ app, json, spec }: Budget, { json: workload, replicas }: StayingPods): Generator<Violation> {
  if (replicas === 0 || disruptionsOf(spec, replicas) > 0) return;
  const field = spec.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
  const fact = `lets none of ${replicas} pods of '${workload.metadata.name}' go, with ${field} ${spec[field] ?? 'unset'}`;
  yield { app, json, fact, fix: replicas > 1 ? 'set maxUnavailable 1' : 'remove it: of one pod none can stay behind' };
}
