import * as fc from 'fast-check';
import type { ServiceDefinition } from '#model';
import {
  anyOf,
  anyText,
  day,
  hostName,
  label,
  labels,
  maybe,
  place,
  reason,
  repositoryOfImage,
  sentence,
  suffixes,
  variable,
} from './words';
import * as workload from './workload';

/** A service before it is known who else there is: what it says of others is a place in a list. */

/** What no other field and nobody else has a say in. */
const own = {
  scopes: fc.uniqueArray(anyOf('orders:read', 'a:b', 'x-y:own'), { maxLength: 2 }),
  database: fc.constant('postgresql' as const),
  cache: fc.constant('valkey' as const),
  documents: fc.constant('mongodb' as const),
  search: fc.constant('opensearch' as const),
  queues: labels(6),
  buckets: labels(5),
  sends: fc.uniqueArray(anyOf('email', 'sms')),
  keys: labels(8),
  secrets: labels(8).map((names) => names.map((name) => `${name}-s`)),
  settings: fc.dictionary(variable, anyText, { maxKeys: 3 }),
  external: fc.oneof(fc.constant('any-https' as const), fc.uniqueArray(hostName, { maxLength: 2 })),
  initContainers: fc.dictionary(
    // Its own name is that of the service's container.
    fc.oneof(label(6), anyOf('init', 'istio-init')).map((name) => `${name}-first`),
    fc.record({ command: fc.array(anyText, { minLength: 1, maxLength: 2 }), image: repositoryOfImage }, { requiredKeys: ['command'] }),
    { maxKeys: 2 },
  ),
  ...workload.commands,
} satisfies { [Field in keyof ServiceDefinition]?: fc.Arbitrary<NonNullable<ServiceDefinition[Field]>> };

const override = fc.record(
  { settings: own.settings, size: workload.size.map(({ cpu, memory }) => ({ cpu, memory })), scale: workload.scale },
  { requiredKeys: [] },
);

/** Every field is there in a third of all cases. */
const sometimes = <Fields extends Record<string, fc.Arbitrary<unknown>>>(fields: Fields) =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, arbitrary]) => [name, maybe(arbitrary)]))) as fc.Arbitrary<{
    [Name in keyof Fields]?: Fields[Name] extends fc.Arbitrary<infer Value> ? Value : never;
  }>;

export const service = fc.record({
  /** One that ends like a derived name may follow another's. */
  name: fc.oneof(
    { weight: 4, arbitrary: fc.record({ of: fc.constant(-1), name: label(9) }) },
    { weight: 1, arbitrary: fc.record({ of: place, name: anyOf(...suffixes) }) },
  ),
  domain: place,
  owner: place,
  purpose: sentence,
  tier: anyOf('standard', 'critical', 'batch'),
  own: sometimes(own),
  size: maybe(workload.size),
  image: maybe(repositoryOfImage),
  http: fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: workload.http }),
  runs: sometimes({
    ports: workload.ports,
    probes: workload.probes,
    metrics: workload.metrics,
    scale: workload.scale,
    worker: workload.worker,
    tasks: workload.tasks,
    storage: workload.storage,
    slo: workload.slo,
    rollout: workload.rollout,
  }),
  others: sometimes({
    environments: fc.array(place, { minLength: 1, maxLength: 2 }),
    calls: fc.array(place, { maxLength: 3 }),
    addresses: fc.array(fc.record({ variable, callee: place, port: maybe(fc.nat(5)) }), { maxLength: 2 }),
    overrides: fc.array(fc.record({ environment: place, override }), { maxLength: 2 }),
    waived: fc.array(place, { maxLength: 2 }),
    exempted: fc.array(place, { maxLength: 2 }),
  }),
  until: day,
  reason,
});
export type ServiceDraft = typeof service extends fc.Arbitrary<infer Value> ? Value : never;
