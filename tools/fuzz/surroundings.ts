import * as fc from 'fast-check';
import type { ComponentIngress } from '#model';
import { kubernetesMinors, zonesOf } from '#model/aws';
import { type ComponentEgress, roles } from '#model/component';
import { stores } from '#model/environment';
import { anyOf, between, day, hostName, label, labels, maybe, place, reason, sentence, suffixes } from './words';

/** What services live in, before it is known what they need: environments, teams, topics, components, the organisation. */

const cluster = fc.record({
  region: fc.constantFrom(...Object.keys(zonesOf).sort()),
  zones: fc.array(place, { minLength: 2, maxLength: 3 }),
  kubernetes: fc.constantFrom(...kubernetesMinors),
  network: between(0, 255),
});

export const environment = fc.record({
  // Shorter ones cannot name a domain of OpenSearch.
  name: label(5).map((name) => name.padEnd(3, 'x')),
  purpose: sentence,
  account: anyOf('111122223333', '000000000000', '999999999999'),
  domain: hostName,
  shape: anyOf('frugal', 'small', 'full'),
  edge: maybe(fc.boolean()),
  requestsPerAddress: maybe(anyOf(100, 1, 10_000)),
  /** The holder of each role by its place among those that can; it may stay away where nobody needs it. */
  roles: fc.record(Object.fromEntries(roles.map((role) => [role, fc.record({ holder: place, stays: fc.boolean() })]))),
  components: fc.array(place, { maxLength: 2 }),
  forbids: maybe(fc.uniqueArray(fc.constantFrom(...stores), { maxLength: 3 })),
  maxConnections: between(50, 20_000),
  writesWait: maybe(fc.boolean()),
  budget: maybe(anyOf(5000, 1, 10_000_000)),
  promises: fc.boolean(),
  clusters: fc.uniqueArray(cluster, { minLength: 1, maxLength: 2, selector: ({ region }) => region }),
  release: fc.record({
    revision: anyOf('main', null, 'tag'),
    version: anyOf('1.0.0', '0.0.1-rc.1+b'),
    digit: anyOf('a', '1', 'f'),
  }),
});
export type EnvironmentDraft = typeof environment extends fc.Arbitrary<infer Value> ? Value : never;

export const topic = fc.record({
  context: label(8),
  entity: label(8),
  version: between(1, 99),
  partitions: anyOf(3, 1, 12, 200),
  retention: anyOf('7d', '3d', '14d', '336h'),
  anyProducer: maybe(fc.boolean()),
  sensitive: maybe(fc.boolean()),
  events: fc.uniqueArray(
    fc.record({
      name: anyOf('placed', 'emailChanged', 'a', 'x1'),
      producers: fc.array(place, { minLength: 1, maxLength: 2 }),
      consumers: fc.array(place, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 2, selector: ({ name }) => name },
  ),
});
export type TopicDraft = typeof topic extends fc.Arbitrary<infer Value> ? Value : never;

export const team = fc.record({
  name: fc.oneof(label(8), anyOf('a-team', 'platform')),
  slack: anyOf('#sample', '#größe'),
  pagerduty: anyOf('sample', ''),
  github: anyOf('sample/team'),
});
export type TeamDraft = typeof team extends fc.Arbitrary<infer Value> ? Value : never;

const ports = fc.array(between(1, 65_535), { minLength: 1, maxLength: 2 });
const network = fc.record(
  {
    ingress: fc.array(
      fc.record({
        // Who reads metrics goes to the holder of that role alone.
        from: anyOf<ComponentIngress['from']>('control-plane', 'scraper', 'load-balancer', 'cluster'),
        ports,
      }),
      { maxLength: 2 },
    ),
    egress: fc.uniqueArray(anyOf<ComponentEgress>('kubernetes', 'aws', 'https', 'metrics', 'cluster', 'nodes'), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

export const component = fc.record({
  name: fc.oneof(label(9), anyOf(...suffixes)),
  group: label(6),
  purpose: sentence,
  namespace: maybe(label(9)),
  optional: fc.boolean(),
  after: fc.array(place, { maxLength: 2 }),
  companion: maybe(place),
  origin: anyOf('chart', 'git', 'objects', 'network'),
  version: anyOf('1.2.3', 'v0.0.1', '1.0.0-rc.1', '1.0.0+b'),
  revision: anyOf('refs/tags/v1', 'a'.repeat(40)),
  values: maybe(fc.jsonValue({ maxDepth: 2 }).map((value) => ({ value }))),
  objects: maybe(fc.uniqueArray(label(8), { maxLength: 2 })),
  accounts: maybe(labels(6)),
  keys: maybe(labels(6)),
  logins: maybe(fc.dictionary(label(6), label(6), { maxKeys: 2 })),
  network: maybe(network),
  privileged: maybe(anyOf('baseline', 'privileged')),
  meshed: maybe(sentence),
  prune: maybe(fc.boolean()),
  ignored: fc.boolean(),
  waived: fc.array(place, { maxLength: 1 }),
  until: day,
  reason,
});
export type ComponentDraft = typeof component extends fc.Arbitrary<infer Value> ? Value : never;

export const organisation = fc.record({
  name: label(8),
  repository: anyOf<`https://${string}`>('https://github.com/sample/platform', 'https://git.sample.org/a/b.git'),
  registryAccount: anyOf('999999999999', '000000000001'),
  registryRegion: fc.constantFrom(...Object.keys(zonesOf).sort()),
  platformTeam: place,
  alarmsEmail: maybe(anyOf<`${string}@${string}`>('ops@sample.org', "o'brien+x@sample.org")),
  identity: maybe(place),
});
export type OrganisationDraft = typeof organisation extends fc.Arbitrary<infer Value> ? Value : never;
