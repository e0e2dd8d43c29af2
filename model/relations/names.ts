import { didYouMean, type Mistake } from '../mistake';
import { isDnsLabel, longestName, migrationName, peersName, sendingVariables, taskName, tasksName, workerName } from '../names';
import type { Service } from '../service';
import type { Relation } from './relation';

/** Names that an Application of the platform itself bears. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['apps', 'the application of applications'],
  ['namespaces', 'the application of all namespaces'],
  ['policies', 'the application of all admission policies'],
  ['root', 'the application that a bare cluster is given'],
]);

export const names: Relation = function* ({ services, components, environments }) {
  const seen = new Map(reserved);
  for (const { name, file } of [...components, ...services]) {
    const taken = seen.get(name);
    if (taken !== undefined) {
      yield {
        file,
        rule: 'name-taken',
        fact: `'${name}' is also ${taken}`,
        fix: 'rename one of them; names are unique over services and components',
      };
    }
    seen.set(name, file);
    if (name.length > longestName) {
      const fact = `'${migrationName(name)}' would have ${migrationName(name).length} characters, Kubernetes allows 63`;
      yield { file, rule: 'name-too-long', fact, fix: `shorten the name to ${longestName}` };
    }
  }
  for (const { name, file } of [...components, ...services, ...environments]) {
    const fact = `'${name}' is not a DNS label`;
    if (!isDnsLabel(name)) yield { file, rule: 'bad-name', fact, fix: 'rename it; use lower-case letters, digits and hyphens' };
  }
};

/** Names that a service gives its objects besides its own. */
const derivedFrom = ({
  name,
  image,
  http,
  tier,
  rollout,
  database,
  worker,
  storage,
  tasks = {},
}: Service): [derived: string, of: string][] => [
  // Which of them there is depends on the cluster.
  ...(http && (rollout ?? (tier === 'critical' ? 'canary' : 'rolling')) !== 'rolling'
    ? ['canary', 'preview', 'primary'].map((version): [string, string] => [`${name}-${version}`, 'another version'])
    : []),
  ...(worker ? [[workerName(name), 'the worker'] as [string, string]] : []),
  ...(database && image === undefined ? [[migrationName(name), 'the migration'] as [string, string]] : []),
  ...(storage ? [[peersName(name), 'the peers'] as [string, string]] : []),
  ...Object.keys(tasks).map((task): [string, string] => [taskName(name, task), `the task '${task}'`]),
  ...(Object.keys(tasks).length > 0 ? [[tasksName(name), 'all tasks'] as [string, string]] : []),
];

/** No service is called as what belongs to another one beside it. */
export const derivedNames: Relation = function* ({ services }) {
  const byDomain = new Map<string, Service[]>();
  for (const service of services) byDomain.set(service.domain, [...(byDomain.get(service.domain) ?? []), service]);
  for (const service of services) {
    const beside = byDomain.get(service.domain)?.filter(({ name }) => name.startsWith(`${service.name}-`)) ?? [];
    for (const other of beside) yield* takenBy(service, other);
  }
};

/** Names that two services would both have, of which the one's name begins the other's. */
function* takenBy(service: Service, other: Service): Generator<Mistake> {
  for (const [derived, of] of derivedFrom(service)) {
    const taken = [[other.name, 'the service'], ...derivedFrom(other)].find(([name]) => name === derived);
    if (taken === undefined) continue;
    const fact = `'${derived}' is ${taken[1]}${taken[0] === other.name ? '' : ` of ${other.name}`}, and ${of} of ${service.name} beside it`;
    yield { file: other.file, rule: 'name-taken', fact, fix: 'rename it, or move it to another domain' };
  }
}

/** Domains are namespaces: those of services are closed to components, and to Kubernetes itself. */
export const domains: Relation = function* ({ services, components }) {
  const taken = new Map([
    ...components.map(({ namespace, file }) => [namespace, `the namespace of ${file}`] as const),
    ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => [name, 'a namespace of Kubernetes itself'] as const),
  ]);
  for (const { domain, file } of services) {
    if (!isDnsLabel(domain) || domain.length > 63) {
      yield { file, rule: 'bad-name', fact: `the domain '${domain}' is not a DNS label of at most 63`, fix: 'rename the folder' };
    }
    const other = taken.get(domain);
    if (other)
      yield { file, rule: 'name-taken', fact: `the domain '${domain}' is also ${other}`, fix: 'move the service to a domain of its own' };
  }
};

/** Secrets that a service has anyway; another of the name would stand at the same place. */
const ownSecrets = ['cache', 'client', 'clients', 'database', 'documents', 'search', 'stream'];

/** Every secret of a service has a name of its own. */
export const secretNames: Relation = function* ({ services }) {
  for (const { file, keys = [], secrets = [], sends = [] } of services) {
    // Where messages go is no secret of a service that sends by the environment's own means; the two would be one variable.
    const own = [...ownSecrets, ...sends.map((kind) => sendingVariables[kind].toLowerCase().replace('_', '-'))];
    const all = [...own, ...keys, ...secrets];
    for (const name of new Set(all.filter((each, index) => all.indexOf(each) !== index))) {
      const fact = own.includes(name)
        ? `'${name}' is a secret that the platform makes itself`
        : `'${name}' is named twice in keys and secrets`;
      yield { file, rule: 'secret-taken', fact, fix: 'rename one of them, or remove it' };
    }
  }
};

export const waivers: Relation = function* ({ services, components, rules }) {
  for (const { file, waivers = [] } of [...services, ...components]) {
    for (const rule of new Set(waivers.map((waiver) => waiver.rule).filter((each) => !rules.includes(each)))) {
      const fix = didYouMean(rule, rules, 'remove the waiver');
      yield { file, rule: 'unknown-rule', fact: `waives '${rule}', which is not a rule`, fix };
    }
  }
};
