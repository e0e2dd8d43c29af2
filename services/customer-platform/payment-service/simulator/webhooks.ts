import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, webhookHeaders } from '#kit';
import { PaymentSettings } from '../settings';

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly copies: number;
  readonly tries: number;
}

/** Seconds before a webhook that was not taken is sent again; the last one repeats. */
const pauses = [1, 5, 30, 120, 600, 3600];
const [leaseMs, patienceMs, mostAtOnce] = [10_000, 5000, 20];

/** Sends the simulated provider's webhooks to the service, until it takes them. */
@Injectable()
export class SimulatedWebhooks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: PaymentSettings,
  ) {}

  @Every(100)
  async send(context: Context): Promise<void> {
    if (this.settings.PAYMENT_SIMULATOR_PORT === undefined) return;
    await Promise.all((await this.claim(context)).map((webhook) => this.deliver(context, webhook)));
  }

  /** Whether all that is to be told of a key was taken. */
  async areDelivered(key: string): Promise<boolean> {
    const waiting = await this.database.query(
      undefined,
      'sim_webhooks_of',
      'SELECT 1 FROM simulator.webhooks WHERE key = $1 AND next_at IS NOT NULL LIMIT 1',
      [key],
    );
    return waiting.length === 0;
  }

  private claim(context: Context): Promise<Waiting[]> {
    return this.database.query<Waiting>(
      context,
      'sim_webhook_claim',
      `WITH due AS (SELECT id FROM simulator.webhooks WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       UPDATE simulator.webhooks w SET next_at = $2, tries = tries + 1 FROM due WHERE w.id = due.id RETURNING w.id, w.body, w.copies, w.tries`,
      [this.clock.now(), this.later(leaseMs), mostAtOnce],
    );
  }

  private async deliver(context: Context, { id, body, copies, tries }: Waiting): Promise<void> {
    const taken = await this.post(id, body);
    const left = copies - (taken ? 1 : 0);
    const pause = (pauses[Math.min(tries, pauses.length) - 1] ?? 1) * 1000;
    const nextAt = left === 0 ? null : this.later(taken ? 0 : pause);
    await this.database.query(context, 'sim_webhook_note', 'UPDATE simulator.webhooks SET copies = $2, next_at = $3 WHERE id = $1', [
      ...[id, left, nextAt],
    ]);
  }

  private async post(id: string, body: string): Promise<boolean> {
    const [secret = ''] = this.settings.PAYMENT_WEBHOOK_SECRET;
    try {
      const response = await fetch(`http://127.0.0.1:${this.settings.PORT}/payment/webhook`, {
        ...{ method: 'POST', body, headers: webhookHeaders(id, body, secret, this.clock) },
        signal: AbortSignal.timeout(patienceMs),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  private later(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
