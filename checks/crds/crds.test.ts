import { flawOf, inCel, programOf } from '../policies/evaluate';
import { gatewayApi } from './gateway-api';
import { karpenter } from './karpenter';
import { leadsTo } from './read';
import { traffic } from './traffic';

const all = { ...gatewayApi, ...karpenter, ...traffic };
const rules = Object.entries(all).flatMap(([kind, of]) => of.map((rule) => ({ kind, ...rule })));

const brokenBy = (kind: keyof typeof all, spec: object): string[] =>
  rules.flatMap((rule) => {
    if (rule.kind !== kind) return [];
    const broken = leadsTo({ spec }, rule.at).filter(({ value }) => programOf(rule.holds)({ self: inCel(value) }) !== true);
    return broken.map(({ place }) => `${place} ${rule.fact}`);
  });

test.each(rules.map(({ kind, at, holds }) => [kind, at, holds]))('%s %s can be evaluated: %s', (_kind, _at, holds) =>
  expect(flawOf(holds)).toBeUndefined(),
);

const http = 'gateway.networking.k8s.io/HTTPRoute';
const gateway = 'gateway.networking.k8s.io/Gateway';
const pool = 'karpenter.sh/NodePool';
const nodes = 'karpenter.k8s.aws/EC2NodeClass';
const kong = 'configuration.konghq.com/KongUpstreamPolicy';
const peers = 'security.istio.io/PeerAuthentication';

const path = (value: string, type = 'PathPrefix') => ({ rules: [{ matches: [{ path: { type, value } }] }] });
const asking = (requirement: object) => ({ template: { spec: { requirements: [requirement] } } });
const listener = { name: 'api', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'tls' }] } };
const role = { role: 'nodes' };

test.each([
  [http, path('/orders')],
  [http, path("/a-b/c.d~e/%20/'x'")],
  [http, path('^orders$', 'RegularExpression')],
  [http, { rules: [{ backendRefs: [{ name: 'orders', port: 80 }], timeouts: { request: '15s', backendRequest: '5s' } }] }],
  [http, { rules: [{ timeouts: { request: '0s', backendRequest: '5s' } }] }],
  [
    http,
    {
      parentRefs: [
        { name: 'public', sectionName: 'a' },
        { name: 'public', sectionName: 'b' },
      ],
    },
  ],
  [gateway, { listeners: [listener, { name: 'plain', port: 80, protocol: 'HTTP' }] }],
  [pool, asking({ key: 'karpenter.k8s.aws/instance-family', operator: 'In', values: ['m7i'], minValues: 1 })],
  [pool, asking({ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] })],
  [pool, asking({ key: 'karpenter.k8s.aws/instance-cpu', operator: 'Gt', values: ['4'] })],
  [pool, { template: { metadata: { labels: { 'node-role': 'general' } } } }],
  [nodes, { ...role, amiSelectorTerms: [{ alias: 'al2023@latest' }], subnetSelectorTerms: [{ tags: { a: 'b' } }] }],
  [nodes, { ...role, kubelet: { evictionSoft: { 'memory.available': '5%' }, evictionSoftGracePeriod: { 'memory.available': '1m' } } }],
  [kong, { algorithm: 'round-robin', healthchecks: { passive: { unhealthy: { tcpFailures: 3 } } } }],
  [peers, { selector: { matchLabels: { app: 'orders' } }, portLevelMtls: { '8080': { mode: 'PERMISSIVE' } } }],
] as const)('%s %j breaks nothing', (kind, spec) => expect(brokenBy(kind, spec)).toEqual([]));

