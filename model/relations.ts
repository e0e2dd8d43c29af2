import { connectionsPerPod, declaredScale } from './derive';
import type { Draft } from './load';
import { didYouMean, type Mistake } from './mistake';
import { bucketName, clusterName, isDnsLabel, longestName, queueName, roleName } from './names';
import { isBroken } from './registry';
import { eventMistakes } from './relations-events';

/** Every way in which definitions, each of a fit shape, do not fit together. */
export const relationMistakes = (draft: Draft): Mistake[] =>
  [names, owners, calls, scales, paths, ports, overrides, after, roleHolders, networks, databases, awsNames, waivers, eventMistakes].flatMap((rule) => [...rule(draft)]);

type Relation = (draft: Draft) => Iterable<Mistake>;

const reserved: Readonly<Record<string, string>> = {
  apps: 'the application of applications',
  namespaces: 'the application of all namespaces',
  root: 'the application that a bare cluster is given',
};

/** Projects of Argo CD that are not a team's. */
const reservedTeams = new Set(['components', 'root']);

const names: Relation = function* ({ services, components }) {
  const seen = new Map<string, string>();
  for (const { name, file } of [...components, ...services]) {
    if (!isDnsLabel(name)) yield { file, rule: 'bad-name', fact: `'${name}' is not a DNS label`, fix: 'rename the folder; use lower-case letters, digits and hyphens' };
    if (name.length > longestName) {
      yield { file, rule: 'name-too-long', fact: `'${name}' has ${name.length} characters, objects named after it may have 63`, fix: `shorten the folder's name to ${longestName}` };
    }
    const taken = reserved[name] ?? seen.get(name);
    if (taken !== undefined) yield { file, rule: 'name-taken', fact: `'${name}' is also ${taken}`, fix: 'rename one of them; names are unique over services and components' };
    seen.set(name, file);
  }
  for (const { domain, file } of services) {
    if (!isDnsLabel(domain) || domain.length > 63) yield { file, rule: 'bad-name', fact: `the domain '${domain}' is not a DNS label of at most 63`, fix: 'rename the folder' };
  }
};

const owners: Relation = function* ({ services, teams, organisation, known }) {
  for (const { name } of teams.filter((team) => reservedTeams.has(team.name))) {
    yield { file: 'platform/teams.ts', rule: 'name-taken', fact: `'${name}' is the name of a project of the platform itself`, fix: 'rename the team' };
  }
  const all = [...services.map(({ owner, file }) => ({ owner, file })), ...(organisation ? [{ owner: organisation.platformTeam, file: 'platform/organisation.ts' }] : [])];
  for (const { owner, file } of all) {
    if (!known.teams.has(owner)) yield { file, rule: 'unknown-team', fact: `'${owner}' is not a team`, fix: didYouMean(owner, known.teams, 'add it to platform/teams.ts') };
  }
};

const calls: Relation = function* ({ services, organisation, known }) {
  for (const { name, file, calls = [] } of services) {
    for (const callee of calls) {
      if (callee === name) yield { file, rule: 'calls-itself', fact: `calls '${callee}', which is this service`, fix: 'remove it' };
      else if (!known.services.has(callee)) {
        yield { file, rule: 'unknown-callee', fact: `calls '${callee}', which is not a service`, fix: didYouMean(callee, known.services, 'remove it or add the service') };
      }
    }
  }
  const issuer = organisation?.identity;
  if (issuer !== undefined && !known.services.has(issuer)) {
    yield { file: 'platform/organisation.ts', rule: 'unknown-callee', fact: `identity is '${issuer}', which is not a service`, fix: didYouMean(issuer, known.services, 'remove it or add the service') };
  }
};

const scales: Relation = function* ({ services }) {
  for (const service of services) {
    const scopes = [{ at: 'scale', scale: service.scale }, ...Object.entries(service.in ?? {}).map(([name, override]) => ({ at: `in.${name}.scale`, scale: { ...service.scale, ...override?.scale } }))];
    for (const { at, scale } of scopes) {
      const { min, max } = declaredScale(service, scale);
      if (max < min) yield { file: service.file, rule: 'max-below-min', fact: `${at}.max is ${max} and min is ${min}`, fix: 'write a max that is at least min' };
    }
  }
};

const paths: Relation = function* ({ services }) {
  yield* clashes(services, ({ http }) => http.path, (path) => ({ rule: 'path-taken', fact: `http.path '${path}'`, fix: 'choose a path of its own' }));
};

const ports: Relation = function* ({ services }) {
  yield* clashes(services, ({ http }) => http.port, (port) => ({ rule: 'port-taken', fact: `http.port ${port}`, fix: 'choose a port of its own; local mode runs all services on one machine' }));
};

function* clashes<Value>(services: Draft['services'], pick: (service: Draft['services'][number]) => Value, say: (value: Value) => Omit<Mistake, 'file'>): Generator<Mistake> {
  const seen = new Map<Value, string>();
  for (const service of services) {
    const value = pick(service);
    const first = seen.get(value);
    const { rule, fact, fix } = say(value);
    if (first !== undefined) yield { file: service.file, rule, fact: `${fact} is also that of ${first}`, fix };
    else seen.set(value, service.name);
  }
}

