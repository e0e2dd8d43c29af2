import type { FastifyReply, FastifyRequest } from 'fastify';
import { CalleeUnavailable } from '../callees';
import { brokenUnique, isTransient } from '../database/errors';
import type { IdempotencyKeys } from './idempotency';
import { everywhere, known, notFound, Problem, problemBody, unavailable } from './problem';
import type { AnyRoute } from './route';
import type { Work } from './work';

/** Errors of the server itself. */
const ofFastify: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: known('unsupported-media-type', 'send application/json'),
  FST_ERR_CTP_EMPTY_JSON_BODY: known('malformed-json', 'the body is empty'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: known('malformed-json', 'the body is not as long as its Content-Length says'),
  FST_ERR_MAX_PARAM_LENGTH: known('url-too-long', 'the address may have 8 KiB'),
  FST_ERR_BAD_URL: notFound(),
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: known('method-not-allowed', 'no address takes this method'),
  // Nobody reads the answer to a request that was given up; it is none of our failures.
  ECONNRESET: known('malformed-request', 'the request ended before its body did'),
};

/** The problem that an error is to the caller. What nobody foresaw reads always the same and is told to the log only. */
export const problemOf = (error: unknown, contract?: AnyRoute): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof CalleeUnavailable)
    return unavailable(
      `${error.callee.replace(/-service$/, '')}-unavailable`,
      `${error.callee} does not answer at the moment`,
      error.retryAfterSeconds,
    );
  if (isTransient(error)) return unavailable('database-unavailable', 'the data cannot be reached at the moment');
  const code = (error as { code?: string } | undefined)?.code ?? '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return known('body-too-large', `the body may have ${bytesOf(contract?.maxBytes ?? usualBytes)}`);
  return ofFastify[code] ?? known('internal', 'something went wrong here; it is known to the operators by the trace id');
};

/** Largest body where a route says nothing else. */
export const usualBytes = 256 * 1024;

const bytesOf = (bytes: number): string => (bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`);

/** Answers an error as `application/problem+json`. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply, baseUrl: string): FastifyReply => {
  const work = request.work as Work;
  const problem = problemOf(error, work.contract);
  if (problem.status >= 500) {
    work.failed = true;
    work.log.error({ err: error, code: problem.code }, 'request failed');
  }
  undeclared(problem, work);
  const body = problemBody(problem, request.url.split('?')[0] ?? '', work.trace.traceId, baseUrl);
  return reply
    .code(problem.status)
    .headers({ ...problem.facts.headers, 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' })
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
};

/** A problem that the contract does not name is a mistake in the service; the tests look for this header's absence. */
const undeclared = ({ code }: Problem, work: Work): void => {
  const declared = code in everywhere || code.endsWith('-unavailable') || code in (work.contract?.problems ?? {});
  if (!declared) work.log.error({ code }, 'the contract of the route does not name this problem');
};

/** A write that lost against the same key on another replica is answered with what won. */
export const replayIfLost = async (error: unknown, work: Work, keys: IdempotencyKeys | undefined) =>
  work.idempotency && keys && brokenUnique(error) === 'idempotency_keys_pkey' ? keys.find(work.idempotency) : undefined;
