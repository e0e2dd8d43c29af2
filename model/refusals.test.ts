import { z } from 'zod';
import { load } from './load';
import { inOneLine } from './mistake';
import type { Registry, Source } from './registry';
import { sampleFile, sampleRegistry } from './sample';
import { defineTopic, type EventType } from './topic';

type Fields = Readonly<Record<string, unknown>>;
type Changes = Readonly<Record<string, Fields>>;

/** Fields over fields: objects are merged, everything else is replaced, and `undefined` leaves a field out. */
const merged = (fields: Fields, changes: Fields): Fields => ({
  ...fields,
  ...Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, mergedValue(fields[name], change)])),
});
const mergedValue = (value: unknown, change: unknown): unknown => (isPlain(value) && isPlain(change) ? merged(value, change) : change);
const isPlain = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const definition = (file: string, fields: unknown): Source => ({ file, exports: { default: fields } });

const eachKind = (registry: Registry, change: (sources: readonly Source[], kind: keyof Registry) => readonly Source[]): Registry => {
  const kinds = Object.entries(registry) as [keyof Registry, readonly Source[]][];
  return Object.fromEntries(kinds.map(([kind, sources]) => [kind, change(sources, kind)])) as unknown as Registry;
};

/** The sample with other fields in some of its files, and with more files. Definitions are untyped here, so that they can be wrong. */
const sampleWith = (changes: Changes, more: Partial<Registry> = {}): Registry => {
  const change = (source: Source): Source => {
    const fields = changes[source.file];
    return fields ? definition(source.file, merged(source.exports.default as Fields, fields)) : source;
  };
  return eachKind(sampleRegistry(), (sources, kind) => [...sources.map(change), ...(more[kind] ?? [])]);
};

const mistakesIn = (registry: Registry): string[] => load(registry).mistakes.map(inOneLine);

/** Each row is a change to the file and the one mistake that follows in it. */
const refused = (file: string, rows: readonly (readonly [Fields, string])[], more?: Partial<Registry>) =>
  describe(file, () => {
    test.each(rows.map(([fields, mistake]) => [mistake, fields] as const))('%s', (mistake, fields) => {
      expect(mistakesIn(sampleWith({ [file]: fields }, more))).toEqual([`${file}: ${mistake}`]);
    });
  });

const [kitchen, menu, waiter] = ['kitchen', 'menu', 'waiter'].map(sampleFile) as [string, string, string];
const component = (name: string): string => `components/sample/${name}.ts`;
const open = 'platform/environments/open.ts';
const organisation = 'platform/organisation.ts';
const teams = 'platform/teams.ts';
const release = 'releases/open.json';
const topics = 'platform/topics/kitchen.ts';

const [{ exports: kitchenTopics }] = sampleRegistry().topics as [Source];
const meals = kitchenTopics.meals as { cooked: EventType; burnt: EventType };
const wineFacts = { context: 'cellar', entity: 'wine', version: 1, key: 'wineId', partitions: 1, retention: '7d' } as const;
const wines = defineTopic({ ...wineFacts, events: { opened: z.object({ wineId: z.uuid() }) } });

test('the sample is not refused', () => expect(load(sampleWith({}))).toEqual({ platform: expect.anything(), mistakes: [] }));

test('what is refused is no platform', () => expect(load(sampleWith({ [waiter]: { owner: 'frnt' } })).platform).toBeUndefined());

test.each<[string, Fields]>([
  [waiter, { http: { port: 1024 } }],
  [waiter, { http: { port: 65_535 } }],
  [waiter, { scale: { min: 9, max: 9, cpuPercent: 10 } }],
  [menu, { scale: { min: 1, max: 1000, cpuPercent: 90 } }],
  [waiter, { external: ['example.org'] }],
  [waiter, { buckets: ['b'.repeat(27)] }],
  [waiter, { queues: ['q'.repeat(63)] }],
  [open, { database: { maxConnections: 70 } }],
  [component('door'), { network: { ingress: [{ from: 'cluster', ports: [1, 65_535] }] } }],
  [component('kinds'), { network: {} }],
  [component('door'), { alsoWritesTo: ['n'.repeat(63)] }],
  [component('vault'), { chart: { version: 'v1.0.0-rc.1' } }],
  [component('kinds'), { git: { revision: '0'.repeat(40) } }],
])('the last that is accepted: %s %j', (file, fields) => expect(mistakesIn(sampleWith({ [file]: fields }))).toEqual([]));