const overrides: Relation = function* ({ services, known }) {
  for (const { file, in: environments = {} } of services) {
    for (const name of Object.keys(environments)) {
      if (!known.environments.has(name)) yield { file, rule: 'unknown-environment', fact: `in.${name} is not an environment`, fix: didYouMean(name, known.environments, 'remove it') };
    }
  }
};

const after: Relation = function* ({ components, known }) {
  for (const { file, after: before = [] } of components) {
    for (const name of before) {
      if (!known.components.has(name)) yield { file, rule: 'unknown-component', fact: `after names '${name}', which is not a component`, fix: didYouMean(name, known.components, 'remove it') };
    }
  }
};

const offers = { 'api-gateway': 'gateway', metrics: 'scraper', secrets: 'secretStore' } as const;

const roleHolders: Relation = function* ({ environments, components, known }) {
  for (const { file, roles } of environments) {
    for (const [role, name] of Object.entries(roles)) {
      const candidates = components.filter((component) => component.role === role).map((component) => component.name);
      const holder = components.find((component) => component.name === name);
      if (!known.components.has(name) || (holder && holder.role !== role)) {
        const fact = `roles.${role} is '${name}', which ${holder ? 'does not have this role' : 'is not a component'}`;
        yield { file, rule: 'unknown-role-holder', fact, fix: didYouMean(name, candidates, `choose of ${candidates.map((each) => `'${each}'`).join(', ') || 'none: add a component with the role'}`) };
      }
    }
  }
  for (const { file, role, provides } of components) {
    if (role && role !== 'gitops' && !isBroken(provides) && provides?.[offers[role]] === undefined) {
      yield { file, rule: 'role-offers-nothing', fact: `role '${role}' without provides.${offers[role]}`, fix: 'say what the others rely on' };
    }
  }
};

const networks: Relation = function* ({ environments }) {
  const all = environments.flatMap(({ file, clusters }) => clusters.map(({ cidr, region }) => ({ file, cidr, region })));
  for (const [index, { file, cidr, region }] of all.entries()) {
    const first = all.slice(0, index).find((other) => other.cidr === cidr);
    if (first) yield { file, rule: 'cidr-overlap', fact: `the cidr ${cidr} of ${region} is also that of ${first.region} in ${first.file}`, fix: 'choose another /16' };
  }
  for (const { file, clusters } of environments) {
    const active = clusters.filter(({ standby }) => !standby);
    if (active.length !== 1) yield { file, rule: 'one-active-cluster', fact: `${active.length} clusters are not a standby`, fix: 'exactly one is active; mark the others with standby: true' };
    for (const { region } of clusters.filter((one, at) => clusters.findIndex((other) => other.region === one.region) !== at)) {
      yield { file, rule: 'region-taken', fact: `two clusters are in ${region}`, fix: 'give each cluster a region of its own' };
    }
  }
};

const databases: Relation = function* ({ environments, services }) {
  for (const environment of environments) {
    const share = connectionsPerPod(environment, services);
    if (share >= 2) continue;
    const fact = `database.maxConnections ${environment.database.maxConnections} leaves ${Math.max(0, share)} connections a pod when all services run at their maximum`;
    yield { file: environment.file, rule: 'database-too-small', fact, fix: 'raise it until each pod has 2, or lower the maxima' };
  }
};

const awsNames: Relation = function* ({ environments, services, components }) {
  const clusters = environments.flatMap(({ name, account, clusters }) => clusters.map(({ region }) => ({ environment: name, name: clusterName(name, region), region, account })));
  for (const cluster of clusters) {
    const accounts = [
      ...services.map(({ file, domain, name }) => ({ file, long: roleName(cluster.name, domain, name), allowed: 64, what: 'the IAM role' })),
      ...components.flatMap(({ file, namespace, iam, provides }) => (iam ? (provides?.serviceAccounts ?? []) : []).map((account) => ({ file, long: roleName(cluster.name, namespace, account), allowed: 64, what: 'the IAM role' }))),
      ...services.flatMap(({ file, name, buckets = [] }) => buckets.map((bucket) => ({ file, long: bucketName(cluster, name, bucket), allowed: 63, what: 'the bucket' }))),
      ...services.flatMap(({ file, name, queues = [] }) => queues.map((queue) => ({ file, long: queueName(cluster.environment, name, `${queue}-dead`), allowed: 80, what: 'the queue' }))),
    ];
    for (const { file, long, allowed, what } of accounts) {
      if (long.length > allowed) yield { file, rule: 'name-too-long', fact: `${what} '${long}' would have ${long.length} characters, AWS allows ${allowed}`, fix: 'shorten a name' };
    }
  }
};

const waivers: Relation = function* ({ services, components, rules }) {
  for (const { file, waivers = [] } of [...services, ...components]) {
    for (const { rule } of waivers) {
      if (!rules.includes(rule)) yield { file, rule: 'unknown-rule', fact: `waives '${rule}', which is not a rule`, fix: didYouMean(rule, rules, 'remove the waiver') };
    }
  }
};
