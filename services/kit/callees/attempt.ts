import type { Context } from '../context';
import { type Trace, traceparent, within } from '../telemetry';
import type { Breaker } from './breaker';
import type { CalleesOptions } from './callees';
import { exchange } from './exchange';
import type { CalleeRequest } from './request';
import { asCallResult, judge, type Result, type Unsent } from './results';
import type { RetryBudget } from './retry-budget';

/** A service that may be called, and what is known of its health. */
export interface Callee {
  readonly name: string;
  readonly url: string;
  readonly breaker: Breaker;
  readonly budget: RetryBudget;
}

/** One call with all its tries. */
export interface Job<Answer> {
  readonly context: Context;
  readonly callee: Callee;
  readonly request: CalleeRequest<Answer>;
  readonly url: string;
  readonly body?: string;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** What the callee is usually given, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a try needs from its surroundings. */
export type Means = Pick<CalleesOptions, 'tokens' | 'clock' | 'agent'> & Pick<CalleesOptions['telemetry'], 'spans'>;

/** Sends one request if there is a token and time for it and the breaker allows it, and tells the breaker how it went. Never rejects. */
export const attempt = async <Answer>(job: Job<Answer>, resends: number, means: Means): Promise<Result<Answer>> => {
  const { callee, deadline, timeoutMs } = job;
  const token = await tokenOf(means, deadline);
  if (typeof token === 'object') return token;
  const leftMs = Math.floor(deadline - performance.now());
  if (leftMs < 1) return { kind: 'deadline', fact: 'no time was left to ask' };
  const permit = callee.breaker.enter();
  if (!permit) return { kind: 'circuit_open', fact: 'its latest calls failed', retryAfterSeconds: callee.breaker.secondsToWait() };
  if (resends === 0) callee.budget.earn();
  const result = await send(job, { leftMs, resends, token }, means);
  permit.settle(asCallResult(result, leftMs, timeoutMs));
  if (result.kind === 'refused' && result.status === 401) means.tokens?.invalidate(token);
  return result;
};

const tokenOf = async ({ tokens }: Means, deadline: number): Promise<string | undefined | Unsent> => {
  try {
    return await tokens?.get(deadline);
  } catch (error) {
    return { kind: 'no_token', fact: error instanceof Error ? error.message : 'the reason is unknown' };
  }
};

interface Try {
  readonly leftMs: number;
  readonly resends: number;
  readonly token: string | undefined;
}

const send = async <Answer>(job: Job<Answer>, { leftMs, resends, token }: Try, { clock, spans, agent }: Means): Promise<Result<Answer>> => {
  const { context, callee, request, url, body } = job;
  const trace = within(context.trace);
  const startedAt = clock.now().getTime();
  const start = performance.now();
  const exchanged = await exchange({
    agent,
    url,
    method: request.method,
    headers: headersOf(job, trace, leftMs, token),
    body,
    timeoutMs: leftMs,
  });
  const result = judge(exchanged, request);
  spans.add({
    name: `${request.method} ${request.route}`,
    kind: 'client',
    trace,
    startedAt,
    durationMs: performance.now() - start,
    attributes: {
      'peer.service': callee.name,
      'http.request.method': request.method,
      'url.template': request.route,
      outcome: result.kind,
      ...('status' in result && { 'http.response.status_code': result.status }),
      ...(resends > 0 && { 'http.request.resend_count': resends }),
    },
    failed: result.kind !== 'ok' && result.kind !== 'refused',
  });
  return result;
};

const headersOf = (
  { context, request, body }: Job<unknown>,
  trace: Trace,
  leftMs: number,
  token: string | undefined,
): Record<string, string> => ({
  accept: request.lines ? 'application/x-ndjson' : 'application/json',
  traceparent: traceparent(trace),
  'x-request-id': context.requestId,
  'x-deadline-ms': String(leftMs),
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(body !== undefined && { 'content-type': 'application/json' }),
  ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
});
