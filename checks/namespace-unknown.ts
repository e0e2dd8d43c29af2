import { defineRule } from './mechanism/rule';
import { copyOf } from './references/copies';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'The API server refuses an object of a namespace that is not there, and the sync stops there.',
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['in']),
      ({ name }) => `is in namespace '${name}', which nothing on the cluster makes`,
      'name a namespace that is rendered',
    ),
  mutation: (apps) => {
    copyOf(apps, 'ConfigMap').metadata.namespace += '-elsewhere';
  },
});
