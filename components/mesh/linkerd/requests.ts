import type { Provides, RequestSeries } from '#model';

/** Upper edges of the buckets in which a proxy counts how long it takes until an answer begins. Unit: seconds. */
const edges = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1, 5, 10];

/**
 * What a proxy counts of the requests that come to its pod. Those without an identity are the kubelet's, since nobody else is let in.
 * @see https://linkerd.io/2/reference/proxy-metrics/
 */
export const requests: RequestSeries = {
  requests: 'response_total',
  // An answer of 500 and above, or a failed status of gRPC.
  failed: 'classification="failure"',
  durations: 'response_latency_ms',
  secondsPerUnit: 0.001,
  edges,
  of: ({ name, namespace }, scraper) => [
    ...[`namespace="${namespace}"`, `job="${name}"`, 'direction="inbound"', 'tls="true"'],
    ...(scraper?.serviceAccount ? [`client_id!~"${scraper.serviceAccount}[.]${scraper.namespace}[.].*"`] : []),
  ],
  fromPods: { port: 4191, portName: 'linkerd-admin' },
};

const labels = ['direction', 'tls', 'client_id', 'classification', 'status_code', 'target_port', 'release_track'];

export const series: Provides['series'] = {
  response_total: labels,
  response_latency_ms_bucket: [...labels, 'le'],
  response_latency_ms_count: labels,
};
