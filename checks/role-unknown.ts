import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A binding to a role that is not there grants nothing, and whoever it is for is refused.',
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['binds']),
      ({ kind, name }) => `grants ${kind.replace(/\..*/, '')} '${name}', which is not there`,
      'name a role that is rendered, or one of Kubernetes itself',
    ),
  mutation: (apps) => {
    firstOf(apps, 'RoleBinding').roleRef.name += 's';
  },
});
