import { Injectable } from '@nestjs/common';
import { v7, validate } from 'uuid';
import * as z from 'zod';
import { Clock, type Context, Database, Every, Metrics, type Transaction } from '#kit';
import { disputes } from '#platform/topics/payment';
import { Outcomes, type Settled } from './outcomes';
import { amountOf, PaymentStore } from './payment-store';
import { charge, paymentMethod } from './provider/provider';
import { RefundOutcomes } from './refund-outcomes';

const fact = z.object({
  timestamp: z.coerce.date(),
  data: z.object({
    key: z.string().refine(validate),
    providerRef: charge.shape.providerRef,
    amount: charge.shape.amount,
    code: charge.shape.code.default(null),
    actionUrl: charge.shape.actionUrl.default(null),
    method: paymentMethod.default({ kind: 'card', brand: null, last4: null }),
  }),
});

type Fact = z.output<typeof fact>;

interface Waiting {
  readonly webhook_id: string;
  readonly type: string;
  readonly body: unknown;
  readonly tries: number;
}

/** What became of a webhook; `later` when what it tells of is not known here yet. */
type Effect = { readonly state: 'done' | 'ignored'; readonly settled?: Settled | undefined } | { readonly state: 'later' };

const statuses = { 'charge.succeeded': 'succeeded', 'charge.failed': 'failed', 'charge.action_required': 'requires_action' } as const;
const refundStatuses = { 'refund.succeeded': 'succeeded', 'refund.failed': 'failed' } as const;
const known: ReadonlySet<string> = new Set([...Object.keys(statuses), ...Object.keys(refundStatuses), 'dispute.opened']);

const [mostTries, mostAtOnce, pauseMs] = [12, 100, 2000];

/** Gives webhooks their effect: each once, in any order, beside whatever the same fact was learned from otherwise. */
@Injectable()
export class WebhookEffects {
  private readonly counted;

  constructor(
    private readonly database: Database,
    private readonly payments: PaymentStore,
    private readonly outcomes: Outcomes,
    private readonly refunds: RefundOutcomes,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter('payment_webhooks_total', 'Webhooks that were worked off, by type and result.', ['type', 'result']);
  }

  @Every(150)
  async work(context: Context): Promise<void> {
    for (let done = 0; done < mostAtOnce && (await this.next(context)); done++);
  }

  /** Works one off; says whether there was one. */
  private async next(context: Context): Promise<boolean> {
    let taken: Waiting | undefined;
    try {
      const effect = await this.database.transaction(context, async (transaction) => {
        taken = await this.take(transaction);
        return taken && this.giveEffect(transaction, taken);
      });
      if (taken === undefined || effect === undefined) return false;
      if (effect.state !== 'later') this.outcomes.count(effect.settled);
      this.count(taken, effect.state);
    } catch (error) {
      if (taken === undefined) throw error;
      context.log.error({ err: error, webhookId: taken.webhook_id, type: taken.type }, 'a webhook could not have its effect');
      await this.database.query(context, 'webhook_failed', postpone, [taken.webhook_id, ...this.afterTry(taken)]);
    }
    return true;
  }

  private async take(transaction: Transaction): Promise<Waiting | undefined> {
    const [row] = await transaction.query<Waiting>(
      'webhook_take',
      'SELECT webhook_id, type, body, tries FROM webhooks WHERE next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED',
      [this.clock.now()],
    );
    return row;
  }

  private async giveEffect(transaction: Transaction, webhook: Waiting): Promise<Effect> {
    const effect = await this.effectOf(transaction, webhook);
    if (effect.state === 'later') await transaction.query('webhook_later', postpone, [webhook.webhook_id, ...this.afterTry(webhook)]);
    else await transaction.query('webhook_done', finish, [webhook.webhook_id, effect.state]);
    return effect;
  }

  private async effectOf(transaction: Transaction, { type, body }: Waiting): Promise<Effect> {
    const { data: told } = known.has(type) ? fact.safeParse(body) : { data: undefined };
    if (told === undefined) return { state: 'ignored' };
    const { key, ...data } = told.data;
    const outcome = { ...data, at: told.timestamp };
    if (type === 'dispute.opened') return this.dispute(transaction, told);
    if (type in refundStatuses) {
      await this.refunds.apply(transaction, key, { ...outcome, status: refundStatuses[type as keyof typeof refundStatuses] });
      return { state: 'done' };
    }
    const settled = await this.outcomes.apply(transaction, key, { ...outcome, status: statuses[type as keyof typeof statuses] });
    return { state: 'done', settled };
  }

  /** Money that the customer's bank takes back. It may be told before the capture is known here. */
  private async dispute(transaction: Transaction, { timestamp, data: { key, providerRef, amount, code } }: Fact): Promise<Effect> {
    const payment = await this.payments.hold(transaction, key);
    if (payment === undefined) return { state: 'ignored' };
    if (payment.status !== 'succeeded') return { state: 'later' };
    const added = await transaction.query(
      'ledger_dispute',
      `INSERT INTO ledger (id, payment_id, kind, amount_minor, provider_ref, at) VALUES ($1, $2, 'dispute', $3, $4, $5)
       ON CONFLICT (kind, provider_ref) DO NOTHING RETURNING 1`,
      [v7(), payment.id, -amount.amount, providerRef, timestamp],
    );
    if (added.length === 0) return { state: 'done' };
    await transaction.emit(
      disputes.opened,
      {
        ...{ disputeId: providerRef, paymentId: payment.id, orderId: payment.order_id, userId: payment.user_id },
        ...{ amount: { ...amountOf(payment), amount: amount.amount }, reason: code ?? 'unknown', openedAt: timestamp.toISOString() },
      },
      { correlationId: payment.order_id },
    );
    return { state: 'done' };
  }

  /** What is not known here after so many tries never will be; a person finds it in the table. */
  private afterTry({ tries }: Waiting): [string, Date | null] {
    if (tries + 1 >= mostTries) return ['failed', null];
    return ['received', new Date(this.clock.now().getTime() + pauseMs * 2 ** Math.min(tries, 8))];
  }

  private count({ type }: Waiting, result: string): void {
    this.counted.add({ type: known.has(type) ? type : 'other', result });
  }
}

/** What the customer pays with, and where he went, is not kept a second time: nobody would find it when he wants to be forgotten. */
const finish = `
  UPDATE webhooks SET state = $2, next_at = NULL, tries = tries + 1,
    body = CASE WHEN jsonb_typeof(body -> 'data') = 'object' THEN body #- '{data,method}' #- '{data,actionUrl}' ELSE body END
  WHERE webhook_id = $1`;

const postpone = 'UPDATE webhooks SET state = $2, next_at = $3, tries = tries + 1 WHERE webhook_id = $1';
