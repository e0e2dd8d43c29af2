import type { Role } from '../component';
import { runsIn } from '../derive';
import { didYouMean } from '../mistake';
import { isBroken } from '../registry';
import type { Service } from '../service';
import { calleesAmong } from './callees';
import type { Relation } from './relation';

/** The environments that a service names are there, and so is in each of them everything that it relies on. */
export const placement: Relation = function* (draft) {
  const { services, organisation, known } = draft;
  for (const { name, file, environments = [], in: overrides = {} } of services) {
    for (const environment of environments.filter((each) => !known.environments.has(each))) {
      const fix = didYouMean(environment, known.environments, 'remove it');
      yield { file, rule: 'unknown-environment', fact: `environments names '${environment}', which is not an environment`, fix };
    }
    for (const environment of Object.keys(overrides).filter((each) => environments.length && !environments.some((own) => own === each))) {
      const fact = `in.${environment} is about an environment that the service is not in`;
      yield { file, rule: 'override-elsewhere', fact, fix: `remove it, or add '${environment}' to environments` };
    }
    if (name === organisation?.identity && environments.length) {
      const fact = `environments is ${environments.join(', ')}, and the issuer of tokens is needed in all`;
      yield { file, rule: 'callee-elsewhere', fact, fix: 'remove environments' };
    }
  }
  yield* callees(draft);
  yield* producers(draft);
};

/** What services ask of the holder of a role. */
const needs: readonly { readonly role: Role; readonly what: string; readonly of: (service: Service) => boolean }[] = [
  { role: 'api-gateway', what: 'is public', of: ({ http }) => http?.exposure === 'public' },
  {
    role: 'secrets',
    what: 'is told secrets',
    of: ({ database, cache, documents, search, produces, consumes, calls, keys, secrets }) =>
      Boolean(database || cache || documents || search) || [produces, consumes, calls, keys, secrets].some((list) => list?.length),
  },
  { role: 'delivery', what: "has a rollout that is not 'rolling'", of: ({ rollout = 'rolling' }) => rollout !== 'rolling' },
];

/** An environment has a holder for each role that a service there needs; one service is named for each. */
export const neededRoles: Relation = function* ({ environments, services }) {
  for (const { name, file, roles, shape } of environments) {
    for (const { role, what, of } of needs) {
      // Where it is frugal new versions come in a few pods at a time, whoever asks for more.
      if (roles[role] !== undefined || (role === 'delivery' && shape === 'frugal')) continue;
      const [first] = services.filter((service) => runsIn(service, name) && of(service));
      if (first === undefined) continue;
      const fact = `roles has no '${role}', and ${first.name} ${what}`;
      yield { file, rule: 'role-needed', fact, fix: 'choose a component that has the role' };
    }
  }
};

const callees: Relation = function* ({ services, environments }) {
  const calleesOf = calleesAmong(services);
  for (const caller of services) {
    for (const callee of calleesOf(caller)) {
      for (const { name } of environments.filter((each) => runsIn(caller, each.name) && !runsIn(callee, each.name))) {
        const fact = `calls '${callee.name}', which is not in ${name}`;
        yield { file: caller.file, rule: 'callee-elsewhere', fact, fix: `add '${name}' to the environments of ${callee.file}` };
      }
    }
  }
};

const producers: Relation = function* ({ services, environments }) {
  const producing = new Map<string, Service[]>();
  for (const service of services)
    for (const { type } of service.produces ?? []) producing.set(type, [...(producing.get(type) ?? []), service]);
  for (const consumer of services) {
    for (const event of new Set(consumer.consumes?.filter((each) => !isBroken(each)))) {
      const from = producing.get(event.type) ?? [];
      if (from.length === 0) continue;
      for (const { name } of environments.filter((each) => runsIn(consumer, each.name) && !from.some((one) => runsIn(one, each.name)))) {
        const fact = `consumes '${event.type}', which nobody produces in ${name}`;
        const fix = `add '${name}' to the environments of ${from[0]?.file}`;
        yield { file: consumer.file, rule: 'producer-elsewhere', fact, fix };
      }
    }
  }
};
