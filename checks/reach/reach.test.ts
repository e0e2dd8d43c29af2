import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { Located } from '../mechanism/rule';
import { placeOf } from './places';
import { type Port, tcp } from './step';
import { custom, defaultDeny, groupOf, namespace, pod, policy, reachOf } from './testing';

/** A cook in the kitchen asks a waiter in the hall, who listens on 80 as `http`. */
const people = [
  namespace('kitchen', { floor: 'ground' }),
  namespace('hall', { floor: 'first' }),
  pod('kitchen', 'cook', { app: 'cook', shift: 'late' }),
  pod('hall', 'waiter', { app: 'waiter' }, { http: 80 }),
];

const reaches = (objects: readonly Located[], port: Port = tcp(80)): boolean => {
  const reach = reachOf(...people, ...objects);
  return reach.between(groupOf(reach, 'cook'), groupOf(reach, 'waiter'), port).every(({ allows }) => allows);
};

type Ingress = NonNullable<INetworkPolicySpec['ingress']>[number];
type Egress = NonNullable<INetworkPolicySpec['egress']>[number];

const out = (...egress: Egress[]): Located => policy('kitchen', 'out', { policyTypes: ['Egress'], egress });
const into = (...ingress: Ingress[]): Located => policy('hall', 'into', { policyTypes: ['Ingress'], ingress });
const closed = [defaultDeny('kitchen'), defaultDeny('hall')];

const toWaiters = { to: [{ namespaceSelector: { matchLabels: { floor: 'first' } }, podSelector: { matchLabels: { app: 'waiter' } } }] };
const fromCooks = { from: [{ namespaceSelector: { matchLabels: { floor: 'ground' } }, podSelector: { matchLabels: { app: 'cook' } } }] };
const on = (port: number | string, protocol: 'TCP' | 'UDP' = 'TCP', endPort?: number) => ({
  ports: [{ port, protocol, ...(endPort && { endPort }) }],
});

test.each<[is: boolean, when: string, objects: Located[]]>([
  [true, 'no policy is there', []],
  [false, 'both namespaces are closed', closed],
  [true, 'both sides allow it', [...closed, out(toWaiters), into(fromCooks)]],
  [false, 'only the one that asks is allowed to', [...closed, out(toWaiters)]],
  [false, 'only the one that is asked allows it', [...closed, into(fromCooks)]],
  [true, 'both sides allow it on the port', [...closed, out({ ...toWaiters, ...on(80) }), into({ ...fromCooks, ...on(80) })]],
  [false, 'one side allows another port', [...closed, out({ ...toWaiters, ...on(80) }), into({ ...fromCooks, ...on(81) })]],
  [false, 'one side allows it over UDP', [...closed, out({ ...toWaiters, ...on(80, 'UDP') }), into(fromCooks)]],
  [true, 'the port is named on both sides', [...closed, out({ ...toWaiters, ...on('http') }), into({ ...fromCooks, ...on('http') })]],
  [false, 'the port has another name', [...closed, out({ ...toWaiters, ...on('https') }), into(fromCooks)]],
  [true, 'the port is within a range', [...closed, out({ ...toWaiters, ...on(70, 'TCP', 90) }), into(fromCooks)]],
  [false, 'the port is beyond a range', [...closed, out({ ...toWaiters, ...on(81, 'TCP', 90) }), into(fromCooks)]],
  [true, 'a rule names nobody, and so everybody', [...closed, out({}), into({})]],
  [true, 'a rule has an empty list of peers', [...closed, out({ to: [] }), into({ from: [] })]],
  [false, 'an empty podSelector means the own namespace', [...closed, out({ to: [{ podSelector: {} }] }), into({})]],
  [true, 'an empty namespaceSelector means every namespace', [...closed, out({ to: [{ namespaceSelector: {} }] }), into({})]],
  [false, 'the namespace is another one', [...closed, out({ to: [{ namespaceSelector: { matchLabels: { floor: 'top' } } }] }), into({})]],
  [true, 'labels are given by expressions', [...closed, out({}), into({ from: [{ namespaceSelector: {}, podSelector: late('In') }] })]],
  [false, 'an expression excludes them', [...closed, out({}), into({ from: [{ namespaceSelector: {}, podSelector: late('NotIn') }] })]],
  [false, 'pods are named by their addresses', [...closed, out({ to: [{ ipBlock: { cidr: '10.200.0.0/16' } }] }), into({})]],
  [true, 'a policy without types and without egress leaves the way out open', [policy('kitchen', 'in-only', {}), into({})]],
  [false, 'a policy without types but with egress closes the way out', [policy('kitchen', 'dns-only', { egress: [on(53)] })]],
  [
    true,
    'a policy holds for other pods',
    [policy('hall', 'others', { podSelector: { matchLabels: { app: 'host' } }, policyTypes: ['Ingress'] })],
  ],
])('%s when %s', (is, _, objects) => expect(reaches(objects)).toBe(is));

function late(operator: 'In' | 'NotIn') {
  return { matchExpressions: [{ key: 'shift', operator, values: ['late', 'early'] }] };
}

