import type { Objectives } from '#model';

/** Queries about what a service promises, over the series that the kit makes. */

/** Which series are meant: those of a service, or of some of its pods. */
export type Matchers = Readonly<Record<string, string>>;

/** Routes that are asked by machines and count for nobody. */
const probed = 'route!~"/health.*|/metrics|/info"';

/** The series of a service. Both labels are set by whoever scrapes. */
export const ofService = (namespace: string, service: string): Matchers => ({ namespace, service });

/** Label of a series by which the pods of one version are told from those of another, as it comes from the pods' own label. */
export const hashLabel = 'rollouts_pod_template_hash';
export const podHashLabel = 'rollouts-pod-template-hash';

const selector = (matchers: Matchers, ...more: string[]): string =>
  `{${[...Object.entries(matchers).map(([label, value]) => `${label}="${value}"`), ...more, probed].join(',')}}`;

/** How many requests a second. */
export const requestRate = (matchers: Matchers, range: string): string => `rate(http_requests_total${selector(matchers)}[${range}])`;

/** How many of them failed. */
export const failureRate = (matchers: Matchers, range: string): string =>
  `rate(http_requests_total${selector(matchers, 'status=~"5.."')}[${range}])`;

/** How many requests were answered, a second. */
export const answerRate = (matchers: Matchers, range: string): string =>
  `rate(http_request_duration_seconds_count${selector(matchers)}[${range}])`;

/** How many of them within the limit of the objective. */
export const fastRate = (matchers: Matchers, { latencySeconds }: Objectives, range: string): string =>
  `rate(http_request_duration_seconds_bucket${selector(matchers, edge(latencySeconds))}[${range}])`;

/** Prometheus 3 writes whole numbers with a point, its elders without. */
const edge = (seconds: number): string => (Number.isInteger(seconds) ? `le=~"${seconds}(.0)?"` : `le="${seconds}"`);

/** Requests in a window below which nothing can be said of a version. */
export const fewestRequests = 20;

/** Failed or slow ones that it takes, whatever their part is, so that one bad answer at night decides nothing. */
const fewestBad = 3;

/** What is asked of a version: whether enough callers reached it, which part of their requests failed, and which part was too slow. */
export const versionQueries = (
  matchers: Matchers,
  objectives: Objectives,
  range: string,
): Record<'traffic' | 'failures' | 'slow', string> => {
  const counted = (rate: string): string => `sum(increase(${rate.slice('rate('.length)})`;
  const failed = counted(failureRate(matchers, range));
  const answered = counted(answerRate(matchers, range));
  const slow = `(${answered} - ${counted(fastRate(matchers, objectives, range))})`;
  return {
    traffic: `${counted(requestRate(matchers, range))} or vector(0)`,
    failures: part(`(${failed} or vector(0))`, counted(requestRate(matchers, range))),
    slow: part(slow, answered),
  };
};

const part = (bad: string, all: string): string => `${bad} / ${all} * (${bad} >= bool ${fewestBad})`;
