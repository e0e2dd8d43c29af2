import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A secret is never copied from a store that is not there, and the pods that mount it never start.',
  incidents: ['I05'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['ClusterSecretStore.external-secrets.io', 'SecretStore.external-secrets.io']),
      ({ kind, name }) => `reads from ${kind.replace(/\..*/, '')} '${name}', which is not there`,
      'name a store that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'ExternalSecret').spec.secretStoreRef.name += 's';
  },
});