describe('addresses', () => {
  const goesTo = (cidr: string, block: { cidr: string; except?: string[] }): boolean => {
    const reach = reachOf(...people, out({ to: [{ ipBlock: block }], ...on(443) }));
    return reach.between(groupOf(reach, 'cook'), placeOf('there', [cidr]), tcp(443)).every(({ allows }) => allows);
  };

  test.each<[boolean, string, { cidr: string; except?: string[] }]>([
    [true, '10.1.2.3/32', { cidr: '10.0.0.0/8' }],
    [true, '10.1.0.0/16', { cidr: '10.1.0.0/16' }],
    [false, '10.0.0.0/8', { cidr: '10.1.0.0/16' }],
    [false, '10.1.2.3/32', { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
    [true, '10.2.2.3/32', { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
    [false, '10.0.0.0/15', { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
    [true, '8.8.8.8/32', { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }],
    [false, '2001:db8::1/128', { cidr: '0.0.0.0/0' }],
    [true, '2001:db8::1/128', { cidr: '2001:db8::/32' }],
  ])('%s: %s by %j', (is, cidr, block) => expect(goesTo(cidr, block)).toBe(is));

  test('a port by name is none of an address', () => {
    const reach = reachOf(...people, out({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ...on('http') }));
    expect(reach.between(groupOf(reach, 'cook'), placeOf('there', ['8.8.8.8/32']), tcp(80)).map(({ allows }) => allows)).toEqual([false]);
  });
});

test('says which rule opens a way, or which one comes closest', () => {
  const reach = reachOf(...people, ...closed, out(on(53), { ...toWaiters, ...on(80) }), into({ ...fromCooks, ...on(81) }));
  const steps = reach.between(groupOf(reach, 'cook'), groupOf(reach, 'waiter'), tcp(80));
  expect(steps.map(({ object, says }) => [object?.json.metadata.name, says])).toEqual([
    ['out', 'egress rule 2 lets it out to Pod hall/waiter on 80/TCP'],
    ['into', 'ingress rule 1 lets in Pod kitchen/cook on 81/TCP, not on 80/TCP'],
  ]);
});

describe('policies of Cilium', () => {
  const cilium = (spec: object): Located => custom('cilium.io/v2', 'CiliumNetworkPolicy', 'hall', spec);
  const cooks = { matchLabels: { 'k8s:app': 'cook', 'k8s:io.kubernetes.pod.namespace': 'kitchen' } };
  const toPorts = (port: string) => [{ ports: [{ port, protocol: 'TCP' }] }];

  test.each<[boolean, string, object]>([
    [true, 'endpoints of another namespace', { ingress: [{ fromEndpoints: [cooks], toPorts: toPorts('80') }] }],
    [true, 'the port by its name', { ingress: [{ fromEndpoints: [cooks], toPorts: toPorts('http') }] }],
    [false, 'another port', { ingress: [{ fromEndpoints: [cooks], toPorts: toPorts('81') }] }],
    [false, 'endpoints without a namespace, which are its own', { ingress: [{ fromEndpoints: [{ matchLabels: { app: 'cook' } }] }] }],
    [true, 'everything in the cluster', { ingress: [{ fromEntities: ['cluster'] }] }],
    [false, 'the world', { ingress: [{ fromEntities: ['world'] }] }],
    [false, 'nobody: one empty list of rules closes', { ingress: [] }],
    [true, 'rules that close nothing by themselves', { ingress: [], enableDefaultDeny: { ingress: false } }],
    [false, 'a denial beside a permission', { ingress: [{ fromEntities: ['all'] }], ingressDeny: [{ fromEndpoints: [cooks] }] }],
    [true, 'rules for others', { endpointSelector: { matchLabels: { 'any:app': 'host' } }, ingress: [] }],
  ])('%s: %s', (is, _, spec) => expect(reaches([cilium({ endpointSelector: {}, ...spec })])).toBe(is));
});

describe('authorization by a mesh', () => {
  const authorization = (spec: object, where = 'hall'): Located => custom('security.istio.io/v1', 'AuthorizationPolicy', where, spec);
  const by = (...principals: string[]) => ({ rules: [{ from: [{ source: { principals } }] }] });
  const cook = 'cluster.local/ns/kitchen/sa/cook';

  test.each<[boolean, string, Located[]]>([
    [true, 'who is named may', [authorization(by(cook))]],
    [false, 'who is not named may not', [authorization(by('cluster.local/ns/kitchen/sa/chef'))]],
    [false, 'nobody may by a policy without rules', [authorization({})]],
    [true, 'everybody may by an empty rule', [authorization({ rules: [{}] })]],
    [false, 'who is denied may not, whoever allows it', [authorization(by(cook)), authorization({ action: 'DENY', ...by(cook) })]],
    [true, 'one policy that allows is enough', [authorization({}), authorization(by(cook))]],
    [true, 'a policy for others holds for nobody else', [authorization({ selector: { matchLabels: { app: 'host' } } })]],
    [false, 'one of the mesh itself holds everywhere', [authorization({}, 'istio-system')]],
    [true, 'a namespace may be named', [authorization({ rules: [{ from: [{ source: { namespaces: ['kitch*'] } }] }] })]],
    [false, 'another port is not this one', [authorization({ rules: [{ to: [{ operation: { ports: ['81'] } }] }] })]],
  ])('%s: %s', (is, _, objects) => expect(reaches(objects)).toBe(is));
});
