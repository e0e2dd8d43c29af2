import { type Http, type Port, type Probe, portsOf, type Scale, type ServiceDefinition } from '#model';
import type { ServiceDraft } from './service';
import { at } from './words';
import type { ProbeDraft, Range, ScaleDraft } from './workload';

/** Makes of one drafted service a definition that contradicts itself nowhere. */

/** Numbers that are taken already; the next free one stands in for a taken one. */
export class Taken<Value> {
  readonly #seen = new Set<Value>();
  constructor(readonly next: (value: Value) => Value) {}
  free(value: Value): Value {
    const own = this.#seen.has(value) ? this.free(this.next(value)) : value;
    this.#seen.add(own);
    return own;
  }
}

/** Without what is not there, so that what is printed is what a person would write. */
export const lean = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

const freePort = (): Taken<number> => new Taken((port) => (port >= 65_535 ? 1024 : port + 1));

interface Ports {
  readonly http?: Http;
  readonly ports?: Record<string, Port>;
}

/** Ports of its own: no two the same, on either side. */
const portsFrom = ({ http, runs }: ServiceDraft, needed: boolean): Ports => {
  const [own, served] = [freePort(), freePort()];
  const free = <Some extends { port: number; servicePort?: number }>(some: Some): Some => {
    const port = own.free(some.port);
    const servicePort = served.free(some.servicePort ?? port);
    return { ...some, port, ...((some.servicePort !== undefined || servicePort !== port) && { servicePort }) };
  };
  const first = http && free(http);
  const others = Object.entries(runs.ports ?? {}).map(([name, port]) => [name, free(port)] as const);
  if (others.length === 0 && first === undefined && needed) others.push(['main', free({ port: 8080 })]);
  return { ...(first && { http: first }), ...(others.length > 0 && { ports: Object.fromEntries(others) }) };
};

const probeFrom = ({ by, port, path, headers, service }: ProbeDraft, names: readonly string[]): Probe => {
  const name = at(names, port) ?? 'http';
  if (by === 'tcp') return { tcp: name };
  const named = name === 'http' ? {} : { port: name };
  return by === 'grpc' ? { grpc: service, ...named } : { http: path, ...(headers && { headers }), ...named };
};

/** What a probe asks; headers alone make no other question of it. */
const asked = (probe: Probe): string => JSON.stringify({ ...probe, headers: undefined });

const least = { critical: 3, standard: 2, batch: 1 } as const;

const rangeFrom = ({ more, room }: Range = {}, from: number): { min?: number; max?: number } => {
  const min = more === undefined ? undefined : from + more;
  return { ...(min !== undefined && { min }), ...(room !== undefined && { max: (min ?? from) + room }) };
};

export const scaleFrom = ({ pods, ...rest }: ScaleDraft, tier: ServiceDefinition['tier'], measured: boolean): Scale => ({
  ...rangeFrom(pods, least[tier]),
  ...(rest.cpuPercent !== undefined && { cpuPercent: rest.cpuPercent }),
  ...(measured && lean({ requestsPerSecondPerPod: rest.requestsPerSecondPerPod, metric: rest.metric })),
});

/** How the containers of an image from elsewhere say in what state they are; the kit has ways of its own. */
const probesFrom = ({ runs: { probes } }: ServiceDraft, names: readonly string[]): ServiceDefinition['probes'] => {
  const drafted = probes ?? { ready: { by: 'tcp', port: 0, path: '/', headers: undefined, service: '' } satisfies ProbeDraft };
  if (names.length === 0) return undefined;
  const ready = probeFrom(drafted.ready, names);
  const live = 'live' in drafted && drafted.live && probeFrom(drafted.live, names);
  return {
    ready,
    ...('startup' in drafted && drafted.startup && { startup: probeFrom(drafted.startup, names) }),
    ...(live && asked(live) !== asked(ready) && { live }),
  };
};

const metricsFrom = ({ runs: { metrics } }: ServiceDraft, names: readonly string[]): ServiceDefinition['metrics'] => {
  if (metrics === undefined || metrics === 'none') return metrics;
  const port = at(names, metrics.port ?? names.indexOf('http'));
  return port === undefined ? 'none' : lean({ ...(port !== 'http' && { port }), path: metrics.path });
};

/** What is worked off, which decides how many pods have something to do. */
export interface Work {
  readonly partitions: number;
}

const workerFrom = ({ runs, own }: ServiceDraft, { partitions }: Work): ServiceDefinition['worker'] => {
  const queues = (own.queues ?? []).length > 0;
  if (runs.worker === undefined || (partitions === 0 && !queues)) return undefined;
  const { pods, ...rest } = runs.worker;
  const most = queues ? Number.POSITIVE_INFINITY : partitions;
  const { min, max } = rangeFrom(pods, 1);
  const within = (value?: number): number | undefined => value && Math.min(value, most);
  return lean({ ...rest, min: within(min), max: within(max) });
};

/** Whether somebody asks for its metrics. */
const isMeasured = ({ image, http }: Ports & { image?: string }, metrics: ServiceDefinition['metrics']): boolean =>
  metrics !== 'none' && (metrics !== undefined || (image === undefined && http !== undefined));

/** What it promises, and how a new version comes in: only what can be measured. */
const promisesFrom = ({ tier, runs: { slo: drafted, rollout } }: ServiceDraft, measuresItself: boolean, store: boolean, http: boolean) => {
  // So few failures need pods in three zones, which only the critical have by themselves.
  const tooMuch = drafted !== 'none' && (drafted?.availability ?? 0) > 99.9 && tier !== 'critical';
  const said = tooMuch ? { ...drafted, availability: 99.9 } : drafted;
  const slo = said === 'none' || measuresItself ? said : undefined;
  return { slo, rollout: rollout === 'rolling' || (http && slo !== 'none' && !store) ? rollout : undefined };
};

/** Everything that a service says of itself alone. */
export const definitionFrom = (draft: ServiceDraft, work: Work): Omit<ServiceDefinition, 'owner'> => {
  const { purpose, tier, own, size, runs } = draft;
  const worker = workerFrom(draft, work);
  // Code that is kept beside its definition serves HTTP.
  const image = draft.image ?? (draft.http ? undefined : 'images.sample.org/plain');
  const storage = worker ? undefined : runs.storage;
  const ports = portsFrom(draft, Boolean(worker || storage) || Object.keys(runs.tasks ?? {}).length === 0);
  const portNames = portsOf(ports).map(({ name }) => name);
  const metrics = metricsFrom(draft, portNames);
  const { max, ...scale } = runs.scale ? scaleFrom(runs.scale, tier, isMeasured({ image, ...ports }, metrics)) : {};
  const measuresItself = image === undefined && ports.http !== undefined && metrics !== 'none';
  return lean({
    ...{ purpose, tier, image, ...ports, probes: image ? probesFrom(draft, portNames) : undefined, metrics },
    ...{ ...own, size, worker, tasks: runs.tasks, storage },
    writable: own.writable && [...new Set(own.writable)].filter((folder) => folder !== storage?.path),
    ...promisesFrom(draft, measuresItself, storage !== undefined, ports.http !== undefined),
    scale: runs.scale && { ...scale, ...(max !== undefined && !storage && { max }) },
  });
};
