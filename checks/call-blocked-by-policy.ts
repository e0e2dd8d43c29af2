import { defineRule } from './mechanism/rule';
import { blockedWays } from './reach';
import { firstPolicy, shutOut } from './reach/mutations';

export default defineRule({
  why: 'Calls that the definitions ask for time out, and so do webhooks and what the gateway sends, because a wall stands in between.',
  elsewhere: { 'kube-linter': ['dangling-networkpolicypeer-podselector'] },
  incidents: ['I30'],
  check: (scene) => blockedWays(scene, 'call', 'component', 'probe'),
  mutation: (apps) => {
    const { policy, rule } = firstPolicy(apps, ({ from = [] }) => from.some(isCaller));
    shutOut(policy, rule, isCaller);
  },
});

type Peer = { readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> } };

/** Whether a peer is the pods of a service. */
const isCaller = ({ podSelector }: Peer): boolean => podSelector?.matchLabels?.['app.kubernetes.io/component'] === 'api';
