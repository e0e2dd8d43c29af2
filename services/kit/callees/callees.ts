import type { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as z from 'zod';
import type { Clock } from '../clock';
import type { Context } from '../context';
import type { ServiceTokens } from '../identity/service-token';
import type { CounterMetric, Telemetry } from '../telemetry';
import { attempt, type Callee, type Job, type Means } from './attempt';
import { Breaker, type CircuitState } from './breaker';
import { type Operations, type Question, requestFor } from './operations';
import { type CalleeRequest, isRepeatable, target } from './request';
import { errorOf, leastPause, type Miss } from './results';
import { RetryBudget } from './retry-budget';

export interface CalleesOptions {
  /** Address of each service that may be called, without path: `{ 'user-service': 'http://user-service:8002' }`. */
  readonly urls: Readonly<Record<string, string>>;
  /** Where the token of this service comes from. @default - calls carry no token */
  readonly tokens?: ServiceTokens;
  readonly telemetry: Pick<Telemetry, 'metrics' | 'spans'>;
  readonly clock: Clock;
  /** Makes the connections. @default - one that keeps them open */
  readonly agent?: Agent;
}

const usualMs = 1000;
const usualRetries = 2;
const unsent: ReadonlySet<Miss['kind']> = new Set(['circuit_open', 'deadline', 'no_token']);
const states: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/**
 * Calls other services: in time, again where that is safe, and not at all while a service is down. Each request counts in
 * `http_client_requests_total` and has a span; a call that is given up before a request is sent counts too.
 *
 * Create one per service: it registers metrics, and keeps a breaker and a retry budget for each callee.
 */
export class Callees {
  private readonly callees: ReadonlyMap<string, Callee>;
  private readonly means: Means;
  private readonly requests: CounterMetric<'target' | 'outcome'>;

  constructor(private readonly options: CalleesOptions) {
    const { urls, tokens, telemetry, clock, agent } = options;
    this.means = { tokens, spans: telemetry.spans, clock, agent };
    const callees = Object.entries(urls).map(([name, url]): [string, Callee] => [
      name,
      { name, url: url.replace(/\/$/, ''), breaker: new Breaker(clock), budget: new RetryBudget() },
    ]);
    this.callees = new Map(callees);
    this.requests = telemetry.metrics.counter('http_client_requests_total', 'Requests to other services', ['target', 'outcome']);
    telemetry.metrics.gauges('circuit_state', 'Breaker of a callee: 0 closed, 1 half-open, 2 open', 'target', () =>
      callees.map(([name, { breaker }]) => [name, states[breaker.state()]]),
    );
  }

  /**
   * Asks a service for one of its operations: `ask(context, 'order-service', 'GET /orders/{id}', { params: { id }, answer })`. Rejects as `call`
   * does.
   */
  ask<
    Service extends keyof Operations & string,
    Operation extends keyof Operations[Service] & string,
    Schema extends z.ZodType,
    IsLines extends boolean = false,
  >(
    context: Context,
    service: Service,
    operation: Operation,
    question: Question<Operations[Service][Operation], Schema, IsLines>,
  ): Promise<z.output<Schema>> {
    return this.call(context, service, requestFor(operation, question as Parameters<typeof requestFor>[1])) as Promise<z.output<Schema>>;
  }

  /** Rejects with `CalleeRefused` when the callee says no (4xx), and with `CalleeUnavailable` when there is no answer that can be used. */
  async call<Answer>(context: Context, name: string, request: CalleeRequest<Answer>): Promise<Answer> {
    const callee = this.find(name);
    const { timeoutMs = usualMs } = request;
    const job: Job<Answer> = {
      context,
      callee,
      request,
      url: target(name, callee.url, request),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      deadline: Math.min(context.deadline, performance.now() + timeoutMs),
      timeoutMs,
    };
    let before: Miss | undefined;
    for (let resends = 0; ; resends++) {
      const result = await attempt(job, resends, this.means);
      this.requests.add({ target: name, outcome: result.kind });
      if (result.kind === 'ok') return result.answer;
      const pause = this.pauseBeforeRetry(job, result, resends);
      // A retry that could not be sent says less than the answer before it.
      if (pause === undefined) throw errorOf(name, unsent.has(result.kind) ? (before ?? result) : result, this.options.clock.now());
      before = result;
      await sleep(pause);
    }
  }

  private find(name: string): Callee {
    const callee = this.callees.get(name);
    if (callee === undefined) throw new Error(`${name}: unknown-callee: has no address; name it in the 'calls' of this service`);
    return callee;
  }

  /** Milliseconds until the next try, or `undefined` when there is none: it must be allowed, useful, in time and paid for. */
  private pauseBeforeRetry({ request, callee, deadline }: Job<unknown>, miss: Miss, resends: number): number | undefined {
    if (resends >= (request.retries ?? usualRetries) || !isRepeatable(request)) return undefined;
    const least = leastPause(miss, this.options.clock.now());
    if (least === undefined) return undefined;
    // The pause is random, so that callers that failed together do not come back together.
    const pause = Math.max(least, 50 + Math.random() * 350);
    return performance.now() + pause < deadline && callee.budget.spend() ? pause : undefined;
  }
}
