import { type Objectives, objectivesOf } from './objectives';
import type { Service } from './service';

/** Answers slower than the objective that a caller still waits for: a hundred times as slow is as good as none. */
const patience = 100;

/** The longest that a gateway waits for anybody. Unit: seconds. */
const longestWait = 60;

/**
 * How long the gateway waits for an answer of a service before it tells the caller that there is none. Unit: whole seconds, from 5 to 60.
 * None where nothing is promised: then the gateway's own limit holds.
 */
export const requestTimeoutOf = (service: Pick<Service, 'tier' | 'slo'>): number | undefined => {
  const objectives = objectivesOf(service);
  return objectives && Math.min(longestWait, Math.max(5, Math.ceil(objectives.latencySeconds * patience)));
};

/**
 * Failures in a row after which a pod gets no requests for a while: as many as may fail of 5,000, at least 3 and at most 10.
 * None where nothing is promised.
 */
export const toleratedFailuresOf = (service: Pick<Service, 'tier' | 'slo'>): number | undefined => {
  const objectives: Objectives | undefined = objectivesOf(service);
  return objectives && Math.min(10, Math.max(3, Math.round((1 - objectives.availability) * 5000)));
};
