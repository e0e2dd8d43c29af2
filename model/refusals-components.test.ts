import { accepted, component, definition, type Fields, mistakesIn, type Row, refused, sampleWith, unknownFields } from './testing';

const label = 'use at most 63 lower-case letters, digits and hyphens';

accepted([
  [component('door'), { network: { ingress: [{ from: 'cluster', ports: [1, 65_535] }] } }],
  [component('kinds'), { network: {} }],
  [component('kinds'), { git: undefined, network: {} }],
  [component('kinds'), { git: undefined, objects: () => [] }],
  [component('door'), { alsoWritesTo: ['n'.repeat(63)] }],
  [component('door'), { iam: () => ({}), provides: { serviceAccounts: ['door'] } }],
  [component('vault'), { chart: { version: 'v1.0.0-rc.1' } }],
  [component('kinds'), { git: { revision: '0'.repeat(40) } }],
]);

unknownFields([
  [component('door'), { valeus: {} }, 'valeus', 'values'],
  [component('door'), { chart: { verson: '' } }, 'chart.verson', 'version'],
  [component('kinds'), { git: { pth: '' } }, 'git.pth', 'path'],
  [component('door'), { network: { egres: [] } }, 'network.egres', 'egress'],
  [component('door'), { network: { ingress: [{ from: 'cluster', ports: [1], port: 1 }] } }, 'network.ingress[0].port', 'ports'],
  [component('door'), { provides: { kind: {} } }, 'provides.kind', 'kinds'],
  [
    component('door'),
    { provides: { kinds: { 'sample.org/v1': { namespacd: [] } } } },
    'provides.kinds.sample.org/v1.namespacd',
    'namespaced',
  ],
  [component('door'), { provides: { gateway: { listner: 'https' } } }, 'provides.gateway.listner', 'listener'],
  [component('door'), { provides: { gateway: { pods: { label: {} } } } }, 'provides.gateway.pods.label', 'labels'],
  [component('scraper'), { provides: { scraper: { label: {} } } }, 'provides.scraper.label', 'labels'],
  [component('scraper'), { podSecurity: { lvl: '' } }, 'podSecurity.lvl', 'level'],
]);

describe('a component', () => {
  const roleFix =
    "write 'api-gateway' or 'delivery' or 'gitops' or 'metrics' or 'network-policy' or 'node-scaling' or 'policy' or 'secrets' or 'service-mesh'";
  const functions = ['values', 'objects', 'iam'].flatMap((field): Row[] => {
    const fix = 'write a function of the cluster: (cluster) => …';
    return [
      [{ [field]: { replicas: 2 } }, `wrong-type: ${field} is an object with replicas; ${fix}`],
      [{ [field]: null }, `wrong-type: ${field} is null; ${fix}`],
      [{ [field]: [] }, `wrong-type: ${field} is a list of 0; ${fix}`],
    ];
  });

  refused(component('door'), [
    ...functions,
    [{ chart: { version: '^1.2.3' } }, "version-not-exact: chart.version is '^1.2.3'; pin one exact version such as '1.2.3'"],
    [{ chart: { version: '1.2' } }, "version-not-exact: chart.version is '1.2'; pin one exact version such as '1.2.3'"],
    [
      { network: { ingress: [{ from: 'cluster', ports: [65_536] }] } },
      'out-of-range: network.ingress[0].ports[0] is 65536; write a whole number from 1 to 65535',
    ],
    [{ alsoWritesTo: ['n'.repeat(64)] }, `bad-name: alsoWritesTo[0] is '${'n'.repeat(64)}'; ${label}`],
    [{ after: ['kind'] }, "unknown-component: after names 'kind', which is not a component; did you mean 'kinds'?"],
    [{ after: ['postgres'] }, "unknown-component: after names 'postgres', which is not a component; remove it"],
    [{ after: ['door'] }, 'after-cycle: after leads back to itself: door after door; remove one of them from its after'],
    [{ role: 'gateway' }, `unknown-value: role is 'gateway'; ${roleFix}`],
    [{ provides: undefined }, "role-offers-nothing: role 'api-gateway' without provides.gateway; say what the others rely on"],
    [
      { network: { ingress: [{ from: 'world', ports: [8443] }] } },
      "unknown-value: network.ingress[0].from is 'world'; write 'control-plane' or 'scraper' or 'load-balancer' or 'readers-of-metrics' or 'cluster'",
    ],
    [{ iam: () => ({}) }, 'iam-without-account: has iam and no provides.serviceAccounts; name the service accounts that its pods run as'],
    [
      { iam: () => ({}), provides: { serviceAccounts: [] } },
      'iam-without-account: has iam and no provides.serviceAccounts; name the service accounts that its pods run as',
    ],
    [
      { namespace: 'a-namespace-with-a-very-long-name', iam: () => ({}), provides: { serviceAccounts: ['door-controller'] } },
      "name-too-long: the IAM role 'open-ap-south-1-a-namespace-with-a-very-long-name-door-controller' would have 65 characters, " +
        'AWS allows 64; shorten a name',
    ],
  ]);

  refused(component('kinds'), [
    [{ git: undefined }, 'empty-component: has no chart, git, objects or network; say where it comes from'],
    [{ git: undefined, values: () => ({}) }, 'empty-component: has no chart, git, objects or network; say where it comes from'],
    [{ git: { revision: 'main' } }, "revision-moves: git.revision is 'main'; write 'refs/tags/…' or a commit of 40 digits"],
    [{ git: { revision: 'v1.0.0' } }, "revision-moves: git.revision is 'v1.0.0'; write 'refs/tags/…' or a commit of 40 digits"],
    [
      { git: { repository: 'git@github.com:sample/kinds' } },
      "bad-address: git.repository is 'git@github.com:sample/kinds'; write an address that begins with 'https://'",
    ],
  ]);

  const reasonFix = 'write one sentence that ends with a full stop';
  refused(component('scraper'), [
    [{ podSecurity: { reason: '' } }, `bad-purpose: podSecurity.reason is ''; ${reasonFix}`],
    [{ podSecurity: { reason: ' ' } }, `bad-purpose: podSecurity.reason is ' '; ${reasonFix}`],
    [{ podSecurity: { reason: undefined } }, 'missing-field: podSecurity.reason is missing; add it, a string'],
    [{ podSecurity: { level: 'restricted' } }, "unknown-value: podSecurity.level is 'restricted'; write 'baseline' or 'privileged'"],
  ]);
});

