import { declaredScale } from '../derive';
import { measuresItself } from '../request-series';
import { calleesAmong } from './callees';
import type { Relation } from './relation';

/** An availability that leaves 22 minutes of a month, in which no zone comes back. Unit: percent. */
const manyNines = 99.95;

/** Who promises that much has a pod in each of three zones. */
export const zonesPromised: Relation = function* ({ services }) {
  for (const { file, slo, scale, tier } of services) {
    const { min } = declaredScale({ tier }, scale);
    if (slo === undefined || slo === 'none' || (slo.availability ?? 0) < manyNines || min >= 3) continue;
    const fact = `slo.availability is ${slo.availability}, and there may be ${min} pods, which fit into ${min} zones`;
    yield { file, rule: 'slo-replicas', fact, fix: `write scale.min 3 or more, or an availability below ${manyNines}` };
  }
};

/** Nobody promises more than what it cannot do without. */
export const reliance: Relation = function* ({ services }) {
  const calleesOf = calleesAmong(services);
  const promising = services.filter((service) => service.slo !== 'none' && measuresItself(service));
  const callers = new Map([...promising].reverse().flatMap((caller) => calleesOf(caller).map((callee) => [callee, caller] as const)));
  for (const callee of services.filter((service) => service.slo === 'none' && measuresItself(service))) {
    const caller = callers.get(callee);
    if (caller === undefined) continue;
    const fact = `slo is 'none', and ${caller.name}, which promises something, calls it`;
    const fix = `say what ${caller.name} may rely on, or write slo: 'none' in ${caller.file}`;
    yield { file: callee.file, rule: 'slo-none-with-dependents', fact, fix };
  }
};
