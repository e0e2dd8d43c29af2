import { type EnvironmentDefinition, type Exemption, inOneLine, type Registry, type ServiceDefinition } from '#model';
import { sampleRegistry } from '#model/sample';
import { definition, type Fields, meals, mistakesIn, open, sampleWith, topics, withExports } from '#model/testing';
import { registry } from '#registry';
import { objectionsToMutated, objectionsToValid, outcomeOf, renderedOf } from './laws';
import { type Mutation, placesIn } from './mutate';

/** What random platforms have found, each in its smallest form. */

const small: ServiceDefinition = {
  purpose: 'Does something.',
  owner: 'front',
  tier: 'standard',
  http: { port: 7001, path: '/a', exposure: 'cluster' },
};
const [sample] = sampleRegistry().environments;
const place = sample?.exports.default as EnvironmentDefinition;
const roles = Object.fromEntries(
  ['api-gateway', 'gitops', 'metrics', 'node-scaling', 'secrets', 'service-mesh'].map((role) => [
    role,
    registry.components.find(({ exports }) => (exports.default as { role?: string }).role === role)?.file.replace(/^.*\/|\.ts$/g, ''),
  ]),
);

/** Some services in one environment, with the components, rules and policies of the repository. */
const platformOf = (
  services: Readonly<Record<string, ServiceDefinition>>,
  more: Fields = {},
  others: Partial<Registry> = {},
): Registry => ({
  ...sampleRegistry(),
  ...{ components: registry.components, rules: registry.rules, releases: [], topics: [], policies: [] },
  environments: [definition(open, { ...place, roles, ...more })],
  services: Object.entries(services).map(([name, service]) => definition(`services/shop/${name}/service.ts`, service)),
  ...others,
});

const image = 'images.sample.org/elsewhere';
const elsewhere = { ...small, image, probes: { ready: { http: '/healthz' } } } as const;
const [active] = place.clusters;
const twoRegions = { clusters: [active, { ...active, region: 'eu-west-3', cidr: '10.201.0.0/16', standby: true }] };
const meshed = {
  purpose: 'Does something.',
  chart: { repository: 'https://charts.sample.org', version: '1.0.0' },
  meshed: { plainFrom: 'Nobody in particular.' },
  after: ['istio'],
} as const;
const topicOf = (partitions: number) => ({ ...meals.cooked, topic: { ...meals.cooked.topic, partitions } });

test.each<[string, Registry]>([
  [
    'an image of an init container that comes from elsewhere',
    platformOf({ a: { ...small, initContainers: { first: { image, command: ['run'] } } } }),
  ],
  [
    'a task after each release, where another region stands by',
    platformOf({ a: { ...small, tasks: { once: { command: ['run'] } } } }, twoRegions),
  ],
  [
    'who has such a task, and calls',
    platformOf(
      {
        a: { ...small, tasks: { once: { command: ['run'] } }, calls: ['b'] },
        b: { ...small, http: { port: 7002, path: '/b', exposure: 'cluster' } },
      },
      twoRegions,
    ),
  ],
  [
    'a suspended task, where a region stands by',
    platformOf({ a: { ...small, cache: 'valkey', tasks: { daily: { command: ['run'], schedule: '0 3 * * *' } } } }, twoRegions),
  ],
  ['a user that an image was made for', platformOf({ a: { ...elsewhere, user: 1000 } })],
  [
    'policies where no service is',
    platformOf(
      { a: { ...small, environments: ['other'] } },
      {},
      {
        policies: registry.policies.slice(0, 2),
        environments: [
          definition(open, { ...place, roles }),
          definition('platform/environments/other.ts', {
            ...place,
            roles,
            account: '777777777777',
            domain: 'other.example.org',
            clusters: [{ ...active, cidr: '10.201.0.0/16' }],
          }),
        ],
      },
    ),
  ],
  ['ports that no probe asks, in a mesh', platformOf({ a: { ...elsewhere, ports: { more: { port: 9000 } } } })],
  [
    'a metric that scales in one environment alone',
    platformOf({ a: { ...small, in: { open: { scale: { metric: { name: 'open_orders', perPod: 5 } } } } } }),
  ],
  [
    'a critical worker with one partition to read',
    platformOf(
      {
        a: { ...small, produces: [topicOf(1)], database: 'postgresql' },
        b: {
          ...small,
          http: { port: 7002, path: '/b', exposure: 'cluster' },
          tier: 'critical',
          consumes: [topicOf(1)],
          database: 'postgresql',
          worker: {},
        },
      },
      {},
      { topics: [{ file: topics, exports: { meals: { topic: topicOf(1).topic, cooked: topicOf(1) } } }] },
    ),
  ],
  [
    'a component without an object on some cluster',
    platformOf(
      { a: small },
      {},
      {
        components: [...registry.components, definition('components/more/none.ts', { purpose: 'Is not here.', objects: () => [] })],
      },
    ),
  ],
  [
    'a component that goes to nodes',
    platformOf(
      { a: small },
      {},
      {
        components: [
          ...registry.components,
          definition('components/more/goer.ts', {
            purpose: 'Goes to nodes.',
            chart: { repository: 'https://charts.sample.org', name: 'goer', version: '1.0.0' },
            network: { egress: ['nodes'] },
          }),
        ],
      },
    ),
  ],
  [
    'two components in one namespace, of which one asks for more',
    platformOf(
      { a: small },
      {},
      {
        components: [
          ...registry.components,
          definition('components/more/first.ts', {
            purpose: 'Does something.',
            chart: { repository: 'https://charts.sample.org', name: 'first', version: '1.0.0' },
            network: {},
          }),
          definition('components/more/second.ts', {
            purpose: 'Does something.',
            namespace: 'first',
            chart: { repository: 'https://charts.sample.org', name: 'second', version: '1.0.0' },
            network: { egress: ['kubernetes'] },
          }),
        ],
      },
    ),
  ],
  [
    'a component in the mesh that asks for metrics, and one that anybody may come to',
    platformOf(
      { a: { ...small, http: { port: 7001, path: '/a', exposure: 'public' } } },
      { roles: { ...roles, 'api-gateway': 'ingress-nginx', 'service-mesh': 'istio' } },
      {
        components: [
          ...registry.components,
          definition('components/more/reader.ts', {
            ...meshed,
            chart: { ...meshed.chart, name: 'reader' },
            network: { egress: ['metrics'] },
          }),
          definition('components/more/open.ts', {
            ...meshed,
            chart: { ...meshed.chart, name: 'open' },
            network: { ingress: [{ from: 'cluster', ports: [1] }] },
          }),
        ],
      },
    ),
  ],
  [
    'callers in whatever order',
    platformOf({
      c: { ...small, calls: ['a'] },
      a: { ...small, http: { port: 7002, path: '/b', exposure: 'cluster' } },
      b: { ...small, http: { port: 7003, path: '/c', exposure: 'cluster' }, calls: ['a'] },
    }),
  ],
])('%s breaks no rule', (_, definitions) => expect(objectionsToValid(definitions)).toEqual([]));

