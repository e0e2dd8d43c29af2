import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'No controller takes a Gateway of a class that is not there: it never gets an address, and callers get nothing.',
  incidents: ['I10'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['GatewayClass.gateway.networking.k8s.io']),
      ({ name }) => `is of class '${name}', which is not there`,
      'name a class that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'Gateway').spec.gatewayClassName += 's';
  },
});
