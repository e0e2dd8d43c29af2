import type { Tier } from './capacity';
import type { Cluster } from './cluster';
import { connectionsPerPod } from './connections';
import { declaredScale, replicasIn, workloadOf } from './derive';
import type { Environment } from './environment';
import type { Service } from './service';

/** A service with only the fields that numbers are derived from. */
const service = (fields: Readonly<Record<string, unknown>> = {}): Service =>
  ({ name: 'cook', tier: 'standard', ...fields }) as unknown as Service;

const environment = (shape: string, maxConnections = 500): Environment =>
  ({ name: 'open', shape, database: { maxConnections } }) as unknown as Environment;

const clusterOf = (shape: string): Cluster => ({ environment: environment(shape) }) as unknown as Cluster;

const tiers: readonly Tier[] = ['critical', 'standard', 'batch'];
const shapes = ['full', 'small', 'frugal'];

const inWords = ({ min, max }: { min: number; max: number }): string => `${min} to ${max}`;

describe('pods without a scale', () => {
  test.each([
    ['critical', '3 to 12', '2 to 6', '1 to 2'],
    ['standard', '2 to 8', '2 to 4', '1 to 2'],
    ['batch', '1 to 4', '1 to 2', '1 to 2'],
  ])('%s: %s, small %s, frugal %s', (tier, ...expected) => {
    expect(shapes.map((shape) => inWords(replicasIn(service({ tier }), environment(shape))))).toEqual(expected);
  });
});

describe('pods of a standard service', () => {
  test.each([
    [{ min: 3, max: 9 }, '3 to 9', '2 to 5', '1 to 2'],
    [{ min: 5 }, '5 to 20', '2 to 10', '1 to 2'],
    [{ max: 3 }, '2 to 3', '2 to 2', '1 to 2'],
    [{ min: 2, max: 2 }, '2 to 2', '2 to 2', '1 to 2'],
    [{ min: 4, max: 4 }, '4 to 4', '2 to 2', '1 to 2'],
    [{ cpuPercent: 50 }, '2 to 8', '2 to 4', '1 to 2'],
  ])('%j: %s, small %s, frugal %s', (scale, ...expected) => {
    expect(shapes.map((shape) => inWords(replicasIn(service({ scale }), environment(shape))))).toEqual(expected);
  });
});

describe('what `in` says', () => {
  const scale = { min: 3, max: 9 };

  test.each([
    [{ open: { scale: { min: 4 } } }, '4 to 9'],
    [{ open: { scale: { max: 20 } } }, '3 to 20'],
    [{ open: { scale: { min: 5, max: 6 } } }, '5 to 6'],
  ])('%j counts as it stands', (overrides, expected) => {
    expect(inWords(replicasIn(service({ scale, in: overrides }), environment('frugal')))).toBe(expected);
  });

  test.each([
    { elsewhere: { scale: { min: 4 } } },
    { open: { scale: { cpuPercent: 50 } } },
    { open: { size: { cpu: '1m', memory: '1Mi' } } },
  ])('%j leaves the number of pods to the shape', (overrides) =>
    expect(inWords(replicasIn(service({ scale, in: overrides }), environment('frugal')))).toBe('1 to 2'),
  );
});

// A maximum below the minimum is refused when the platform is loaded.
test.each(tiers)('%s never has a maximum below its minimum, in any shape', (tier) => {
  const { min } = declaredScale({ tier });
  for (const max of [min, min + 1, 12]) {
    for (const shape of shapes) {
      const replicas = replicasIn(service({ tier, scale: { max } }), environment(shape));
      expect(replicas.max).toBeGreaterThanOrEqual(replicas.min);
    }
  }
});

describe('the workload', () => {
  test('has defaults', () => {
    expect(workloadOf(service(), clusterOf('full'))).toEqual({
      replicas: { min: 2, max: 8 },
      cpuPercent: 65,
      cpuMillicores: 100,
      memoryMebibytes: 256,
      gpus: 0,
      heapMebibytes: 192,
      surge: 2,
    });
  });

  test('takes size and scale of the service, and before them those of the environment', () => {
    const own = { size: { cpu: '500m', memory: '1Gi' }, scale: { cpuPercent: 50 } };
    const open = { size: { cpu: '50m', memory: '128Mi' }, scale: { cpuPercent: 80 } };
    expect(workloadOf(service(own), clusterOf('full'))).toMatchObject({ cpuMillicores: 500, memoryMebibytes: 1024, cpuPercent: 50 });
    expect(workloadOf(service({ ...own, in: { open } }), clusterOf('full'))).toMatchObject({
      cpuMillicores: 50,
      memoryMebibytes: 128,
      cpuPercent: 80,
    });
  });

  test.each([
    ['128Mi', 96],
    ['513Mi', 384],
    ['1Gi', 768],
  ])('with %s may use a heap of %d MiB', (memory, heap) => {
    expect(workloadOf(service({ size: { cpu: '100m', memory } }), clusterOf('full')).heapMebibytes).toBe(heap);
  });

  test.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [12, 3],
  ])('of at most %d pods may have %d more during a rollout', (max, surge) => {
    expect(workloadOf(service({ tier: 'batch', scale: { max } }), clusterOf('full')).surge).toBe(surge);
  });

  test.each([
    ['full', 'canary', 'rollout', 3],
    ['full', 'canary', 'canary', 15],
    ['full', 'rolling', 'canary', 3],
    ['frugal', 'canary', 'canary', 1],
    ['full', 'blue-green', 'canary', 15],
    ['full', 'blue-green', 'rollout', 12],
  ])('where it is %s, comes in by %s, and delivery is by %s, has %d more while two versions run', (shape, rollout, delivery, surge) => {
    const at = { ...clusterOf(shape), delivery } as Cluster;
    expect(workloadOf(service({ tier: 'standard', rollout, scale: { max: 12 } }), at).surge).toBe(surge);
  });
});

describe('connections to the database', () => {
  const http = { port: 8001, path: '/', exposure: 'cluster' };
  const stored = (max: number) => service({ tier: 'batch', http, database: 'postgresql', scale: { max } });

  test.each([
    [100, [12], 5],
    [100, [12, 12], 2],
    [64, [12, 9], 1],
    [50, [100], 0],
    [50, [1, 1, 1, 1, 1], 2],
    [5000, [12], 10],
    [50, [], 10],
  ])('of %d, services of %j pods at most leave each pod %d', (maxConnections, maxima, share) => {
    expect(connectionsPerPod({ environment: environment('full', maxConnections) }, maxima.map(stored))).toBe(share);
  });

  test('are not counted for services without one', () => {
    expect(connectionsPerPod({ environment: environment('full', 50) }, [service({ scale: { max: 1000 } })])).toBe(10);
  });

  test('are counted for pods that only work off events, and for tasks', () => {
    const busy = { ...stored(12), worker: { min: 1, max: 12 }, tasks: { tidy: { command: ['tidy'] } } } as Service;
    expect(connectionsPerPod({ environment: environment('full', 100) }, [busy])).toBe(2);
  });

  test('suffice when all services run at their maximum, surge and migrate', () => {
    const [services, full] = [[3, 7, 12, 30].map(stored), environment('full', 200)];
    const pods = services.map((each) => replicasIn(each, full).max + workloadOf(each, clusterOf('full')).surge);
    const most = pods.reduce((sum, each) => sum + each);
    expect(connectionsPerPod({ environment: full }, services) * most + 3 * services.length).toBeLessThanOrEqual(200 * 0.8);
  });
});