describe('a field that nobody knows', () => {
  const waiver = { rule: 'run-as-root', reason: 'The stove needs it until it is replaced.', until: '2026-11-30' };
  const cluster = { region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.200.0.0/16' };
  const kinds = { 'sample.org/v1': { namespacd: [] } };

  test.each<[file: string, fields: Fields, wrong: string, near: string]>([
    [waiter, { call: [] }, 'call', 'calls'],
    [waiter, { http: { prot: 1 } }, 'http.prot', 'port'],
    [waiter, { scale: { mim: 1 } }, 'scale.mim', 'min'],
    [waiter, { waivers: [{ ...waiver, util: '' }] }, 'waivers[0].util', 'until'],
    [kitchen, { size: { cpus: '1m' } }, 'size.cpus', 'cpu'],
    [component('door'), { valeus: {} }, 'valeus', 'values'],
    [component('door'), { chart: { verson: '' } }, 'chart.verson', 'version'],
    [component('kinds'), { git: { pth: '' } }, 'git.pth', 'path'],
    [component('door'), { network: { egres: [] } }, 'network.egres', 'egress'],
    [component('door'), { network: { ingress: [{ from: 'cluster', ports: [1], port: 1 }] } }, 'network.ingress[0].port', 'ports'],
    [component('door'), { provides: { kind: {} } }, 'provides.kind', 'kinds'],
    [component('door'), { provides: { kinds } }, 'provides.kinds.sample.org/v1.namespacd', 'namespaced'],
    [component('scraper'), { podSecurity: { lvl: '' } }, 'podSecurity.lvl', 'level'],
    [open, { shap: 'full' }, 'shap', 'shape'],
    [open, { roles: { metric: 'scraper' } }, 'roles.metric', 'metrics'],
    [open, { database: { maxConnection: 1 } }, 'database.maxConnection', 'maxConnections'],
    [open, { clusters: [{ ...cluster, zone: 'a' }] }, 'clusters[0].zone', 'zones'],
    [organisation, { nam: '' }, 'nam', 'name'],
    [release, { image: {} }, 'image', 'images'],
    [release, { images: { waiter: { digst: '' } } }, 'images.waiter.digst', 'digest'],
  ])('%s %j', (file, fields, wrong, near) => {
    const registry = sampleWith({ [file]: fields }, { rules: [definition('checks/run-as-root.ts', {})] });
    expect(mistakesIn(registry)).toEqual([`${file}: unknown-field: ${wrong} is not a field; did you mean '${near}'?`]);
  });
});

describe('the shape of a service', () => {
  refused(waiter, [
    [{ in: { open: { tier: 'batch' } } }, 'unknown-field: in.open.tier is not a field; known are size, scale'],
    [{ owner: undefined }, 'missing-field: owner is missing; add it, a string'],
    [{ http: { port: undefined } }, 'missing-field: http.port is missing; add it, a number'],
    [{ tier: undefined }, 'missing-field: tier is missing; add it, one of critical, standard, batch'],
    [{ owner: 3 }, 'wrong-type: owner is 3; write a string'],
    [{ calls: 'menu' }, "wrong-type: calls is 'menu'; write an array"],
    [{ http: 7003 }, 'wrong-type: http is 7003; write an object'],
    [{ http: { port: 7003.5 } }, 'wrong-type: http.port is 7003.5; write a whole number from 1024 to 65535'],
    [{ tier: 'gold' }, "unknown-value: tier is 'gold'; write 'critical' or 'standard' or 'batch'"],
    [{ database: 'mysql' }, "unknown-value: database is 'mysql'; write 'postgresql'"],
    [{ purpose: 'Takes orders' }, "bad-purpose: purpose is 'Takes orders'; write one sentence that ends with a full stop"],
    [{ queues: ['Pans'] }, "bad-name: queues[0] is 'Pans'; use at most 63 lower-case letters, digits and hyphens"],
    [{ external: 'any' }, "wrong-value: external is 'any'; write a list of host names, or 'any-https'"],
    [{ external: ['cards'] }, "bad-host: external[0] is 'cards'; write a host name such as 'api.example.com'"],
    [{ http: { port: 80 } }, 'out-of-range: http.port is 80; write a whole number from 1024 to 65535'],
    [{ http: { port: 65_536 } }, 'out-of-range: http.port is 65536; write a whole number from 1024 to 65535'],
    [{ scale: { min: 0 } }, 'out-of-range: scale.min is 0; write a whole number from 1 to 1000'],
    [{ scale: { max: 1001 } }, 'out-of-range: scale.max is 1001; write a whole number from 1 to 1000'],
    [{ scale: { cpuPercent: 95 } }, 'out-of-range: scale.cpuPercent is 95; write a whole number from 10 to 90'],
    [{ scale: { min: 5, max: 2 } }, 'max-below-min: scale.max is 2; write a max that is at least min'],
  ]);

  const pathFix = "write one segment of lower-case letters, digits and hyphens, such as '/orders'";
  refused(
    waiter,
    ['waiter', '/', '/Waiter', '/waiter/', '/a/b'].map((path) => [{ http: { path } }, `bad-path: http.path is '${path}'; ${pathFix}`]),
  );

  refused(
    waiter,
    ['250', '-5m', '1e3m', '1.5m', '0m'].map((cpu) => [
      { size: { cpu, memory: '1Gi' } },
      `bad-unit: size.cpu is '${cpu}'; write it like '250m'`,
    ]),
  );

  refused(
    waiter,
    ['512', '1G', '0Mi'].map((memory) => [
      { size: { cpu: '250m', memory } },
      `bad-unit: size.memory is '${memory}'; write it like '512Mi' or '20Gi'`,
    ]),
  );

  test.each([
    [null, 'null'],
    ['waiter', "'waiter'"],
    [[], '[]'],
  ])('a definition that is %j', (value, shown) => {
    const services = [definition('services/bar/cook/service.ts', value)];
    const mistake = `services/bar/cook/service.ts: wrong-type: the definition is ${shown}; write an object`;
    expect(mistakesIn(sampleWith({}, { services }))).toEqual([mistake]);
  });
});

describe('a service among others', () => {
  refused(waiter, [
    [{ calls: ['kichen'] }, "unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?"],
    [{ calls: ['bicycle'] }, "unknown-callee: calls 'bicycle', which is not a service; remove it or add the service"],
    [{ calls: ['waiter'] }, "calls-itself: calls 'waiter', which is this service; remove it"],
    [{ owner: 'frnt' }, "unknown-team: 'frnt' is not a team; did you mean 'front'?"],
    [{ owner: 'sommeliers' }, "unknown-team: 'sommeliers' is not a team; add it to platform/teams.ts"],
    [{ in: { opn: {} } }, "unknown-environment: in.opn is not an environment; did you mean 'open'?"],
    [{ in: { production: {} } }, 'unknown-environment: in.production is not an environment; remove it'],
    [
      { http: { port: 7001 } },
      'port-taken: http.port 7001 is also that of menu; choose a port of its own; local mode runs all services on one machine',
    ],
    [{ http: { path: '/menu' } }, "path-taken: http.path '/menu' is also that of menu; choose a path of its own"],
    [{ in: { open: { scale: { max: 2 } } } }, 'max-below-min: in.open.scale.max is 2 and min is 3; write a max that is at least min'],
    [{ in: { open: { scale: { min: 10 } } } }, 'max-below-min: in.open.scale.max is 9 and min is 10; write a max that is at least min'],
    [
      { buckets: ['receipts-of-all-the-guests-we-had'] },
      "name-too-long: the bucket 'open-ap-south-1-waiter-receipts-of-all-the-guests-we-had-888888888888' would have 69 characters, " +
        'AWS allows 63; shorten a name',
    ],
  ]);

  const pans = 'p'.repeat(63);
  refused(kitchen, [
    [{ queues: [pans] }, `name-too-long: the queue 'open-kitchen-${pans}-dead' would have 81 characters, AWS allows 80; shorten a name`],
  ]);
});

describe('events', () => {
  const fix = 'import the topic from platform/topics and name one of its events';
  refused(waiter, [
    [{ consumes: [undefined] }, `unknown-event: consumes[0] is undefined; ${fix}`],
    [{ consumes: ['kitchen.meal.cooked.v1'] }, `unknown-event: consumes[0] is 'kitchen.meal.cooked.v1'; ${fix}`],
    [
      { consumes: [meals.cooked, meals.burnt] },
      "event-without-producer: consumes 'kitchen.meal.burnt.v1', which no service produces; " +
        'add it to the produces of a service, or remove it here',
    ],
    [
      { produces: [meals.burnt] },
      "event-without-consumer: produces 'kitchen.meal.burnt.v1', which no service consumes; remove it until somebody listens",
    ],
    [
      { produces: [meals.cooked] },
      "two-producers: produces 'kitchen.meal.cooked.v1', as kitchen does; " +
        'leave it to one of them; order per key holds with one producer only',
    ],
  ]);

  test('of a topic that no file declares', () => {
    const registry = sampleWith({
      [kitchen]: { produces: [meals.cooked, wines.opened] },
      [waiter]: { consumes: [meals.cooked, wines.opened] },
    });
    const fact = "names 'cellar.wine.opened.v1', which no file of platform/topics declares; export its topic there";
    expect(mistakesIn(registry)).toEqual([`${kitchen}: unknown-event: produces ${fact}`, `${waiter}: unknown-event: consumes ${fact}`]);
  });
});

describe('a topic', () => {
  const payload = { opened: z.object({ wineId: z.uuid() }) };
  const topicWith = (facts: Fields) => ({ wines: defineTopic({ ...wineFacts, ...facts, events: payload }) });

  test.each<[string, Fields]>([
    [
      "topic-taken: topic 'kitchen.meal.v1' is also declared in platform/topics/kitchen.ts; declare it once, with all its events",
      { meals },
    ],
    [
      "event-without-key: 'cellar.wine.opened.v1' has no field 'wineID', the key of its topic; did you mean 'wineId'?",
      topicWith({ key: 'wineID' }),
    ],
    [
      "event-without-key: 'cellar.wine.opened.v1' has no field 'bottle', the key of its topic; add the field to the payload",
      topicWith({ key: 'bottle' }),
    ],
    ['missing-field: wines: key is missing; add it, a string', topicWith({ key: undefined })],
    ["unknown-field: wines: partition is not a field; did you mean 'partitions'?", topicWith({ partition: 3 })],
    ['out-of-range: wines: version is 0; write a whole number from 1 to 99', topicWith({ version: 0 })],
    ['out-of-range: wines: partitions is 201; write a whole number from 1 to 200', topicWith({ partitions: 201 })],
    ["bad-unit: wines: retention is '1 week'; write it like '300ms', '20s', '5m', '1h' or '7d'", topicWith({ retention: '1 week' })],
    ["bad-name: wines: entity is 'Wine'; use at most 63 lower-case letters, digits and hyphens", topicWith({ entity: 'Wine' })],
  ])('%s', (mistake, exports) => {
    const registry = sampleWith({}, { topics: [{ file: 'platform/topics/more.ts', exports }] });
    expect(mistakesIn(registry)).toEqual([`platform/topics/more.ts: ${mistake}`]);
  });
});

describe('a component', () => {
  const roleFix = "write 'api-gateway' or 'gitops' or 'metrics' or 'secrets'";
  refused(component('door'), [
    [{ chart: { version: '^1.2.3' } }, "version-not-exact: chart.version is '^1.2.3'; pin one exact version such as '1.2.3'"],
    [{ chart: { version: '1.2' } }, "version-not-exact: chart.version is '1.2'; pin one exact version such as '1.2.3'"],
    [
      { network: { ingress: [{ from: 'cluster', ports: [65_536] }] } },
      'out-of-range: network.ingress[0].ports[0] is 65536; write a whole number from 1 to 65535',
    ],
    [
      { alsoWritesTo: ['n'.repeat(64)] },
      `bad-name: alsoWritesTo[0] is '${'n'.repeat(64)}'; use at most 63 lower-case letters, digits and hyphens`,
    ],
    [{ after: ['kind'] }, "unknown-component: after names 'kind', which is not a component; did you mean 'kinds'?"],
    [{ after: ['postgres'] }, "unknown-component: after names 'postgres', which is not a component; remove it"],
    [{ after: ['door'] }, 'after-cycle: after leads back to itself: door after door; remove one of them from its after'],
    [{ role: 'gateway' }, `unknown-value: role is 'gateway'; ${roleFix}`],
    [{ provides: undefined }, "role-offers-nothing: role 'api-gateway' without provides.gateway; say what the others rely on"],
    [
      { network: { ingress: [{ from: 'world', ports: [8443] }] } },
      "unknown-value: network.ingress[0].from is 'world'; write 'control-plane' or 'scraper' or 'load-balancer' or 'cluster'",
    ],
    [
      { namespace: 'a-namespace-with-a-very-long-name', iam: () => ({}), provides: { serviceAccounts: ['door-controller'] } },
      "name-too-long: the IAM role 'open-ap-south-1-a-namespace-with-a-very-long-name-door-controller' would have 65 characters, " +
        'AWS allows 64; shorten a name',
    ],
  ]);

  refused(component('scraper'), [
    [{ provides: undefined }, "role-offers-nothing: role 'metrics' without provides.scraper; say what the others rely on"],
  ]);

  refused(component('vault'), [
    [{ provides: undefined }, "role-offers-nothing: role 'secrets' without provides.secretStore; say what the others rely on"],
  ]);

  refused(component('kinds'), [
    [{ git: { revision: 'main' } }, "revision-moves: git.revision is 'main'; write 'refs/tags/…' or a commit of 40 digits"],
    [{ git: { revision: 'v1.0.0' } }, "revision-moves: git.revision is 'v1.0.0'; write 'refs/tags/…' or a commit of 40 digits"],
    [
      { git: { repository: 'git@github.com:sample/kinds' } },
      "bad-address: git.repository is 'git@github.com:sample/kinds'; write an address that begins with 'https://'",
    ],
  ]);

  test.each<[string, Fields]>([
    ['door after kinds after door', { kinds: ['door'] }],
    ['door after vault after kinds after door', { door: ['vault'], kinds: ['door'] }],
  ])('a cycle is reported once: %s', (cycle, afters) => {
    const changes = Object.fromEntries(Object.entries(afters).map(([name, after]) => [component(name), { after }]));
    const mistake = `after-cycle: after leads back to itself: ${cycle}; remove one of them from its after`;
    expect(mistakesIn(sampleWith(changes))).toEqual([`${component('door')}: ${mistake}`]);
  });
});

describe('an environment', () => {
  const first = { region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.200.0.0/16' };
  const second = { ...first, region: 'eu-west-1', cidr: '10.201.0.0/16', standby: true };
  const cluster = (fields: Fields) => ({ clusters: [{ ...first, ...fields }] });
  const cidrFix = "write a range of exactly /16, such as '10.0.0.0/16'";
  const onlyOne = 'exactly one is active; mark the others with standby: true';

  refused(open, [
    [{ account: '123' }, "bad-account: account is '123'; an AWS account has 12 digits"],
    [{ domain: 'localhost' }, "bad-host: domain is 'localhost'; write a host name such as 'api.example.com'"],
    [{ shape: 'big' }, "unknown-value: shape is 'big'; write 'frugal' or 'small' or 'full'"],
    [{ database: { maxConnections: 49 } }, 'out-of-range: database.maxConnections is 49; write a whole number from 50 to 20000'],
    [{ roles: { metrics: undefined } }, 'missing-field: roles.metrics is missing; add it, a string'],
    [{ roles: { metrics: 'scrapr' } }, "unknown-role-holder: roles.metrics is 'scrapr', which is not a component; did you mean 'scraper'?"],
    [
      { roles: { metrics: 'thermometer' } },
      "unknown-role-holder: roles.metrics is 'thermometer', which is not a component; choose of 'scraper'",
    ],
    [{ roles: { metrics: 'vault' } }, "unknown-role-holder: roles.metrics is 'vault', which does not have this role; choose of 'scraper'"],
    [{ clusters: [] }, 'out-of-range: clusters is []; describe at least one cluster'],
    [cluster({ region: 'india' }), "bad-region: clusters[0].region is 'india'; write an AWS region such as 'us-east-1'"],
    [cluster({ zones: ['a', '1b'] }), "bad-zone: clusters[0].zones[1] is '1b'; write the letter of a zone, such as 'a'"],
    [cluster({ zones: ['a'] }), 'out-of-range: clusters[0].zones is ["a"]; name two or three zones'],
    [cluster({ zones: ['a', 'b', 'c', 'd'] }), 'out-of-range: clusters[0].zones is ["a","b","c","d"]; name two or three zones'],
    [cluster({ kubernetes: '1.35.1' }), "bad-version: clusters[0].kubernetes is '1.35.1'; write a minor version such as '1.35'"],
    [cluster({ cidr: '10.200.0.0/20' }), `bad-unit: clusters[0].cidr is '10.200.0.0/20'; ${cidrFix}`],
    [cluster({ cidr: '10.200.1.0/16' }), `bad-unit: clusters[0].cidr is '10.200.1.0/16'; ${cidrFix}`],
    [cluster({ standby: true }), `one-active-cluster: 0 clusters are not a standby; ${onlyOne}`],
    [{ clusters: [first, { ...second, standby: false }] }, `one-active-cluster: 2 clusters are not a standby; ${onlyOne}`],
    [
      { clusters: [first, { ...second, region: first.region }] },
      'region-taken: two clusters are in ap-south-1; give each cluster a region of its own',
    ],
    [
      { clusters: [first, { ...second, cidr: first.cidr }] },
      `cidr-overlap: the cidr 10.200.0.0/16 of eu-west-1 is also that of ap-south-1 in ${open}; choose another /16`,
    ],
    [
      { database: { maxConnections: 50 } },
      'database-too-small: database.maxConnections 50 leaves 1 connections a pod when all services run at their maximum; ' +
        'raise it until each pod has 2, or lower the maxima',
    ],
  ]);

  test('whose network is also that of another environment', () => {
    const file = 'platform/environments/tent.ts';
    const environments = [{ file, exports: sampleRegistry().environments[0]?.exports ?? {} }];
    const mistake = `cidr-overlap: the cidr 10.200.0.0/16 of ap-south-1 is also that of ap-south-1 in ${open}; choose another /16`;
    expect(mistakesIn(sampleWith({}, { environments }))).toEqual([`${file}: ${mistake}`]);
  });
});

describe('the organisation, its teams and releases', () => {
  refused(organisation, [
    [{ name: 'The Restaurant' }, "bad-name: name is 'The Restaurant'; use at most 63 lower-case letters, digits and hyphens"],
    [{ registryAccount: '1' }, "bad-account: registryAccount is '1'; an AWS account has 12 digits"],
    [{ platformTeam: 'bac' }, "unknown-team: 'bac' is not a team; did you mean 'back'?"],
    [{ identity: 'waitr' }, "unknown-callee: identity is 'waitr', which is not a service; did you mean 'waiter'?"],
    [{ identity: 'bouncer' }, "unknown-callee: identity is 'bouncer', which is not a service; remove it or add the service"],
  ]);

  const team = { slack: '#new', pagerduty: 'new', github: 'sample/new' };
  refused(teams, [
    [{ components: team }, "name-taken: 'components' is the name of a project of the platform itself; rename the team"],
    [{ root: team }, "name-taken: 'root' is the name of a project of the platform itself; rename the team"],
  ]);

  refused(release, [
    [
      { images: { waiter: { digest: 'sha256:abc' } } },
      "bad-digest: images.waiter.digest is 'sha256:abc'; write 'sha256:' and 64 hexadecimal digits",
    ],
    [{ revision: undefined }, 'missing-field: revision is missing; add it, a string'],
  ]);
});

describe('a waiver', () => {
  const waiver = (fields: Fields) => ({
    waivers: [{ rule: 'run-as-root', reason: 'The stove needs it until it is replaced.', until: '2026-11-30', ...fields }],
  });
  const rows: [Fields, string][] = [
    [waiver({ rule: 'run-as-rot' }), "unknown-rule: waives 'run-as-rot', which is not a rule; did you mean 'run-as-root'?"],
    [waiver({ rule: 'smoking' }), "unknown-rule: waives 'smoking', which is not a rule; remove the waiver"],
    [
      waiver({ reason: 'because' }),
      "waiver-without-reason: waivers[0].reason is 'because'; say in a sentence why the rule is broken and what is done instead",
    ],
    [waiver({ until: '30.11.2026' }), "bad-unit: waivers[0].until is '30.11.2026'; write it like '2026-11-30'"],
  ];
  const rules = [definition('checks/run-as-root.ts', {})];
  refused(waiter, rows, { rules });
  refused(component('door'), rows, { rules });
});

describe('a new file', () => {
  const cook = { purpose: 'Is new.', owner: 'back', tier: 'batch', http: { port: 7010, path: '/cook', exposure: 'cluster' } };
  const unique = 'rename one of them; names are unique over services and components';
  const iamRole = (name: string, length: number) =>
    `name-too-long: the IAM role 'open-ap-south-1-${name}' would have ${length} characters, AWS allows 64; shorten a name`;
  const [c40, c64] = ['c'.repeat(40), 'c'.repeat(64)];

  test.each<[file: string, mistakes: string[]]>([
    [
      'services/bar/Cook_1/service.ts',
      ["bad-name: 'Cook_1' is not a DNS label; rename the folder; use lower-case letters, digits and hyphens"],
    ],
    ['services/Bar_1/cook/service.ts', ["bad-name: the domain 'Bar_1' is not a DNS label of at most 63; rename the folder"]],
    [
      `services/bar/${c64}/service.ts`,
      [
        `name-too-long: '${c64}' has 64 characters, objects named after it may have 63; shorten the folder's name to 55`,
        iamRole(`bar-${c64}`, 84),
      ],
    ],
    [`services/restaurant/${c40}/service.ts`, [iamRole(`restaurant-${c40}`, 67)]],
    ['services/bar/door/service.ts', [`name-taken: 'door' is also ${component('door')}; ${unique}`]],
    ['services/bar/waiter/service.ts', [`name-taken: 'waiter' is also ${waiter}; ${unique}`]],
    ['services/bar/apps/service.ts', [`name-taken: 'apps' is also the application of applications; ${unique}`]],
    ['services/bar/root/service.ts', [`name-taken: 'root' is also the application that a bare cluster is given; ${unique}`]],
  ])('%s', (file, mistakes) => {
    const registry = sampleWith({}, { services: [definition(file, cook)] });
    expect(mistakesIn(registry)).toEqual(mistakes.map((mistake) => `${file}: ${mistake}`));
  });

  const file = 'services/bar/cook/service.ts';

  test('with a second definition', () => {
    const services = [{ file, exports: { default: cook, helper: cook } }];
    const mistake = "two-definitions: exports 'helper' beside its definition; keep one definition a file, and nothing else";
    expect(mistakesIn(sampleWith({}, { services }))).toEqual([`${file}: ${mistake}`]);
  });

  test('without a definition', () => {
    const services = [{ file, exports: { cook } }];
    const mistake = "no-definition: has no default export; write 'export default define…({ … })'";
    expect(mistakesIn(sampleWith({}, { services }))).toEqual([`${file}: ${mistake}`]);
  });
});

test('all mistakes of all files are reported at once, by file', () => {
  const registry = sampleWith({
    [waiter]: { calls: ['kichen'] },
    [menu]: { owner: 'frnt' },
    [component('door')]: { chart: { version: '1.x' }, namespace: 'Door' },
    [open]: { roles: { secrets: 'valt' } },
  });
  expect(mistakesIn(registry)).toEqual([
    `${component('door')}: bad-name: namespace is 'Door'; use at most 63 lower-case letters, digits and hyphens`,
    `${component('door')}: version-not-exact: chart.version is '1.x'; pin one exact version such as '1.2.3'`,
    `${open}: unknown-role-holder: roles.secrets is 'valt', which is not a component; did you mean 'vault'?`,
    `${menu}: unknown-team: 'frnt' is not a team; did you mean 'front'?`,
    `${waiter}: unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?`,
  ]);
});

describe('a file that cannot be read', () => {
  /** As `tools/launch/bundle.mjs` puts it in the place of such a file: whatever is asked of it is again a stand-in. */
  const standIn = (): Record<string, Fields> => Object.create(anything());
  const anything = (): object =>
    new Proxy(() => undefined, {
      get: (_, key) => key === Symbol.for('platform.broken') || (key === Symbol.iterator ? function* () {} : anything()),
      has: (_, key) => key === Symbol.for('platform.broken'),
      apply: anything,
    });
  const withBroken = (file: string, registry: Registry): Registry =>
    eachKind(registry, (sources) => sources.map((source) => (source.file === file ? { file, exports: standIn() } : source)));

  /** A mistake elsewhere, which must stay the only one. */
  const wrongOwner = { [menu]: { owner: 'frnt' } };
  const onlyThat = [`${menu}: unknown-team: 'frnt' is not a team; did you mean 'front'?`];

  test.each<[string, string, Changes]>([
    ['a service that others call, and that writes what they read', kitchen, {}],
    ['a service that reads what others write', waiter, { [kitchen]: { calls: ['waiter'] } }],
    ['the service that issues tokens', kitchen, { [organisation]: { identity: 'kitchen' } }],
    ['an environment that services name', open, { [waiter]: { in: { open: { scale: { max: 4 } } } } }],
    ['a component that others come after', component('kinds'), {}],
    ['a component that holds a role', component('scraper'), {}],
    ['a release', release, {}],
    ['the organisation', organisation, {}],
  ])('nothing more is reported for %s', (_, file, changes) => {
    expect(mistakesIn(withBroken(file, sampleWith({ ...changes, ...wrongOwner })))).toEqual(onlyThat);
  });

  test.each<[string, Changes]>([
    ['written and read', { [kitchen]: { produces: [standIn().meals?.cooked] }, [waiter]: { consumes: [standIn().meals?.cooked] } }],
    ['written only', { [kitchen]: { produces: [standIn().meals?.cooked] }, [waiter]: { consumes: [] } }],
    ['read only', { [kitchen]: { produces: [] }, [waiter]: { consumes: [standIn().meals?.cooked] } }],
  ])('nothing is reported for events of a file of topics that are %s', (_, changes) => {
    expect(mistakesIn(withBroken(topics, sampleWith({ ...changes, ...wrongOwner })))).toEqual(onlyThat);
    expect(mistakesIn(withBroken(topics, sampleWith(changes)))).toEqual([]);
  });
});
