import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A certificate whose issuer is not there is never issued, and the secret that callers need is never made.',
  incidents: ['I10'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['issued by']),
      ({ kind, name }) => `is issued by ${kind.replace(/\..*/, '')} '${name}', which is not there`,
      'name an issuer that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'Certificate').spec.issuerRef.name += 's';
  },
});
