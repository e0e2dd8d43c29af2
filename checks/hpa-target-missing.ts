import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'An autoscaler without a target scales nothing, and the workload that it was written for stays as small as it is.',
  elsewhere: {
    'kube-linter': ['dangling-horizontalpodautoscaler'],
    'kube-score': ['horizontalpodautoscaler-has-target'],
    kyverno: ['check-hpa-exists'],
  },
  incidents: ['I24'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['scales']),
      ({ kind, namespace, name }) => `scales ${kind} '${name}', which namespace '${namespace}' does not have`,
      'name a workload of the namespace, or remove the autoscaler',
    ),
  mutation: (apps) => {
    firstOf(apps, 'VerticalPodAutoscaler').spec.targetRef.name += 's';
  },
});
