import { type Cluster, kitSeries, type Objectives, type RequestSeries, releaseTrackLabel, type Service, seriesOf } from '#model';

/** Queries about what a service promises, over the series of whoever counts its requests. */

/** Which series are meant: those of a service, or of some of its pods. */
export interface Counted {
  readonly series: RequestSeries;
  readonly matchers: readonly string[];
}

/** The series that the kit makes of a service. */
export const ofService = (namespace: string, name: string): Counted => ({ series: kitSeries, matchers: kitSeries.of({ name, namespace }) });

/** The series of whoever counts the requests to a service on a cluster; the kit's where nobody does. */
export const countedOn = (service: Service, cluster: Cluster): Counted => {
  const series = seriesOf(service, cluster) ?? kitSeries;
  return { series, matchers: series.of({ name: service.name, namespace: service.domain }, cluster.scraper) };
};

/** Label of a series by which the pods of one version are told from those of another, as it comes from the pods' own label. */
export const hashLabel = 'rollouts_pod_template_hash';
export const podHashLabel = 'rollouts-pod-template-hash';

/** Those of the pods with one hash of their template. */
export const ofHash = ({ series, matchers }: Counted, hash: string): Counted => ({
  series,
  matchers: [...matchers, `${hashLabel}="${hash}"`],
});

/** Those of the newest version where it runs beside the one that was judged: behind a Service of its own, in pods of another track. */
export const ofNewest = ({ series, matchers }: Counted, namespace: string, name: string): Counted =>
  series.fromPods
    ? { series, matchers: [...matchers, `${releaseTrackLabel.replaceAll('-', '_')}="${name}"`] }
    : { series, matchers: series.of({ namespace, name: `${name}-canary` }) };

const selector = ({ matchers, series: { counting } }: Counted, ...more: string[]): string =>
  `{${[...matchers, ...more, ...(counting ? [counting] : [])].join(',')}}`;

/** How many requests a second. */
export const requestRate = (counted: Counted, range: string): string => `rate(${counted.series.requests}${selector(counted)}[${range}])`;

/** How many of them failed. */
export const failureRate = (counted: Counted, range: string): string =>
  `rate(${counted.series.requests}${selector(counted, counted.series.failed)}[${range}])`;

/** How many requests were answered, a second. */
export const answerRate = (counted: Counted, range: string): string =>
  `rate(${counted.series.durations}_count${selector(counted)}[${range}])`;

/** How many of them within the limit of the objective. */
export const fastRate = (counted: Counted, { latencySeconds }: Objectives, range: string): string =>
  `rate(${counted.series.durations}_bucket${selector(counted, edge(latencySeconds / (counted.series.secondsPerUnit ?? 1)))}[${range}])`;

/** Prometheus 3 writes whole numbers with a point, its elders without. */
const edge = (limit: number): string => {
  const rounded = Math.round(limit * 1e6) / 1e6;
  return Number.isInteger(rounded) ? `le=~"${rounded}(.0)?"` : `le="${rounded}"`;
};

/** Requests in a window below which nothing can be said of a version. */
export const fewestRequests = 20;

/** Failed or slow ones that it takes, whatever their part is, so that one bad answer at night decides nothing. */
const fewestBad = 3;

/** What is asked of a version: whether enough callers reached it, which part of their requests failed, and which part was too slow. */
export const versionQueries = (of: Counted, objectives: Objectives, range: string): Record<'traffic' | 'failures' | 'slow', string> => {
  const counted = (rate: string): string => `sum(increase(${rate.slice('rate('.length)})`;
  const failed = counted(failureRate(of, range));
  const answered = counted(answerRate(of, range));
  const slow = `(${answered} - ${counted(fastRate(of, objectives, range))})`;
  return {
    traffic: `${counted(requestRate(of, range))} or vector(0)`,
    failures: part(`(${failed} or vector(0))`, counted(requestRate(of, range))),
    slow: part(slow, answered),
  };
};

const part = (bad: string, all: string): string => `${bad} / ${all} * (${bad} >= bool ${fewestBad})`;
