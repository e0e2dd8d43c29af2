import * as fc from 'fast-check';
import {
  type Bytes,
  type Cpu,
  latencyEdges,
  type ServiceDefinition,
  type Size,
  type Slo,
  type Storage,
  type Task,
  type Worker,
} from '#model';
import { anyOf, anyText, between, folder, label, maybe, suffixes } from './words';

/** What a service runs as, before it is known what else it has. */

const anySize: fc.Arbitrary<Size> = fc.record(
  {
    cpu: anyOf<Cpu>('100m', '1m', '137m', '250m', '500m', '1000m'),
    memory: anyOf<Bytes>('256Mi', '64Mi', '128Mi', '333Mi', '512Mi', '1Gi', '1024Mi'),
    gpu: fc.constant(1),
  },
  { requiredKeys: ['cpu', 'memory'] },
);

/** Nodes with GPUs are few: what runs there asks for little else. */
export const size: fc.Arbitrary<Size> = anySize.map((each) => (each.gpu ? { ...each, cpu: '100m', memory: '256Mi' } : each));

const words: fc.Arbitrary<string[]> = fc.array(anyText, { minLength: 1, maxLength: 3 });

export const commands = {
  command: words,
  arguments: words,
  writable: fc.array(folder, { maxLength: 3 }),
  user: anyOf(10_001, 1000, 65_533),
};

/** Fewest pods beyond what the tier asks for, most beyond those. */
export const range = fc.record({ more: between(0, 3), room: between(0, 6) }, { requiredKeys: [] });
export type Range = typeof range extends fc.Arbitrary<infer Value> ? Value : never;

export const scale = fc.record(
  {
    pods: range,
    cpuPercent: anyOf(65, 10, 90),
    requestsPerSecondPerPod: anyOf(150, 1, 100_000),
    metric: fc.record({ name: anyOf('open_orders', 'a', 'x_1'), perPod: anyOf(10, 1, 1_000_000_000) }),
  },
  { requiredKeys: [] },
);
export type ScaleDraft = typeof scale extends fc.Arbitrary<infer Value> ? Value : never;

export const worker: fc.Arbitrary<Worker & { pods?: Range }> = fc.record(
  { size, pods: range, lagPerPod: anyOf(500, 1, 1_000_000), depthPerPod: anyOf(50, 1, 1_000_000) },
  { requiredKeys: [] },
);

const minute = anyOf('0', '*', '*/5', '59', '0-30', '1,2,3', '0-59/15');
const schedule = fc
  .tuple(minute, anyOf('3', '*', '*/2', '0-23'), anyOf('*', '1', '31', '1-7'), anyOf('*', '1', '12', '*/3'), anyOf('*', '0', '6', '1-5'))
  .map((fields) => fields.join(' '));

const task: fc.Arbitrary<Task> = fc.record(
  { command: words, schedule, size, timeout: anyOf<NonNullable<Task['timeout']>>('1h', '1s', '24h', '1500ms'), retries: anyOf(2, 0, 10) },
  { requiredKeys: ['command'] },
);
export const tasks = fc.dictionary(fc.oneof(label(6), anyOf(...suffixes.filter((suffix) => suffix !== 'migrate'))), task, { maxKeys: 2 });

export const storage: fc.Arbitrary<Storage> = fc.record({ size: anyOf<Bytes>('10Gi', '1Mi', '16Gi'), path: folder });

export const slo: fc.Arbitrary<Slo | 'none'> = fc.oneof(
  fc.constant('none' as const),
  fc.record(
    {
      availability: anyOf(99.9, 90, 99.99, 95.5),
      fastEnough: anyOf(95, 50, 99.9),
      latencyMs: fc.constantFrom(...latencyEdges.map((edge) => edge * 1000)),
    },
    { requiredKeys: [] },
  ),
);

export const rollout = anyOf<NonNullable<ServiceDefinition['rollout']>>('rolling', 'canary', 'blue-green');

/** Fields about somebody else are given later: which port, which callee. */
const portName = fc.oneof(label(8), anyOf('grpc', 'admin', 'http-x', 'health', 'proxy'));
export const ports = fc.dictionary(
  portName,
  fc.record(
    { port: between(1024, 65_535), servicePort: between(1, 65_535), protocol: anyOf('tcp', 'http', 'grpc') },
    { requiredKeys: ['port'] },
  ),
  { maxKeys: 3 },
);

export const http = fc.record(
  {
    port: fc.oneof(between(1024, 65_535), fc.integer({ min: 8000, max: 8003 })),
    servicePort: between(1, 65_535),
    path: fc.oneof(label(8), anyOf('health', 'metrics', '0', 'docs')).map((segment) => `/${segment}` as const),
    exposure: anyOf('cluster', 'public'),
  },
  { requiredKeys: ['port', 'path', 'exposure'] },
);

const probe = fc.record({
  by: anyOf('http', 'grpc', 'tcp'),
  port: fc.nat(5),
  path: anyOf<`/${string}`>('/healthz', '/', '/a/b?c=d'),
  headers: maybe(fc.dictionary(anyOf('Host', 'X-Probe', 'Accept'), anyOf('sample.org', 'yes'), { maxKeys: 2 })),
  service: anyOf('', 'sample.v1.Health'),
});
export type ProbeDraft = typeof probe extends fc.Arbitrary<infer Value> ? Value : never;
export const probes = fc.record({ ready: probe, startup: probe, live: probe }, { requiredKeys: ['ready'] });
export const metrics = fc.oneof(
  fc.constant('none' as const),
  fc.record({ port: fc.nat(5), path: anyOf<`/${string}`>('/metrics', '/stats/prometheus') }, { requiredKeys: [] }),
);
