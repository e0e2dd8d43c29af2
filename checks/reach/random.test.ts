import { BlockList } from 'node:net';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { Located } from '../mechanism/rule';
import { placeOf } from './places';
import { tcp } from './step';
import { groupOf, namespace, pod, policy, reachOf } from './testing';

/** Small random sets of policies, judged here and by a second evaluator that is written from the words of the API alone. */

type Labels = Readonly<Record<string, string>>;
type Rule = NonNullable<INetworkPolicySpec['egress']>[number] & { from?: Peer[] };
type Peer = NonNullable<NonNullable<INetworkPolicySpec['egress']>[number]['to']>[number];
type Select = { matchLabels?: Labels; matchExpressions?: { key: string; operator: string; values?: string[] }[] };

/** Numbers below 1 that are the same in each run. @see https://prng.di.unimi.it */
const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
};

const worlds = 400;
const spaces = ['a', 'b', 'c'];
const spaceLabels: Record<string, Labels> = { a: { zone: 'x' }, b: { zone: 'y' }, c: {} };
const ports = { http: 80, admin: 81 };

const worldFrom = (seed: number) => {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const some = <Item>(most: number, make: () => Item): Item[] => Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const labels = (): Record<string, string> =>
    Object.fromEntries(['app', 'tier'].flatMap((key) => (random() < 0.7 ? [[key, pick(['1', '2'])]] : [])));
  const expression = () => {
    const operator = pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    return { key: pick(['app', 'tier', 'zone']), operator, ...(operator.endsWith('In') && { values: some(1, () => '1').concat('2') }) };
  };
  const selector = (): Select =>
    pick<() => Select>([() => ({}), () => ({ matchLabels: labels() }), () => ({ matchExpressions: [expression()] })])();
  const peer = (): Peer => {
    const cidr = pick(['0.0.0.0/0', '10.0.0.0/8', '192.168.0.0/16']);
    if (random() < 0.25) return { ipBlock: { cidr, ...(random() < 0.5 && { except: [cidr.replace(/\d+\.0\/\d+$/, '1.0/24')] }) } };
    const within = { podSelector: selector() };
    const beyond = { namespaceSelector: pick<Select>([{}, { matchLabels: { zone: 'x' } }, { matchExpressions: [expression()] }]) };
    return pick<object>([within, beyond, { ...within, ...beyond }]) as Peer;
  };
  const port = () => {
    const first = pick<number | string | undefined>([80, 81, 79, 'http', 'admin', undefined]);
    return { protocol: pick(['TCP', 'TCP', 'UDP']), ...(first !== undefined && { port: first }), ...(first === 79 && { endPort: 80 }) };
  };
  const rule = (side: 'from' | 'to') => () => ({
    ...(random() < 0.9 && { [side]: some(2, peer) }),
    ...(random() < 0.6 && { ports: some(2, port) }),
  });
  const policies = some(4, () => {
    const types = pick([undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
    const spec = { podSelector: selector(), ingress: some(2, rule('from')), ...(random() < 0.7 && { egress: some(2, rule('to')) }) };
    return { namespace: pick(spaces), spec: { ...spec, ...(types && { policyTypes: types }) } as unknown as INetworkPolicySpec };
  });
  const pods = Array.from({ length: 4 }, (_, index) => ({ name: `p${index}`, namespace: pick(spaces), labels: labels() }));
  return { policies, pods };
};

type World = ReturnType<typeof worldFrom>;
type Pod = World['pods'][number];

type End = Pod | string;

/** Whether labels are as a selector wants them, one requirement after the other. */
const fits = (select: Select, labels: Labels): boolean => {
  for (const key in select.matchLabels) if (labels[key] !== select.matchLabels[key]) return false;
  return !(select.matchExpressions ?? []).some((each) => fails(each, labels));
};

const fails = ({ key, operator, values = [] }: NonNullable<Select['matchExpressions']>[number], labels: Labels): boolean => {
  const among = key in labels && values.indexOf(labels[key] as string) >= 0;
  return { In: !among, NotIn: among, Exists: !(key in labels), DoesNotExist: key in labels }[operator] ?? true;
};

const isAddress = (address: string, { cidr, except = [] }: NonNullable<Peer['ipBlock']>): boolean => {
  const lists = [[cidr], except].map((cidrs) => {
    const list = new BlockList();
    for (const each of cidrs) list.addSubnet(each.split('/')[0] as string, Number(each.split('/')[1]));
    return list.check(address);
  });
  return lists[0] === true && lists[1] === false;
};

const isPeer = (peer: Peer, home: string, other: End): boolean => {
  if (peer.ipBlock) return typeof other === 'string' && isAddress(other, peer.ipBlock);
  if (typeof other === 'string') return false;
  const space = { 'kubernetes.io/metadata.name': other.namespace, ...spaceLabels[other.namespace] };
  if (peer.namespaceSelector ? !fits(peer.namespaceSelector as Select, space) : other.namespace !== home) return false;
  return peer.podSelector === undefined || fits(peer.podSelector as Select, other.labels);
};

const isPort = ({ ports: allowed }: Rule, number: number, to: End): boolean => {
  if (!allowed || allowed.length === 0) return true;
  return allowed.some(({ protocol, port, endPort }) => {
    if (protocol !== 'TCP') return false;
    if (typeof port === 'string') return typeof to !== 'string' && ports[port as keyof typeof ports] === number;
    if (port === undefined || endPort === undefined) return port === undefined || port === number;
    return port <= number && number <= endPort;
  });
};

/** The same question, asked without an index: every policy, every rule, every peer. */
const naive = ({ policies }: World, from: End, to: End, number: number): boolean => {
  const passes = (pod: End, other: End, type: 'Ingress' | 'Egress'): boolean => {
    if (typeof pod === 'string') return true;
    const holding = policies.filter(({ namespace: home, spec }) => {
      const types: readonly string[] = spec.policyTypes ?? (spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']);
      return home === pod.namespace && fits(spec.podSelector as Select, pod.labels) && types.includes(type);
    });
    const opens = ({ namespace: home, spec }: (typeof policies)[number]): boolean =>
      ((type === 'Ingress' ? spec.ingress : spec.egress) as Rule[] | undefined)?.some((rule) => {
        const peers = type === 'Ingress' ? rule.from : rule.to;
        return isPort(rule, number, to) && (!peers?.length || peers.some((peer) => isPeer(peer, home, other)));
      }) ?? false;
    return holding.length === 0 || holding.some(opens);
  };
  return passes(from, to, 'Egress') && passes(to, from, 'Ingress');
};

const numbers = [80, 81, 443];
const addresses = ['10.0.1.7', '192.168.3.4', '8.8.8.8'];

/** Both answers to every question of a world. */
function* answers(seed: number): Generator<{ asked: object; ours: boolean; naively: boolean }> {
  const world = worldFrom(seed);
  const reach = reachOf(
    ...spaces.map((name) => namespace(name, spaceLabels[name])),
    ...world.pods.map(({ namespace: where, name, labels }) => pod(where, name, labels, ports)),
    ...world.policies.map(({ namespace: where, spec }, index): Located => policy(where, `policy-${index}`, spec)),
  );
  const peerOf = (end: End) => (typeof end === 'string' ? placeOf(end, [`${end}/32`]) : groupOf(reach, end.name));
  const pairs = [...world.pods, ...addresses].flatMap((from) => [...world.pods, ...addresses].map((to) => [from, to] as const));
  for (const [from, to] of pairs.filter(([one, other]) => one !== other && !(typeof one === 'string' && typeof other === 'string')))
    for (const number of numbers) {
      const ours = reach.between(peerOf(from), peerOf(to), tcp(number)).every(({ allows }) => allows);
      yield { asked: { seed, from, to, number }, ours, naively: naive(world, from, to, number) };
    }
}

test('answers as an evaluator does that looks at every policy, rule and peer in turn', () => {
  const all = Array.from({ length: worlds }, (_, index) => [...answers(index + 1)]).flat();
  expect(all.filter(({ ours, naively }) => ours !== naively)).toEqual([]);
  // Neither answer is rare, or the comparison would prove little.
  expect(all.filter(({ ours }) => ours).length).toBeGreaterThan(all.length / 10);
  expect(all.filter(({ ours }) => !ours).length).toBeGreaterThan(all.length / 10);
});
