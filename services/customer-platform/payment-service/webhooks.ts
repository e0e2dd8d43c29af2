import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { Clock, Database, Problem, type RequestOf, verifyWebhook } from '#kit';
import type { receiveWebhook } from './routes';
import { PaymentSettings } from './settings';

const named = z.object({ type: z.string().max(100) }).catch({ type: 'unreadable' });

const refusals = {
  'bad-signature': 'the signature does not fit the body, its id and its time',
  'stale-timestamp': 'it was signed more than five minutes ago, or in the future',
} as const;

/** Takes what the provider tells, once for each id. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: PaymentSettings,
  ) {}

  /** Keeps a webhook for `WebhookEffects`; one that is here already is fine. */
  async receive(request: RequestOf<typeof receiveWebhook>): Promise<void> {
    const { rawBody, body } = request;
    const verdict = verifyWebhook({ header: (name) => request.header(name), rawBody }, this.settings.PAYMENT_WEBHOOK_SECRET, this.clock);
    if ('refusal' in verdict) throw new Problem(401, verdict.refusal, refusals[verdict.refusal]);
    const { type } = named.parse(body);
    await this.database.query(
      request,
      'webhook_keep',
      `INSERT INTO webhooks (webhook_id, type, body, state, next_at, received_at) VALUES ($1, $2, $3, 'received', $4, $4)
       ON CONFLICT (webhook_id) DO NOTHING`,
      [verdict.id, type, JSON.stringify(body), this.clock.now()],
    );
  }
}
