import { declaredScale } from '../derive';
import type { Draft } from '../draft';
import { didYouMean, type Mistake } from '../mistake';
import { screamingSnake, sendingVariables } from '../names';
import type { Relation } from './relation';

/** Projects of Argo CD that are not a team's. */
const reservedTeams = new Set(['components', 'root']);

export const owners: Relation = function* ({ services, teams, organisation, known }) {
  for (const { name } of teams.filter((team) => reservedTeams.has(team.name))) {
    const fact = `'${name}' is the name of a project of the platform itself`;
    yield { file: 'platform/teams.ts', rule: 'name-taken', fact, fix: 'rename the team' };
  }
  const named = [
    ...services.map(({ owner, file }) => ({ field: 'owner', team: owner, file })),
    ...(organisation ? [{ field: 'platformTeam', team: organisation.platformTeam, file: 'platform/organisation.ts' }] : []),
  ];
  const { teams: names } = known;
  if (names === undefined) return;
  for (const { field, team, file } of named.filter((each) => !names.has(each.team))) {
    const fix = didYouMean(team, names, 'add it to platform/teams.ts');
    yield { file, rule: 'unknown-team', fact: `${field} is '${team}', which is not a team`, fix };
  }
};

export const calls: Relation = function* ({ services, organisation, known }) {
  const suggest = (name: string): string => didYouMean(name, known.services, 'remove it or add the service');
  for (const { name, file, calls = [] } of services) {
    for (const callee of new Set(calls)) {
      if (callee === name) yield { file, rule: 'calls-itself', fact: `calls '${callee}', which is this service`, fix: 'remove it' };
      if (known.services.has(callee)) continue;
      yield { file, rule: 'unknown-callee', fact: `calls '${callee}', which is not a service`, fix: suggest(callee) };
    }
  }
  const issuer = organisation?.identity;
  if (issuer === undefined || known.services.has(issuer)) return;
  const fact = `identity is '${issuer}', which is not a service`;
  yield { file: 'platform/organisation.ts', rule: 'unknown-callee', fact, fix: suggest(issuer) };
};

/** Variables that the platform gives a container, by their whole name or by how they begin or end. */
const derived =
  /^(SERVICE_NAME|ENVIRONMENT|AWS_REGION|PORT|PUBLIC_URL|CORS_ORIGINS|DRAIN_MS|TRUSTED_PROXY_HOPS|NODE_ENV|NODE_OPTIONS|ISSUER_URL|CLIENTS|CONSUMER_GROUP|STANDBY|CLIENT_SECRETS_FOLDER)$|^(DATABASE|CACHE|DOCUMENTS|SEARCH|STREAM|QUEUE|BUCKET)_|_FILE$/;
const secretive = /(^|_)(PASSWORD|SECRETS?|TOKEN|KEY|CREDENTIALS?)$/;

export const settings: Relation = function* ({ services }) {
  for (const { file, settings = {}, calls = [], sends = [], in: environments = {} } of services) {
    const urls = new Set([...calls.map((callee) => `${screamingSnake(callee)}_URL`), ...sends.map((kind) => sendingVariables[kind])]);
    const groups = [settings, ...Object.values(environments).map((override) => override?.settings ?? {})];
    for (const name of new Set(groups.flatMap(Object.keys))) {
      const said = `settings.${name}`;
      if (derived.test(name) || urls.has(name))
        yield {
          file,
          rule: 'setting-taken',
          fact: `${said} is given by the platform`,
          fix: 'remove it; what it holds follows from the rest',
        };
      else if (secretive.test(name))
        yield {
          file,
          rule: 'secret-in-settings',
          fact: `${said} sounds like a secret`,
          fix: "name it in 'secrets' or 'keys'; settings stand in Git",
        };
    }
  }
};

export const scales: Relation = function* ({ services }) {
  for (const service of services) {
    const { file, tier, scale } = service;
    const least = declaredScale({ tier }).min;
    if (scale?.min !== undefined && scale.min < least) {
      const fact = `scale.min is ${scale.min}, and a ${tier} service has at least ${least}`;
      yield { file, rule: 'min-below-tier', fact, fix: `write ${least} or more, or say for one environment under 'in' that fewer will do` };
    }
    const overrides = Object.entries(service.in ?? {}).flatMap(([name, override]) =>
      override?.scale ? [{ at: `in.${name}.scale`, said: { ...scale, ...override.scale } }] : [],
    );
    for (const { at, said } of [{ at: 'scale', said: scale ?? {} }, ...overrides]) {
      const { min, max } = declaredScale(service, said);
      if (max < min)
        yield { file, rule: 'max-below-min', fact: `${at}.max is ${max} and min is ${min}`, fix: 'write a max that is at least min' };
    }
  }
};

export const paths: Relation = function* ({ services }) {
  yield* clashes(
    services,
    ({ http }) => http?.path,
    (path) => ({ rule: 'path-taken', fact: `http.path '${path}'`, fix: 'choose a path of its own' }),
  );
};

export const ports: Relation = function* ({ services }) {
  yield* clashes(
    services,
    ({ http }) => http?.port,
    (port) => ({
      rule: 'port-taken',
      fact: `http.port ${port}`,
      fix: 'choose a port of its own; local mode runs all services on one machine',
    }),
  );
};

function* clashes<Value>(
  services: Draft['services'],
  pick: (service: Draft['services'][number]) => Value,
  say: (value: Value) => Omit<Mistake, 'file'>,
): Generator<Mistake> {
  const seen = new Map<Value, string>();
  for (const service of services) {
    const value = pick(service);
    const first = seen.get(value);
    const { rule, fact, fix } = say(value);
    if (value === undefined) continue;
    if (first !== undefined) yield { file: service.file, rule, fact: `${fact} is also that of ${first}`, fix };
    else seen.set(value, service.name);
  }
}

export const overrides: Relation = function* ({ services, known }) {
  for (const { file, in: environments = {} } of services) {
    for (const name of Object.keys(environments).filter((each) => !known.environments.has(each))) {
      const fix = didYouMean(name, known.environments, 'remove it');
      yield { file, rule: 'unknown-environment', fact: `in.${name} is not an environment`, fix };
    }
  }
};
