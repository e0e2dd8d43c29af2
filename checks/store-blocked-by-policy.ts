import { storePorts } from '#model';
import { defineRule } from './mechanism/rule';
import { blockedWays } from './reach';
import { firstWayOut } from './reach/mutations';

export default defineRule({
  why: 'A service is given the way in to its database, cache, documents, search, events or AWS, and the network lets it go nowhere.',
  elsewhere: {},
  incidents: ['I30'],
  check: (scene) => blockedWays(scene, 'store', 'aws', 'outside'),
  mutation: (apps) => {
    const { policy, rule } = firstWayOut(apps, ({ ports = [] }) => ports.some(isDatabase));
    policy.spec.egress = policy.spec.egress.filter((each: object) => each !== rule);
  },
});

const isDatabase = ({ port }: { readonly port?: number | string }): boolean => port === storePorts.database;
