import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { tooFew } from './scaling/fewest';

export default defineRule({
  why: 'There is one pod, so every node that is drained and every rollout is an outage.',
  elsewhere: {
    'kube-linter': ['minimum-three-replicas'],
    'kube-score': ['deployment-replicas'],
    polaris: ['deploymentMissingReplicas'],
    kyverno: ['require-deployments-have-multiple-replicas'],
  },
  *check(scene) {
    for (const { pods, needed, tier } of tooFew(scene)) {
      if (pods.autoscaler !== undefined) continue;
      const { app, json, replicas } = pods;
      const fact = `has ${replicas} of the ${needed} pods that a ${tier} service needs in this environment`;
      yield { app, json, fact, fix: `set scale.min to ${needed} or more` };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'StatefulSet').spec.replicas = 1;
  },
});
