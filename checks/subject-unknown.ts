import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A binding for a service account that is not there grants nothing, and everything to whoever makes one of that name.',
  elsewhere: { 'kube-linter': ['non-existent-service-account'] },
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['grants']),
      ({ namespace, name }) => `is for service account '${name}', which namespace '${namespace}' does not have`,
      'name a service account that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'RoleBinding').subjects = [{ kind: 'ServiceAccount', name: 'nobody', namespace: 'kube-system' }];
  },
});
