import { runsIn } from '../derive';
import { didYouMean } from '../mistake';
import { isBroken } from '../registry';
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

const callees: Relation = function* ({ services, environments }) {
  for (const caller of services) {
    for (const callee of services.filter(({ name }) => caller.calls?.some((called) => called === name))) {
      for (const { name } of environments.filter((each) => runsIn(caller, each.name) && !runsIn(callee, each.name))) {
        const fact = `calls '${callee.name}', which is not in ${name}`;
        yield { file: caller.file, rule: 'callee-elsewhere', fact, fix: `add '${name}' to the environments of ${callee.file}` };
      }
    }
  }
};

const producers: Relation = function* ({ services, environments }) {
  for (const consumer of services) {
    for (const event of new Set(consumer.consumes?.filter((each) => !isBroken(each)))) {
      const from = services.filter(({ produces }) => produces?.some(({ type }) => type === event.type));
      if (from.length === 0) continue;
      for (const { name } of environments.filter((each) => runsIn(consumer, each.name) && !from.some((one) => runsIn(one, each.name)))) {
        const fact = `consumes '${event.type}', which nobody produces in ${name}`;
        const fix = `add '${name}' to the environments of ${from[0]?.file}`;
        yield { file: consumer.file, rule: 'producer-elsewhere', fact, fix };
      }
    }
  }
};
