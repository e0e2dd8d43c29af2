import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'Without the Service that it names, the pods of a StatefulSet have no names by which they find each other.',
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['Service']),
      ({ name, namespace }) => `is governed by Service '${name}', which namespace '${namespace}' does not have`,
      'name a headless Service that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'StatefulSet').spec.serviceName += 's';
  },
});