describe('what a component offers', () => {
  refused(component('door'), [
    [{ provides: { gateway: 'door' } }, "wrong-type: provides.gateway is 'door'; write an object"],
    [{ provides: { gateway: { listener: undefined } } }, 'missing-field: provides.gateway.listener is missing; add it, a string'],
    [{ provides: { gateway: { name: 'Door' } } }, `bad-name: provides.gateway.name is 'Door'; ${label}`],
    [{ provides: { gateway: { namespace: 'Door' } } }, `bad-name: provides.gateway.namespace is 'Door'; ${label}`],
    [{ provides: { gateway: { pods: undefined } } }, 'missing-field: provides.gateway.pods is missing; add it, an object'],
    [{ provides: { gateway: { pods: { labels: { app: 1 } } } } }, 'wrong-type: provides.gateway.pods.labels.app is 1; write a string'],
  ]);

  refused(component('scraper'), [
    [{ provides: undefined }, "role-offers-nothing: role 'metrics' without provides.scraper; say what the others rely on"],
    [{ provides: { scraper: true } }, 'wrong-type: provides.scraper is true; write an object'],
    [{ provides: { scraper: { namespace: 'Scraper' } } }, `bad-name: provides.scraper.namespace is 'Scraper'; ${label}`],
    [{ provides: { scraper: { labels: undefined } } }, 'missing-field: provides.scraper.labels is missing; add it, a record'],
    [{ provides: { scraper: { labels: { app: true } } } }, 'wrong-type: provides.scraper.labels.app is true; write a string'],
  ]);

  refused(component('porter'), [
    [{ provides: undefined }, "role-offers-nothing: role 'node-scaling' without provides.nodeScaling; say what the others rely on"],
    [{ provides: { nodeScaling: 'pods' } }, "unknown-value: provides.nodeScaling is 'pods'; write 'pools' or 'groups'"],
  ]);

  refused(component('vault'), [
    [
      { provides: undefined },
      "role-offers-nothing: role 'secrets' without provides.secretStore or provides.secretProvider; say what the others rely on",
    ],
    [
      { provides: { secretProvider: 'aws' } },
      "role-offers-two: role 'secrets' with provides.secretStore and provides.secretProvider; say one; others rely on either",
    ],
    [{ provides: { secretStore: undefined, secretProvider: 'gcp' } }, "unknown-value: provides.secretProvider is 'gcp'; write 'aws'"],
    [{ provides: { secretStore: 'Vault' } }, `bad-name: provides.secretStore is 'Vault'; ${label}`],
  ]);
});

describe('a cycle is reported once', () => {
  const cycleAt = (file: string, cycle: string): string =>
    `${file}: after-cycle: after leads back to itself: ${cycle}; remove one of them from its after`;

  test.each<[cycle: string, afters: Fields]>([
    ['door after kinds after door', { kinds: ['door'] }],
    ['door after vault after kinds after door', { door: ['vault'], kinds: ['door'] }],
  ])('%s', (cycle, afters) => {
    const changes = Object.fromEntries(Object.entries(afters).map(([name, after]) => [component(name), { after }]));
    expect(mistakesIn(sampleWith(changes))).toEqual([cycleAt(component('door'), cycle)]);
  });

  test('where something before its members leads into it, at the first member that is met', () => {
    const attic = definition(component('attic'), { purpose: 'Is met first.', after: ['vault'], network: {} });
    const registry = sampleWith({ [component('kinds')]: { after: ['vault'] } }, { components: [attic] });
    expect(mistakesIn(registry)).toEqual([cycleAt(component('vault'), 'vault after kinds after vault')]);
  });

  test('each of two that have nothing in common', () => {
    const registry = sampleWith({ [component('door')]: { after: ['door'] }, [component('vault')]: { after: ['vault'] } });
    expect(mistakesIn(registry)).toEqual(['door', 'vault'].map((name) => cycleAt(component(name), `${name} after ${name}`)));
  });
});
