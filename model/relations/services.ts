import { declaredScale } from '../derive';
import type { Draft } from '../load';
import { didYouMean, type Mistake } from '../mistake';
import type { Relation } from './relation';

/** Projects of Argo CD that are not a team's. */
const reservedTeams = new Set(['components', 'root']);

export const owners: Relation = function* ({ services, teams, organisation, known }) {
  for (const { name } of teams.filter((team) => reservedTeams.has(team.name))) {
    yield {
      file: 'platform/teams.ts',
      rule: 'name-taken',
      fact: `'${name}' is the name of a project of the platform itself`,
      fix: 'rename the team',
    };
  }
  const all = [
    ...services.map(({ owner, file }) => ({ owner, file })),
    ...(organisation ? [{ owner: organisation.platformTeam, file: 'platform/organisation.ts' }] : []),
  ];
  for (const { owner, file } of all) {
    if (!known.teams.has(owner))
      yield {
        file,
        rule: 'unknown-team',
        fact: `'${owner}' is not a team`,
        fix: didYouMean(owner, known.teams, 'add it to platform/teams.ts'),
      };
  }
};

export const calls: Relation = function* ({ services, organisation, known }) {
  for (const { name, file, calls = [] } of services) {
    for (const callee of calls) {
      if (callee === name) yield { file, rule: 'calls-itself', fact: `calls '${callee}', which is this service`, fix: 'remove it' };
      else if (!known.services.has(callee)) {
        yield {
          file,
          rule: 'unknown-callee',
          fact: `calls '${callee}', which is not a service`,
          fix: didYouMean(callee, known.services, 'remove it or add the service'),
        };
      }
    }
  }
  const issuer = organisation?.identity;
  if (issuer !== undefined && !known.services.has(issuer)) {
    yield {
      file: 'platform/organisation.ts',
      rule: 'unknown-callee',
      fact: `identity is '${issuer}', which is not a service`,
      fix: didYouMean(issuer, known.services, 'remove it or add the service'),
    };
  }
};

export const scales: Relation = function* ({ services }) {
  for (const service of services) {
    const scopes = [
      { at: 'scale', scale: service.scale },
      ...Object.entries(service.in ?? {}).map(([name, override]) => ({
        at: `in.${name}.scale`,
        scale: { ...service.scale, ...override?.scale },
      })),
    ];
    for (const { at, scale } of scopes) {
      const { min, max } = declaredScale(service, scale);
      if (max < min)
        yield {
          file: service.file,
          rule: 'max-below-min',
          fact: `${at}.max is ${max} and min is ${min}`,
          fix: 'write a max that is at least min',
        };
    }
  }
};

export const paths: Relation = function* ({ services }) {
  yield* clashes(
    services,
    ({ http }) => http.path,
    (path) => ({ rule: 'path-taken', fact: `http.path '${path}'`, fix: 'choose a path of its own' }),
  );
};

export const ports: Relation = function* ({ services }) {
  yield* clashes(
    services,
    ({ http }) => http.port,
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
    if (first !== undefined) yield { file: service.file, rule, fact: `${fact} is also that of ${first}`, fix };
    else seen.set(value, service.name);
  }
}

export const overrides: Relation = function* ({ services, known }) {
  for (const { file, in: environments = {} } of services) {
    for (const name of Object.keys(environments)) {
      if (!known.environments.has(name))
        yield {
          file,
          rule: 'unknown-environment',
          fact: `in.${name} is not an environment`,
          fix: didYouMean(name, known.environments, 'remove it'),
        };
    }
  }
};
