import { defineRule } from './mechanism/rule';
import { tooFew } from './scaling/fewest';

export default defineRule({
  why: 'At night one pod is left, and the zone that fails is the one that it is in.',
  elsewhere: {
    'kube-linter': ['hpa-minimum-three-replicas'],
    'kube-score': ['horizontalpodautoscaler-replicas'],
    polaris: ['hpaMinAvailability'],
  },
  incidents: ['I24'],
  *check(scene) {
    for (const { pods, needed, tier } of tooFew(scene)) {
      if (pods.autoscaler === undefined) continue;
      const { app, json, min } = pods.autoscaler;
      const fact = `keeps ${min} of the ${needed} pods that a ${tier} service needs in this environment`;
      yield { app, json, fact, fix: `set scale.min to ${needed} or more` };
    }
  },
  mutation: (apps) => {
    const all = apps.flatMap(({ objects, cluster }) => (cluster.environment.shape === 'full' ? objects : []));
    const autoscaler = all.find(({ json }) => json.kind === 'HorizontalPodAutoscaler' && json.spec.minReplicas > 2)?.json;
    if (autoscaler === undefined) throw new RangeError('no autoscaler of a critical service to change');
    autoscaler.spec.minReplicas = 1;
  },
});
