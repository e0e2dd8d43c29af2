import { defineRule } from './mechanism/rule';
import { undeclaredIn } from './reach';
import { firstPolicy } from './reach/mutations';

export default defineRule({
  why: 'Who has taken over one pod can go on from there to others, along ways that no definition asks for and nobody watches.',
  elsewhere: { kyverno: ['restrict-networkpolicy-empty-podselector'] },
  incidents: ['I30'],
  *check(scene) {
    for (const { object, fact } of undeclaredIn(scene))
      yield { app: object.app, json: object.json, fact, fix: 'declare it where it is meant, or take it out of the policy' };
  },
  mutation: (apps) => {
    const { policy } = firstPolicy(apps, () => true);
    policy.spec.egress.push({ to: [{ ipBlock: { cidr: '9.9.9.0/24' } }] });
  },
});