const refused: (readonly [keyof typeof all, object, string])[] = [
  [http, path('orders'), 'spec.rules[0].matches[0].path is no absolute path, or has characters that a path cannot have'],
  [http, path('/a b'), 'spec.rules[0].matches[0].path is no absolute path, or has characters that a path cannot have'],
  [http, path('/a/../b'), "spec.rules[0].matches[0].path has '//', '/.', '/..' or an encoded '/' in it"],
  [http, path('/a//b'), "spec.rules[0].matches[0].path has '//', '/.', '/..' or an encoded '/' in it"],
  [http, { rules: [{ backendRefs: [{ name: 'orders' }] }] }, 'spec.rules[0].backendRefs[0] names a Service without a port'],
  [
    http,
    { rules: [{ filters: [{ requestRedirect: {} }], backendRefs: [{ name: 'orders', port: 80 }] }] },
    'spec.rules[0] sends callers elsewhere and to a Service',
  ],
  [
    http,
    { rules: [{ timeouts: { request: '5s', backendRequest: '10s' } }] },
    'spec.rules[0].timeouts lets a single try take longer than the whole request',
  ],
  [http, { parentRefs: [{ name: 'public' }, { name: 'public' }] }, 'spec.parentRefs names the same parent twice'],
  [http, { rules: [{ name: 'a' }, { name: 'a' }] }, 'spec.rules has two rules of one name'],
  [gateway, { listeners: [listener, { ...listener, port: 8443 }] }, 'spec.listeners has two listeners of one name'],
  [gateway, { listeners: [listener, { ...listener, name: 'b' }] }, 'spec.listeners has two listeners of one port, protocol and host'],
  [gateway, { listeners: [{ ...listener, protocol: 'HTTP' }] }, 'spec.listeners[0] has tls on a protocol without it'],
  [gateway, { listeners: [{ ...listener, tls: { mode: 'Passthrough' } }] }, 'spec.listeners[0] does not end TLS, which HTTPS has to'],
  [
    gateway,
    { listeners: [{ name: 'a', port: 1, protocol: 'TCP', hostname: 'a.b' }] },
    'spec.listeners[0] has a host name on a protocol that knows none',
  ],
  [gateway, { listeners: [{ ...listener, tls: {} }] }, 'spec.listeners[0].tls ends TLS without a certificate'],
  [
    pool,
    { disruption: { budgets: [{ nodes: '0', schedule: '@daily' }] } },
    'spec.disruption.budgets[0] has one of schedule and duration without the other',
  ],
  [pool, asking({ key: 'a', operator: 'In', values: [] }), "spec.template.spec.requirements[0] has operator 'In' and no values"],
  [
    pool,
    asking({ key: 'a', operator: 'Gt', values: ['x'] }),
    'spec.template.spec.requirements[0] compares with something else than one whole number',
  ],
  [
    pool,
    asking({ key: 'a', operator: 'In', values: ['x'], minValues: 2 }),
    'spec.template.spec.requirements[0] wants more values than it has',
  ],
  ...['kubernetes.io/hostname', 'karpenter.sh/nodepool', 'karpenter.sh/own', 'node.k8s.io/x', 'karpenter.k8s.aws/own'].map(
    (key) =>
      [
        pool,
        asking({ key, operator: 'Exists' }),
        'spec.template.spec.requirements[0] asks for a label that Karpenter keeps for itself',
      ] as const,
  ),
  [
    pool,
    { template: { metadata: { labels: { 'karpenter.sh/nodepool': 'a' } } } },
    'spec.template.metadata.labels sets a label that Karpenter keeps for itself',
  ],
  [
    pool,
    { template: { spec: { nodeClassRef: { group: '', kind: 'EC2NodeClass', name: 'a' } } } },
    'spec.template.spec.nodeClassRef names no class',
  ],
  [nodes, { role: 'a', instanceProfile: 'b' }, 'spec has not exactly one of role and instanceProfile'],
  [nodes, { ...role, subnetSelectorTerms: [{}] }, 'spec.subnetSelectorTerms[0] selects by nothing'],
  [
    nodes,
    { ...role, subnetSelectorTerms: [{ id: 'a', tags: { a: 'b' } }] },
    'spec.subnetSelectorTerms[0] selects by an id or alias and by something else',
  ],
  [nodes, { ...role, subnetSelectorTerms: [{ tags: { a: '' } }] }, 'spec.subnetSelectorTerms[0].tags has an empty tag'],
  [
    nodes,
    { ...role, amiSelectorTerms: [{ alias: 'al2023@latest' }, { id: 'a' }] },
    'spec.amiSelectorTerms has an alias beside other terms',
  ],
  [
    nodes,
    { ...role, amiSelectorTerms: [{ alias: 'al2024@latest' }] },
    'spec.amiSelectorTerms[0] has an alias that is no family with a version',
  ],
  [
    nodes,
    { ...role, blockDeviceMappings: [{ ebs: { encrypted: true } }] },
    'spec.blockDeviceMappings[0].ebs has neither volumeSize nor snapshotID',
  ],
  [nodes, { ...role, blockDeviceMappings: [{ rootVolume: true }, { rootVolume: true }] }, 'spec.blockDeviceMappings has two root volumes'],
  [
    nodes,
    { ...role, kubelet: { evictionSoft: { a: '5%' } } },
    'spec.kubelet has evictionSoft without the same keys in evictionSoftGracePeriod',
  ],
  [nodes, { ...role, tags: { 'karpenter.sh/nodepool': 'a' } }, 'spec.tags has a tag that Karpenter sets itself'],
  [kong, { algorithm: 'round-robin', hashOn: { input: 'ip' } }, 'spec has hashOn with an algorithm that does not hash'],
  [kong, { healthchecks: { passive: { unhealthy: { interval: 5 } } } }, 'spec.healthchecks.passive has an interval, while it asks nobody'],
  [peers, { portLevelMtls: { '80': {} } }, 'spec has portLevelMtls for a whole namespace'],
  [peers, { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { '0': {} } }, 'spec.portLevelMtls names no port from 1 to 65535'],
  ['security.istio.io/AuthorizationPolicy', { selector: {}, targetRefs: [] }, 'spec has both selector and targetRefs'],
];

test.each(refused)('%s %j is refused', (kind, spec, fact) => expect(brokenBy(kind, spec)).toEqual([fact]));

test('each rule is tried', () => {
  const untried = rules.filter(({ kind, fact }) => !refused.some(([of, , said]) => of === kind && said.endsWith(` ${fact}`)));
  expect(untried.map(({ kind, fact }) => `${kind} ${fact}`)).toEqual([]);
});
