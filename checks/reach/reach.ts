import type { Cluster } from '#model';
import { append } from '../graph/lists';
import { LabelIndex, type Labels, type Selector, selects } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';
import { overlap, type Range, rangesOf, within } from './addresses';
import { readCiliumPolicy } from './cilium';
import { type Authorization, authorizationBy } from './mesh';
import { namespacesOf } from './namespaces';
import { meshProbes } from './places';
import { type PodGroup, podGroupsOf } from './pods';
import { type Direction, type Opening, type Policy, type PolicyPeer, type PolicyReader, readNetworkPolicy } from './policy';
import { includes, inText, portsInText } from './ports';
import { isInAmbientMesh } from './probed';
import { isPlace, type Peer, type Port, type Step, tcp } from './step';

const readers: Readonly<Record<string, PolicyReader>> = {
  NetworkPolicy: readNetworkPolicy,
  CiliumNetworkPolicy: readCiliumPolicy,
};

/** How sure an answer must be. Whether a block of addresses also means the pods that have them differs from engine to engine. */
export type Certainty = 'surely' | 'possibly';

/** Who can open a connection to whom on a cluster, by everything that is rendered for it. Everything is indexed once. */
export class Reach {
  readonly groups: readonly PodGroup[];
  readonly policies: readonly Policy[];
  /** Labels of each namespace. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly cluster: Cluster;
  private readonly index: LabelIndex<PodGroup>;
  private readonly holding = new Map<PodGroup, Policy[]>();
  private readonly rules = { ingress: new Map<PodGroup, Held>(), egress: new Map<PodGroup, Held>() };
  private readonly authorize: Authorization;
  /** Namespaces into whose pods a mesh puts proxies. */
  private readonly meshed: ReadonlySet<string>;
  /** Addresses that pods have. */
  readonly podRanges: readonly Range[];

  constructor({ pods, objects, cluster }: Pick<Scene, 'pods' | 'objects' | 'cluster'>) {
    this.cluster = cluster;
    // What a bare cluster is given once is a copy of what is synced.
    const synced = <Item extends Located>(items: readonly Item[]): Item[] => items.filter(({ app }) => !app.folder.startsWith('argocd/'));
    this.groups = podGroupsOf(synced(pods), cluster);
    this.index = new LabelIndex(this.groups);
    this.namespaces = namespacesOf(objects, this.groups);
    this.policies = synced(objects).flatMap((object) => readers[object.json.kind]?.(object, cluster) ?? []);
    for (const policy of this.policies)
      for (const group of this.index.select(policy.namespace, policy.selector)) append(this.holding, group, policy);
    const services = new Map(
      objects.flatMap(({ json }) => (json.kind === 'Service' ? [[`${json.metadata.namespace}/${json.metadata.name}`, json]] : [])),
    );
    this.authorize = authorizationBy(objects, (name, namespace) => {
      const matchLabels = (services.get(`${namespace}/${name}`)?.spec as { selector?: Labels } | undefined)?.selector;
      return matchLabels && { matchLabels };
    });
    this.meshed = new Set(
      objects.flatMap(({ json: { kind, metadata } }) =>
        kind === 'Namespace' && (metadata as Annotated).annotations?.['linkerd.io/inject'] ? [metadata.name] : [],
      ),
    );
    this.podRanges = cluster.subnets.pods.flatMap((cidr) => rangesOf({ cidr }));
  }

  /** The policies that hold for some pods. */
  policiesOf(group: PodGroup): readonly Policy[] {
    return this.holding.get(group) ?? [];
  }

  /** The pods that a selector matches in a namespace. */
  select(namespace: string, selector: Selector): readonly PodGroup[] {
    return this.index.select(namespace, selector);
  }

  /** The namespaces that a peer of a policy names; its own where it names none. */
  namespacesOf({ namespace }: Policy, namespaces?: Selector): string[] {
    if (namespaces === undefined) return [namespace];
    const name = namespaces.matchLabels?.['kubernetes.io/metadata.name'];
    const candidates = name === undefined ? [...this.namespaces] : [[name, this.namespaces.get(name) ?? null] as const];
    return candidates.flatMap(([each, labels]) => (labels && selects(namespaces, labels) ? [each] : []));
  }

