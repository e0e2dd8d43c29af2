import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A disk of a storage class that is not there is never made, and its pod waits for it for ever.',
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['StorageClass.storage.k8s.io']),
      ({ name }) => `wants a disk of storage class '${name}', which is not there`,
      'name a class that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'StatefulSet').spec.volumeClaimTemplates[0].spec.storageClassName += 's';
  },
});
