import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'An autoscaler that may not ask how long its queue is keeps the pods at their least number.',
  incidents: ['I24'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['ClusterTriggerAuthentication.keda.sh', 'TriggerAuthentication.keda.sh']),
      ({ kind, name }) => `asks as ${kind.replace(/\..*/, '')} '${name}', which is not there`,
      'name one that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'TriggerAuthentication').metadata.name += 's';
  },
});
