import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { budgetsOf } from './scaling/budgets';

export default defineRule({
  why: 'A pod that crashes again and again holds the drain of its node up for ever, since the budget counts it as one that must stay.',
  elsewhere: { 'kube-linter': ['pdb-unhealthy-pod-eviction-policy'], 'kube-score': ['poddisruptionbudget-has-policy'] },
  incidents: ['P31'],
  *check(scene) {
    for (const { app, json, spec } of budgetsOf(scene)) {
      const { unhealthyPodEvictionPolicy: policy } = spec;
      if (policy === 'AlwaysAllow') continue;
      const fact = `has unhealthyPodEvictionPolicy ${policy ? `'${policy}'` : 'unset'}`;
      yield { app, json, fact, fix: "set unhealthyPodEvictionPolicy to 'AlwaysAllow'" };
    }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'PodDisruptionBudget').spec.unhealthyPodEvictionPolicy;
  },
});