  /** Every step from one end to the other. The first that does not allow it ends the way. */
  between(source: Peer, destination: Peer, port: Port, certainty: Certainty = 'surely'): Step[] {
    const steps: Step[] = [];
    const seen = this.tunnelled(source, destination) ?? port;
    if (!isPlace(source)) steps.push(this.passes('egress', source, destination, seen, certainty));
    if (!isPlace(destination)) steps.push(this.passes('ingress', destination, source, seen, certainty));
    if (!isPlace(source) && !isPlace(destination)) steps.push(...[this.authorize(source, destination, port) ?? []].flat());
    return steps;
  }

  /** The port on which policies see a connection between two pods that are in the mesh, whatever port they mean. */
  private tunnelled(source: Peer, destination: Peer): Port | undefined {
    const { tunnelPort } = this.cluster.mesh ?? {};
    if (tunnelPort === undefined || isPlace(source) || isPlace(destination)) return undefined;
    const inMesh = [source, destination].every((group) => this.meshed.has(group.namespace) || isInAmbientMesh(group, this.namespaces));
    return inMesh ? tcp(tunnelPort) : undefined;
  }

  /** Whether the policies of some pods let a connection to or from the other end pass. */
  passes(direction: Direction, group: PodGroup, other: Peer, port: Port, certainty: Certainty = 'surely'): Step {
    if (other === meshProbes && !isInAmbientMesh(group, this.namespaces))
      return { direction, allows: true, says: 'a node always reaches its own pods' };
    const { first, opens, denies } = this.held(direction, group);
    if (first === undefined) return { direction, allows: true, says: `no policy holds for the ${direction} of ${group.name}` };
    const target = direction === 'ingress' ? group : other;
    const isMeant = ({ policy, opening }: Rule): boolean =>
      includes(opening, port, target) && this.names(policy, opening, other, certainty);
    const verb = direction === 'egress' ? 'lets it out to' : 'lets in';
    const step = (allows: boolean, object: Policy, says: string): Step => ({ direction, allows, object, says });
    const refusal = denies.find(isMeant);
    if (refusal) return step(false, refusal.policy, `${refusal.opening.at} refuses ${other.name} on ${inText(port)}`);
    const permission = opens.find(isMeant);
    if (permission) return step(true, permission.policy, `${permission.opening.at} ${verb} ${other.name} on ${inText(port)}`);
    const near = opens.find(({ policy, opening }) => this.names(policy, opening, other, certainty));
    if (near === undefined) return step(false, first, `no ${direction} rule ${verb} ${other.name} on ${inText(port)}`);
    return step(false, near.policy, `${near.opening.at} ${verb} ${other.name} on ${portsInText(near.opening)}, not on ${inText(port)}`);
  }

  /** All rules that hold for some pods in a direction, and the most particular policy. Gathered once. */
  private held(direction: Direction, group: PodGroup): Held {
    const known = this.rules[direction].get(group);
    if (known) return known;
    const policies = this.policiesOf(group).filter((policy) => policy[direction]);
    const [first] = [...policies].sort((a, b) => specificity(b) - specificity(a));
    const all = policies.flatMap((policy) => (policy[direction] ?? []).map((opening) => ({ policy, opening })));
    const held = { first, opens: all.filter(({ opening }) => !opening.denies), denies: all.filter(({ opening }) => opening.denies) };
    this.rules[direction].set(group, held);
    return held;
  }

  /** Whether a rule names the other end. */
  private names(policy: Policy, { peers, denies = false }: Opening, other: Peer, certainty: Certainty): boolean {
    if (peers === 'anyone') return true;
    if (!isPlace(other)) return peers.some((peer) => this.namesPods(policy, peer, other, certainty));
    const blocks = peers.flatMap((peer) => ('block' in peer ? rangesOf(peer.block) : []));
    return denies ? overlap(other.ranges, blocks) : within(other.ranges, blocks);
  }

  private namesPods(policy: Policy, peer: PolicyPeer, { namespace, labels }: PodGroup, certainty: Certainty): boolean {
    if ('block' in peer) return certainty === 'possibly' && overlap(rangesOf(peer.block), this.podRanges);
    if (!selects(peer.pods, labels)) return false;
    if (peer.namespaces === undefined) return namespace === policy.namespace;
    return selects(peer.namespaces, this.namespaces.get(namespace) ?? {});
  }
}

interface Annotated {
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A rule with the policy that it stands in. */
interface Rule {
  readonly policy: Policy;
  readonly opening: Opening;
}

interface Held {
  /** @default - none holds */
  readonly first?: Policy;
  readonly opens: readonly Rule[];
  readonly denies: readonly Rule[];
}

const specificity = ({ selector }: Policy): number =>
  Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
