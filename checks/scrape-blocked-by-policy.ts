import { defineRule } from './mechanism/rule';
import { blockedWays } from './reach';
import { firstPolicy, shutOut } from './reach/mutations';

export default defineRule({
  why: 'A monitor asks for metrics that never arrive, so panels stay empty and no alert can fire.',
  elsewhere: {},
  incidents: ['I04', 'I30'],
  check: (scene) => blockedWays(scene, 'scrape'),
  mutation: (apps) => {
    const [app] = apps;
    const { policy, rule } = firstPolicy(apps, ({ from = [] }) => from.some((peer: Peer) => isScraper(peer, app?.cluster.scraper)));
    shutOut(policy, rule, (peer) => isScraper(peer, app?.cluster.scraper));
  },
});

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Whether a peer is in the namespace of what scrapes. */
const isScraper = ({ namespaceSelector }: Peer, scraper?: { readonly namespace: string }): boolean =>
  scraper !== undefined && namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] === scraper.namespace;
