import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'The API server refuses a pod of a priority class that is not there, and none is started.',
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['PriorityClass.scheduling.k8s.io']),
      ({ name }) => `the pod is of priority class '${name}', which is not there`,
      'name a class that is rendered',
    ),
  mutation: (apps) => {
    firstPod(apps).priorityClassName += 's';
  },
});
