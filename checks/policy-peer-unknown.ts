import { names } from '#model';
import { inWords } from './graph/selector';
import { defineRule, type Scene } from './mechanism/rule';
import { chartNamespaces } from './reach';
import { overlap, type Range, rangesOf } from './reach/addresses';
import { firstPolicy } from './reach/mutations';
import { internet, meshProbes } from './reach/places';
import type { PodPeer, Policy, PolicyPeer } from './reach/policy';

export default defineRule({
  why: 'A rule that names a caller or callee which is not there opens nothing today, and something unforeseen on the day that it comes.',
  elsewhere: { 'kube-linter': ['dangling-networkpolicypeer-podselector'] },
  incidents: ['I30'],
  *check(scene) {
    const places = placesOf(scene);
    const unknown = chartNamespaces(scene.reach.groups);
    for (const policy of scene.reach.policies)
      for (const { at, peer } of peersOf(policy)) {
        const wrong = 'block' in peer ? wrongBlock(peer.block, places) : wrongPods(scene, policy, peer, unknown);
        if (wrong === undefined) continue;
        const fix = 'name pods or addresses that are there, or remove the peer';
        yield { app: policy.app, json: policy.json, fact: `${at} names ${wrong}`, fix };
      }
  },
  mutation: (apps) => {
    const { rule } = firstPolicy(apps, ({ from = [] }) => from.length > 0);
    rule.from.push({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nobody' } } });
  },
});

/** Everybody whom the rules of a policy name. */
const peersOf = ({ ingress = [], egress = [] }: Policy): { at: string; peer: PolicyPeer }[] =>
  [...ingress, ...egress].flatMap(({ at, peers }) => (peers === 'anyone' ? [] : peers.map((peer) => ({ at, peer }))));

/** Every range in which there is something: VPCs of the platform, Services, agents on nodes, the internet. */
const placesOf = ({ platform }: Scene): Range[] => [
  ...platform.clusters.flatMap(({ cidr }) => rangesOf({ cidr })),
  ...[names.serviceRange, names.podIdentityAgent].flatMap((cidr) => rangesOf({ cidr })),
  ...meshProbes.ranges,
  ...internet.ranges,
];

const wrongBlock = (block: { readonly cidr: string; readonly except?: readonly string[] }, places: readonly Range[]): string | undefined =>
  overlap(rangesOf(block), places) ? undefined : `the addresses ${block.cidr}, where nothing is`;

const wrongPods = ({ reach }: Scene, policy: Policy, { pods, namespaces }: PodPeer, unknown: ReadonlySet<string>): string | undefined => {
  const found = reach.namespacesOf(policy, namespaces);
  if (found.length === 0) return `pods of namespaces with '${inWords(namespaces ?? {})}', and there is none`;
  if (found.some((namespace) => unknown.has(namespace) || reach.select(namespace, pods).length > 0)) return undefined;
  return `pods with '${inWords(pods)}' in ${found.length === 1 ? `namespace '${found[0]}'` : `${found.length} namespaces`}, and there is none`;
};