test('a service is not called as what belongs to another', () => {
  const http = { port: 7002, path: '/b', exposure: 'cluster' } as const;
  const rows: [Partial<ServiceDefinition>, string, string][] = [
    [{ queues: ['jobs'], worker: {} }, 'a-worker', "'a-worker' is the service, and the worker of a beside it"],
    [{ database: 'postgresql' }, 'a-migrate', "'a-migrate' is the service, and the migration of a beside it"],
    [{ tier: 'critical' }, 'a-canary', "'a-canary' is the service, and another version of a beside it"],
    [{ tasks: { 'b-worker': { command: ['run'] } } }, 'a-b', "'a-b-worker' is the worker of a-b, and the task 'b-worker' of a beside it"],
  ];
  for (const [own, name, fact] of rows) {
    const other = { ...small, http, ...(name === 'a-b' && { queues: ['jobs'], worker: {} }) };
    const { mistakes } = outcomeOf(platformOf({ a: { ...small, ...own }, [name]: other }));
    expect(mistakes.map(inOneLine)).toEqual([
      `services/shop/${name}/service.ts: name-taken: ${fact}; rename it, or move it to another domain`,
    ]);
  }
});

test('an event that is none is told as such', () => {
  const { type: _, ...event } = meals.cooked;
  const wrong = withExports(topics, { meals: { ...meals, cooked: event } }, sampleWith({}));
  expect(mistakesIn(wrong)).toContainEqual(
    `${topics}: not-a-topic: meals is an object with cooked, burnt, topic; export only what defineTopic returns`,
  );
});

const exemptions: readonly Exemption[] = [
  { policy: 'disallow-latest-tag', reason: 'The vendor publishes no other tag.', until: '2026-12-31' },
];

/** Rendered with the forms of policies that both holders of the role read. */
const rendered = ['kyverno', 'gatekeeper'].flatMap((policy) =>
  renderedOf(
    platformOf(
      { a: { ...small, calls: ['b'], exemptions }, b: { ...small, http: { port: 7002, path: '/b', exposure: 'cluster' } } },
      { roles: { ...roles, policy } },
      { policies: registry.policies },
    ),
  ),
);

test('a difference to ignore that is none is told as such', () => {
  const [first, ...others] = registry.components;
  const wrong = { ...(first?.exports.default as Fields), ignoreDifferences: [undefined, { kind: 'Service', jqPathExpressions: [] }] };
  const { mistakes } = outcomeOf(platformOf({ a: small }, {}, { components: [definition(first?.file ?? '', wrong), ...others] }));
  expect(mistakes.map(inOneLine)).toMatchInlineSnapshot(`
    [
      "components/certificates/cert-manager.ts: missing-field: ignoreDifferences[0] is missing; add it, an object",
      "components/certificates/cert-manager.ts: out-of-range: ignoreDifferences[1].jqPathExpressions is a list of 0; name the fields, as jq finds them",
    ]
  `);
});

test.each<[does: Mutation['does'], path: string, kind?: string]>([
  ['deletes', 'apiVersion'],
  ['deletes', 'kind'],
  ['deletes', 'metadata'],
  ['deletes', 'spec'],
  ['retypes', 'spec', 'Deployment'],
  ['empties', 'metadata.annotations.policy.platform/exemptions', 'ConstraintTemplate'],
  ['deletes', 'spec.source', 'Application'],
  ['deletes', 'spec.hard', 'ResourceQuota'],
  ['empties', 'spec.rules.0.from.0', 'AuthorizationPolicy'],
  ['empties', 'spec.rules.0.to.0', 'AuthorizationPolicy'],
  ['deletes', 'spec.matchConstraints.resourceRules.0.resources', 'ValidatingPolicy'],
])('a rule that finds %s %s in an object tells where, and does not end in a stack trace', (does, path, kind = '') => {
  const seen = new Set<string>();
  for (const each of rendered)
    for (const [app, { objects }] of each.apps.filter((one) => one.objects.length > 0).entries())
      for (const [object, { json }] of objects.entries()) {
        const way = placesIn(json, does).findIndex((keys) => keys.join('.') === path);
        if (way < 0 || seen.has(json.kind) || (kind && json.kind !== kind)) continue;
        seen.add(json.kind);
        expect(objectionsToMutated(each, { app, object, way: [way], does, number: -1, name: 'no-such-thing' })).toEqual([]);
      }
  expect(seen).not.toEqual(new Set());
});
