import type { Probe } from '../endpoints';
import { portsOf } from '../endpoints';
import { didYouMean, type Mistake } from '../mistake';
import { migrationName, taskName } from '../names';
import { isBroken } from '../registry';
import type { Service } from '../service';
import { calleesAmong } from './callees';
import type { Relation } from './relation';

/** What a service runs as fits together: it runs something, its probes and metrics name ports that it has, and its pods can be scaled so. */
export const workloads: Relation = function* ({ services }) {
  for (const service of services) {
    for (const mistake of [running, ports, probes, metrics, worker, tasks, store, rollout].flatMap((check) => [...check(service)]))
      yield { file: service.file, ...mistake };
  }
};

type Check = (service: Service) => Iterable<Omit<Mistake, 'file'>>;

const running: Check = function* ({ image, http, ports = {}, worker, tasks = {}, storage }) {
  if (image === undefined && http === undefined) {
    const fact = 'has no http, and its code is kept beside its definition';
    yield { rule: 'http-missing', fact, fix: "add http, which its health is asked on, or name its 'image'" };
    return;
  }
  if (http || worker || storage || Object.keys(ports).length + Object.keys(tasks).length > 0) return;
  yield { rule: 'nothing-runs', fact: 'has no http, ports, worker, storage or tasks', fix: 'say what it does' };
};

const ports: Check = function* (service) {
  const all = portsOf(service);
  for (const side of ['port', 'servicePort'] as const) {
    for (const [at, { name, [side]: number }] of all.entries()) {
      const first = all.slice(0, at).find((other) => other[side] === number);
      // Where two containers' ports are the same, those of the Service follow.
      if (first === undefined || (side === 'servicePort' && all.slice(0, at).some(({ port }) => port === all[at]?.port))) continue;
      yield { rule: 'port-taken', fact: `the ${side} ${number} of '${name}' is also that of '${first.name}'`, fix: 'choose another' };
    }
  }
};

const unknownPort = (service: Service, field: string, name: string): Omit<Mistake, 'file'>[] => {
  const known = portsOf(service).map((port) => port.name);
  if (known.includes(name)) return [];
  const fact = `${field} names the port '${name}', which it does not have`;
  return [
    { rule: 'unknown-port', fact, fix: didYouMean(name, known, known.length ? `use one of ${known.join(', ')}` : 'add http or ports') },
  ];
};

const portOf = (probe: Probe): string => ('tcp' in probe ? probe.tcp : (probe.port ?? 'http'));

const probes: Check = function* (service) {
  const { image, probes: said, http, ports = {}, worker, storage } = service;
  if (said === undefined) {
    const serves = http || worker || storage || Object.keys(ports).length > 0;
    if (image !== undefined && serves) {
      const fact = 'has an image from elsewhere and no probes';
      yield { rule: 'probes-missing', fact, fix: "say how it tells that it is ready: probes: { ready: { http: '/healthz' } }" };
    }
    return;
  }
  for (const [name, probe] of Object.entries(said)) {
    if (probe !== undefined) yield* unknownPort(service, `probes.${name}`, portOf(probe));
  }
  if (said.live !== undefined && JSON.stringify(said.live) === JSON.stringify(said.ready)) {
    const fact = 'probes.live asks what probes.ready asks';
    yield { rule: 'probes-identical', fact, fix: 'ask something that fails only when a restart would help, or leave it out' };
  }
};

const metrics: Check = function* (service) {
  const { metrics: said, scale } = service;
  if (said !== undefined && said !== 'none') yield* unknownPort(service, 'metrics', said.port ?? 'http');
  const none = said === 'none' || (said === undefined && (service.image !== undefined || service.http === undefined));
  const needed = Object.entries({ requestsPerSecondPerPod: scale?.requestsPerSecondPerPod, metric: scale?.metric });
  for (const [field] of needed.filter(([, value]) => value !== undefined && none)) {
    yield { rule: 'metrics-missing', fact: `scale.${field} asks for metrics, and it has none`, fix: "say under 'metrics' where they are" };
  }
};

