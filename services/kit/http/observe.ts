import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HistogramMetric, Telemetry } from '../telemetry';
import type { Work } from './work';

/** Counts, times and logs each request. Addresses of the process itself are not worth a line. */
export const observe = (server: FastifyInstance, { metrics, log, spans }: Telemetry): void => {
  const requests = metrics.counter('http_requests_total', 'Requests, by route and status.', ['method', 'route', 'status']);
  const seconds: HistogramMetric<'method' | 'route'> = metrics.histogram('http_request_duration_seconds', 'Time to the answer.', [
    'method',
    'route',
  ]);
  const errors = metrics.counter('errors_total', 'Answers of 500 and above, by status; those of health checks are none.', ['kind']);
  let inProgress = 0;
  metrics.gauge('http_requests_in_progress', 'Requests that are not answered yet.', () => inProgress);
  const end = (request: FastifyRequest, reply: FastifyReply): void => {
    inProgress -= 1;
    const work = request.work as Work;
    const { method } = request;
    const route = work.contract?.path ?? request.routeOptions.url ?? 'unknown';
    const code = reply.raw.writableFinished ? reply.statusCode : givenUp;
    const status = String(code);
    const durationMs = performance.now() - work.started;
    requests.add({ method, route, status });
    seconds.observe({ method, route }, durationMs / 1000);
    if (work.contract === undefined) return;
    if (code >= 500) errors.add({ kind: status });
    const { trace } = work;
    log.info(lineOf(work, method, route, code, durationMs), 'request');
    if (trace.sampled || work.failed)
      spans.add({
        name: `${method} ${route}`,
        kind: 'server',
        trace,
        startedAt: Date.now() - durationMs,
        durationMs,
        attributes: { 'http.response.status_code': code },
        failed: work.failed,
      });
  };
  server.addHook('onRequest', (request, reply, done) => {
    inProgress += 1;
    // Every response closes; one whose client hung up never finishes, which is all that Fastify listens to.
    reply.raw.once('close', () => end(request, reply));
    done();
  });
};

/** Stands in the place of a status when the client did not wait for one, as proxies write it. */
const givenUp = 499;

/** One literal: to merge two of them costs as much as to write the line. */
const lineOf = ({ requestId, trace, caller }: Work, method: string, route: string, status: number, durationMs: number): object => ({
  requestId,
  traceId: trace.traceId,
  spanId: trace.spanId,
  userId: caller?.subject,
  method,
  route,
  status,
  durationMs: Math.round(durationMs * 100) / 100,
});
