import { type Cluster, type KubernetesJson, names } from '#model';
import type { Selector } from '../graph/selector';
import type { Block } from './addresses';
import type { Direction, Opening, PolicyPeer, PolicyPort, PolicyReader } from './policy';

/** The part of a CiliumNetworkPolicy that decides about addresses and ports. What it says about requests is left aside. */
interface Spec {
  readonly endpointSelector?: Selector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly ingressDeny?: readonly Rule[];
  readonly egressDeny?: readonly Rule[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

/** A rule: from (or to) endpoints, entities and addresses, on ports. */
type Rule = Readonly<Record<string, unknown>> & {
  readonly toPorts?: readonly {
    readonly ports?: readonly { readonly port: string; readonly endPort?: number; readonly protocol?: string }[];
  }[];
};

/**
 * A CiliumNetworkPolicy in the form of the others. It closes a direction that it has rules for, unless it says that it does not.
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
export const readCiliumPolicy: PolicyReader = (object, cluster) => {
  const { json } = object;
  const place = { json, entities: entitiesOf(cluster) };
  const spec = (json.spec ?? {}) as Spec;
  const openings = (direction: Direction): { [Key in Direction]?: Opening[] } => {
    const rules = spec[direction];
    const denied = spec[`${direction}Deny`];
    if (rules === undefined && denied === undefined) return {};
    const open = spec.enableDefaultDeny?.[direction] === false ? [{ at: 'its default', peers: 'anyone', ports: 'any' } as const] : [];
    return {
      [direction]: [
        ...(rules ?? []).map((rule, index) => openingOf(rule, `${direction} rule ${index + 1}`, direction, place)),
        ...(denied ?? []).map((rule, index) => ({
          ...openingOf(rule, `${direction} denial ${index + 1}`, direction, place),
          denies: true,
        })),
        ...open,
      ],
    };
  };
  return {
    ...object,
    namespace: json.metadata.namespace ?? 'default',
    selector: plain(spec.endpointSelector ?? {}),
    ...openings('ingress'),
    ...openings('egress'),
  };
};

const openingOf = (rule: Rule, at: string, direction: Direction, { json, entities: known }: Place): Opening => {
  const [endpoints, entities, cidrs, sets] = (['Endpoints', 'Entities', 'CIDR', 'CIDRSet'] as const).map(
    (field) => rule[`${direction === 'ingress' ? 'from' : 'to'}${field}`],
  );
  const named = [endpoints, entities, cidrs, sets, rule.toFQDNs, rule.toServices].some((peers) => peers !== undefined);
  const peers = [
    ...listOf<Selector>(endpoints).map((selector) => podsOf(selector, json)),
    ...listOf<string>(entities).flatMap((entity) => known[entity] ?? []),
    ...listOf<string>(cidrs).map((cidr) => ({ block: { cidr } })),
    ...listOf<Block>(sets).map((block) => ({ block })),
    // Which addresses a name has is known only when it is asked for; they are on the internet.
    ...listOf(rule.toFQDNs).map(() => world),
  ];
  const ports = (rule.toPorts ?? []).flatMap((each) => each.ports ?? []).flatMap(portsOf);
  return { at, peers: named ? peers : 'anyone', ports: ports.length ? ports : 'any' };
};

const listOf = <Item>(value: unknown): readonly Item[] => (Array.isArray(value) ? value : []);

const everyPod: PolicyPeer = { pods: {}, namespaces: {} };
const world: PolicyPeer = {
  block: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] },
};

/** Where a policy stands, and what the names of entities mean there. */
interface Place {
  readonly json: KubernetesJson;
  readonly entities: Readonly<Record<string, readonly PolicyPeer[]>>;
}

const entitiesOf = ({ subnets }: Cluster): Place['entities'] => {
  const blocks = (cidrs: readonly string[]): PolicyPeer[] => cidrs.map((cidr) => ({ block: { cidr } }));
  return {
    all: [everyPod, { block: { cidr: '0.0.0.0/0' } }],
    cluster: [everyPod, ...blocks(subnets.pods)],
    world: [world],
    host: blocks(subnets.pods),
    'remote-node': blocks(subnets.pods),
    'kube-apiserver': blocks([names.kubernetesApi, ...subnets.controlPlane]),
  };
};

const portsOf = ({ port, endPort, protocol = 'ANY' }: { port: string; endPort?: number; protocol?: string }): PolicyPort[] =>
  (protocol === 'ANY' ? ['TCP', 'UDP'] : [protocol]).map((each) => ({
    protocol: each,
    ...(port !== '0' && { port: /^\d+$/.test(port) ? Number(port) : port }),
    ...(endPort && { endPort }),
  }));

const ofNamespace = /^(?:k8s:)?io\.kubernetes\.pod\.namespace$/;
const ofNamespaceLabels = /^(?:k8s:)?io\.cilium\.k8s\.namespace\.labels\./;

/** Endpoints are told by labels of pods, among which are that of their namespace and those that the namespace bears. */
const podsOf = (selector: Selector, { metadata }: KubernetesJson): PolicyPeer => {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  const isOfNamespace = (key: string): boolean => ofNamespace.test(key) || ofNamespaceLabels.test(key);
  const part = (mine: (key: string) => boolean, name: (key: string) => string): Selector => ({
    matchLabels: Object.fromEntries(Object.entries(matchLabels).flatMap(([key, value]) => (mine(key) ? [[name(key), value]] : []))),
    matchExpressions: matchExpressions.filter(({ key }) => mine(key)).map((each) => ({ ...each, key: name(each.key) })),
  });
  const pods = part(
    (key) => !isOfNamespace(key),
    (key) => key.replace(source, ''),
  );
  if (!keys.some(isOfNamespace) && metadata.namespace !== undefined) return { pods };
  const namespaces = part(isOfNamespace, (key) =>
    ofNamespace.test(key) ? 'kubernetes.io/metadata.name' : key.replace(ofNamespaceLabels, ''),
  );
  return { pods, namespaces };
};

/** Where a label comes from may stand before it. */
const source = /^(k8s|any):/;

const plain = ({ matchLabels = {}, matchExpressions = [] }: Selector): Selector => ({
  matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [key.replace(source, ''), value])),
  matchExpressions: matchExpressions.map((each) => ({ ...each, key: each.key.replace(source, '') })),
});