const worker: Check = function* ({ worker: said, consumes = [], queues = [] }) {
  if (said === undefined) return;
  if (consumes.length + queues.length === 0) {
    yield { rule: 'worker-without-work', fact: 'has a worker, and no consumes or queues', fix: 'remove it, or say what it works off' };
  }
  const { min = 1, max } = said;
  if (max !== undefined && max < min) {
    yield { rule: 'max-below-min', fact: `worker.max is ${max} and min is ${min}`, fix: 'write a max that is at least min' };
  }
  const events = consumes.filter((event) => !isBroken(event));
  const partitions = Math.max(0, ...events.map(({ topic }) => topic.partitions));
  for (const [field, pods] of Object.entries({ min: said.min, max: said.max })) {
    if (pods === undefined || queues.length > 0 || partitions === 0 || pods <= partitions) continue;
    const fact = `worker.${field} is ${pods}, and no consumed topic has more than ${partitions} partitions`;
    yield { rule: 'consumers-exceed-partitions', fact, fix: `write ${partitions} or less; a pod without a partition has nothing to do` };
  }
};

/** Kubernetes adds eleven characters to the name of each run. */
const longestTask = 52;

const tasks: Check = function* ({ name, tasks: said = {} }) {
  for (const task of Object.keys(said)) {
    const full = taskName(name, task);
    if (full.length > longestTask) {
      const fact = `the task '${task}' would be called '${full}', which has ${full.length} characters, and Kubernetes allows ${longestTask}`;
      yield { rule: 'name-too-long', fact, fix: `shorten it by ${full.length - longestTask}` };
    }
    if (full === migrationName(name))
      yield { rule: 'name-taken', fact: `the task '${task}' would be called as its migration`, fix: 'rename it' };
  }
};

const store: Check = function* ({ storage, scale = {}, worker, rollout }) {
  if (storage === undefined) return;
  const { min, max } = scale;
  if (max !== undefined && max !== min) {
    const fact = `has storage, scale.min ${min ?? 'by tier'} and scale.max ${max}`;
    yield { rule: 'store-scaled', fact, fix: 'leave out max; pods with disks are not added and taken away by load' };
  }
  for (const [field, value] of Object.entries({ worker, rollout })) {
    if (value === undefined || value === 'rolling') continue;
    yield { rule: 'store-differs', fact: `has storage and ${field}`, fix: `remove ${field}; pods with disks are replaced one at a time` };
  }
};

const rollout: Check = function* ({ rollout: said, http, slo }) {
  if (said === undefined || said === 'rolling') return;
  if (http === undefined) {
    yield { rule: 'rollout-without-http', fact: `rollout is '${said}', and it serves no HTTP`, fix: "remove it; 'rolling' does" };
  } else if (slo === 'none') {
    const fact = `rollout is '${said}' and slo is 'none'`;
    yield { rule: 'rollout-unmeasured', fact, fix: "say what must hold under 'slo', or write 'rolling'" };
  }
};

/** Every callee has a port. */
export const callees: Relation = function* ({ services }) {
  const calleesOf = calleesAmong(services);
  for (const caller of services) {
    for (const callee of calleesOf(caller)) {
      if (portsOf(callee).length > 0) continue;
      const fact = `calls '${callee.name}', which has no http or ports`;
      yield { file: caller.file, rule: 'callee-without-port', fact, fix: `remove it, or add them in ${callee.file}` };
    }
  }
};

/** Addresses are those of callees, and of ports that these have. */
export const addresses: Relation = function* ({ services }) {
  const calleesOf = calleesAmong(services);
  for (const service of services) {
    const { file, calls = [], addresses: said = {} } = service;
    for (const [variable, address] of Object.entries(said)) {
      const [name = '', port] = address.split(':');
      const fact = `addresses.${variable} is '${address}', and`;
      if (!calls.some((called) => called === name)) {
        yield {
          file,
          rule: 'address-not-called',
          fact: `${fact} it calls no '${name}'`,
          fix: didYouMean(name, calls, "add it to 'calls'"),
        };
        continue;
      }
      const callee = calleesOf(service).find((each) => each.name === name);
      const known = callee ? portsOf(callee).map((each) => each.name) : [];
      if (port === undefined || callee === undefined || known.includes(port)) continue;
      yield {
        file,
        rule: 'unknown-port',
        fact: `${fact} ${name} has no port '${port}'`,
        fix: didYouMean(port, known, `use one of ${known.join(', ')}`),
      };
    }
  }
};
