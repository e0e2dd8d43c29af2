import type { Service, Tier } from '#model';
import { type Latency, objectives } from './objectives';
import type { Scenario, Step } from './scenario';

/** What an answer to a step must keep to. */
export interface Threshold extends Latency {
  readonly step: Step;
  readonly tier: Tier;
  /** The part of the requests that may go wrong: 0 to 1. */
  readonly errors: number;
}

/** The service that serves a path: the one whose own path is the longest that fits. */
const serviceAt = (services: readonly Service[], path: string): Service | undefined =>
  services
    .filter(({ http }) => http && `${path}/`.startsWith(`${http.path}/`))
    .sort((a, b) => (b.http?.path.length ?? 0) - (a.http?.path.length ?? 0))[0];

/** Every step of a scenario once, in the order in which it is first needed. */
export const stepsOf = ({ visits }: Scenario): readonly Step[] => {
  const steps = visits.flows.flatMap(({ flow }) => flow);
  return [...new Set([...(steps.some(({ signedIn }) => signedIn) ? [visits.signIn] : []), ...steps])];
};

/**
 * What the steps of a scenario must keep to: by the tier of the service that serves them, reads and writes apart. Throws where a path leads to
 * no service.
 */
export const thresholdsOf = (scenario: Scenario, services: readonly Service[]): readonly Threshold[] =>
  stepsOf(scenario).map((step) => {
    const tier = serviceAt(services, step.path)?.tier;
    if (tier === undefined)
      throw new Error(
        `tools/load/scenarios.ts: no-such-path: '${step.name}' asks ${step.path}, which no service serves; write a path below that of a service`,
      );
    const { availability, read, write } = objectives[tier];
    const { p95, p99 } = step.method === 'GET' ? read : write;
    return { step, tier, p95: step.p95Ms ?? p95, p99, errors: Number((1 - availability).toFixed(6)) };
  });
