import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { Breaker, Clock, Metrics } from '#kit';
import { PaymentSettings } from '../settings';
import {
  type Charge,
  type ChargeWish,
  charge,
  type Movement,
  movement,
  Provider,
  type ProviderRefund,
  ProviderRefused,
  ProviderSilent,
  providerRefund,
  type RefundWish,
} from './provider';

interface Call<Answer> {
  readonly op: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly answer: z.ZodType<Answer>;
}

const movements = z.object({ data: z.array(movement), next: z.string().nullable() });
const problem = z.object({ code: z.string().max(100) });

/** Says what the caller must change, not that the provider is busy, down or does not know us. */
const isDefinite = (status: number): boolean => status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status);

/** A provider that is asked over HTTP. A breaker leaves it alone while it is down, so that payments wait in the database and not in memory. */
@Injectable()
export class HttpProvider extends Provider {
  readonly name: string;
  private readonly breaker: Breaker;
  private readonly seconds;

  constructor(
    private readonly settings: PaymentSettings,
    clock: Clock,
    metrics: Metrics,
  ) {
    super();
    this.name = settings.simulated ? 'simulator' : new URL(settings.providerUrl).hostname;
    this.breaker = new Breaker(clock);
    this.seconds = metrics.histogram('payment_provider_seconds', 'Time that the provider took, by operation.', ['op']);
    metrics.gauge('payment_simulated', '1 while no money is moved, because the simulator stands in for a provider.', () =>
      settings.simulated ? 1 : 0,
    );
    const states = { closed: 0, 'half-open': 1, open: 2 };
    metrics.gauge(
      'payment_provider_circuit',
      'Breaker of the provider: 0 closed, 1 half-open, 2 open.',
      () => states[this.breaker.state()],
    );
  }

  charge(wish: ChargeWish): Promise<Charge> {
    return this.call({ op: 'charge', method: 'POST', path: '/charges', body: wish, answer: charge });
  }

  get(key: string): Promise<Charge | undefined> {
    return this.find({ op: 'get', method: 'GET', path: `/charges/${encodeURIComponent(key)}`, answer: charge });
  }

  cancel(key: string): Promise<Charge> {
    return this.call({ op: 'cancel', method: 'POST', path: `/charges/${encodeURIComponent(key)}/cancel`, answer: charge });
  }

  refund(wish: RefundWish): Promise<ProviderRefund> {
    return this.call({ op: 'refund', method: 'POST', path: '/refunds', body: wish, answer: providerRefund });
  }

  getRefund(key: string): Promise<ProviderRefund | undefined> {
    return this.find({ op: 'get_refund', method: 'GET', path: `/refunds/${encodeURIComponent(key)}`, answer: providerRefund });
  }

  async *list(date: string): AsyncIterable<readonly Movement[]> {
    let after: string | null = '';
    while (after !== null) {
      const query = new URLSearchParams({ date, after });
      const page: z.output<typeof movements> = await this.call({
        ...{ op: 'list', method: 'GET', path: `/movements?${query}`, answer: movements },
      });
      yield page.data;
      after = page.next;
    }
  }

  private async find<Answer>(call: Call<Answer>): Promise<Answer | undefined> {
    try {
      return await this.call(call);
    } catch (error) {
      if (error instanceof ProviderRefused && error.status === 404) return undefined;
      throw error;
    }
  }

  private async call<Answer>(call: Call<Answer>): Promise<Answer> {
    const permit = this.breaker.enter();
    if (permit === undefined) throw new ProviderSilent('circuit-open', this.breaker.secondsToWait() * 1000);
    const started = performance.now();
    let result: 'good' | 'failed' = 'failed';
    try {
      const answer = await this.send(call);
      result = 'good';
      return answer;
    } catch (error) {
      if (error instanceof ProviderRefused) result = 'good';
      throw error;
    } finally {
      permit.settle(result);
      this.seconds.observe({ op: call.op }, (performance.now() - started) / 1000);
    }
  }

  private async send<Answer>({ method, path, body, answer }: Call<Answer>): Promise<Answer> {
    const { response, text } = await this.exchange(method, path, body);
    const parsed = parse(text);
    if (isDefinite(response.status)) throw new ProviderRefused(response.status, problem.safeParse(parsed).data?.code ?? 'unknown');
    if (response.status === 401 || response.status === 403) throw new ProviderSilent('not-authorised');
    if (!response.ok) throw new ProviderSilent('failed');
    const { data, success } = answer.safeParse(parsed);
    if (!success) throw new ProviderSilent('invalid-answer');
    return data;
  }

  private async exchange(method: string, path: string, body: object | undefined): Promise<{ response: Response; text: string }> {
    const signal = AbortSignal.timeout(this.settings.PAYMENT_PROVIDER_TIMEOUT_MS);
    try {
      const response = await fetch(this.settings.providerUrl + path, {
        ...{ method, signal, redirect: 'manual' },
        headers: { authorization: `Bearer ${this.settings.PAYMENT_PROVIDER_KEY}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { response, text: await response.text() };
    } catch {
      throw new ProviderSilent(signal.aborted ? 'timeout' : 'unreachable');
    }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
