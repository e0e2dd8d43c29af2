import { append } from '../graph/lists';
import type { Located, Scene } from '../mechanism/rule';
import { overlap, rangesOf } from './addresses';
import { Declared } from './declared';
import type { PodGroup } from './pods';
import type { Direction, Opening, Policy } from './policy';
import type { Reach } from './reach';
import { tcp } from './step';

/** Something that is open although no definition asks for it. */
export interface Undeclared {
  readonly object: Located;
  readonly fact: string;
}

/** Stands for every port that nothing names. */
const anyOther = 1;

/** Every pair of pods, and every block of addresses, that policies connect and no definition does. */
export function* undeclaredIn(scene: Scene): Generator<Undeclared> {
  const declared = new Declared(scene);
  const senders = new Senders(scene.reach);
  for (const group of scene.reach.groups) {
    yield* undeclaredCallers(scene.reach, declared, senders, group);
    for (const direction of ['ingress', 'egress'] as const) yield* undeclaredBlocks(scene.reach, declared, direction, group);
  }
}

function* undeclaredCallers(reach: Reach, declared: Declared, senders: Senders, destination: PodGroup): Generator<Undeclared> {
  const openings = reach.policiesOf(destination).flatMap(({ ingress = [] }) => ingress);
  const numbers = [
    ...(destination.ports?.values() ?? []),
    ...openings.flatMap(({ ports }) => (ports === 'any' ? [] : ports.flatMap(numberOf))),
  ];
  const ports = [...new Set([...numbers, anyOther])];
  const byObject = new Map<Located, string[]>();
  for (const source of callersOf(reach, senders, destination)) {
    const open = ports
      .filter((port) => !declared.isAsked(source, destination, port))
      .map((port) => ({ port, steps: reach.between(source, destination, tcp(port), 'possibly') }));
    const [through] = open.filter(({ steps }) => steps.every(({ allows }) => allows));
    const object = through?.steps.findLast((step) => step.object)?.object;
    if (through && object) append(byObject, object, `${source.name} on ${through.port === anyOther ? 'any port' : through.port}`);
  }
  for (const [object, [first, ...others]] of byObject)
    yield {
      object,
      fact: `${destination.name} can be reached by ${first}${others.length ? ` and ${others.length} more` : ''}, which no definition says`,
    };
}

const numberOf = ({ port }: { readonly port?: number | string }): number[] => (typeof port === 'number' ? [port] : []);

/** The pods that the policies of the destination let in; where they let in everybody, those whose own policies let them out to it. */
function* callersOf(reach: Reach, senders: Senders, destination: PodGroup): Generator<PodGroup> {
  const policies = reach.policiesOf(destination).filter(({ ingress }) => ingress);
  const peers = policies.flatMap((policy) => (policy.ingress ?? []).map((opening) => peersOf(reach, policy, opening)));
  const known = policies.length === 0 || peers.includes('everybody') ? [senders.to(destination)] : peers;
  const seen = new Set<PodGroup>();
  for (const group of known.flatMap((each) => (each === 'everybody' ? [] : each))) {
    if (seen.has(group) || group.namespace === 'kube-system') continue;
    seen.add(group);
    yield group;
  }
}

/** The pods that a rule names, found by their labels; `everybody` where it may be any. */
const peersOf = (reach: Reach, policy: Policy, { peers }: Opening): readonly PodGroup[] | 'everybody' => {
  if (peers === 'anyone') return 'everybody';
  const found: PodGroup[] = [];
  for (const peer of peers) {
    if ('pods' in peer)
      for (const namespace of reach.namespacesOf(policy, peer.namespaces)) found.push(...reach.select(namespace, peer.pods));
    else if (overlap(rangesOf(peer.block), reach.podRanges)) return 'everybody';
  }
  return found;
};

/** Who may send to whom by the policies of those that send. Made only when it is asked for. */
class Senders {
  private byDestination?: Map<PodGroup, PodGroup[]>;
  private readonly toEverybody: PodGroup[] = [];

  constructor(private readonly reach: Reach) {}

  to(destination: PodGroup): PodGroup[] {
    this.byDestination ??= this.sorted();
    return [...this.toEverybody, ...(this.byDestination.get(destination) ?? [])];
  }

  private sorted(): Map<PodGroup, PodGroup[]> {
    const found = new Map<PodGroup, PodGroup[]>();
    for (const source of this.reach.groups) {
      const policies = this.reach.policiesOf(source).filter(({ egress }) => egress);
      const peers = policies.flatMap((policy) => (policy.egress ?? []).map((opening) => peersOf(this.reach, policy, opening)));
      if (policies.length === 0 || peers.includes('everybody')) this.toEverybody.push(source);
      else for (const each of peers.flat() as PodGroup[]) append(found, each, source);
    }
    return found;
  }
}

function* undeclaredBlocks(reach: Reach, declared: Declared, direction: Direction, group: PodGroup): Generator<Undeclared> {
  for (const policy of reach.policiesOf(group))
    for (const { at, cidr, ports, ranges } of blocksOf(policy, direction)) {
      const port = ports.find((number) => declared.beyond(direction, group, ranges, number).length > 0);
      if (port === undefined) continue;
      const which = `${cidr} on ${port === anyOther ? 'every port' : port}`;
      const what = direction === 'ingress' ? `opens ${group.name} to ${which}` : `lets ${group.name} out to ${which}`;
      yield { object: policy, fact: `${at} ${what}, which no definition says` };
    }
}

/** The blocks of addresses that a policy opens, and the ports. */
const blocksOf = (policy: Policy, direction: Direction) =>
  (policy[direction] ?? []).flatMap(({ at, peers, ports, denies }) => {
    if (denies || peers === 'anyone') return [];
    const numbers = ports === 'any' ? [anyOther] : ports.flatMap(numberOf);
    return peers.flatMap((peer) => ('block' in peer ? [{ at, cidr: peer.block.cidr, ranges: rangesOf(peer.block), ports: numbers }] : []));
  });
