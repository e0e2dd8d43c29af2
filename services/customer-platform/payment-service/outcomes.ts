import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Context, Database, type EventData, Metrics, type Transaction } from '#kit';
import { payments } from '#platform/topics/payment';
import type { PaymentStatus } from './entities';
import { MethodRefs } from './method-refs';
import { amountOf, final, type PaymentFacts, PaymentStore } from './payment-store';
import type { Charge } from './provider/provider';
import { PaymentSettings } from './settings';

/** Why a payment failed, as the event says it. */
export type FailureCode = EventData<typeof payments.failed>['code'];

const codes: ReadonlySet<string> = new Set<FailureCode>(['declined', 'insufficient_funds', 'expired_method', 'provider_error', 'expired']);

/** Another method may help. */
export const isRetryable = (code: string | null): boolean => code === 'insufficient_funds' || code === 'expired_method';

/** A definite answer of the provider, as far as a decision needs it. */
export type Outcome = Pick<Charge, 'status' | 'amount' | 'providerRef' | 'code' | 'actionUrl' | 'method' | 'at'>;

/** What became final, for the metrics. */
export interface Settled {
  readonly status: PaymentStatus;
  readonly code: string;
  readonly amount: { readonly amount: number; readonly currency: string };
}

interface Change {
  readonly status: PaymentStatus;
  readonly code?: FailureCode;
  readonly actionUrl?: string | null;
  readonly nextAt?: Date;
  readonly method?: Charge['method']['kind'];
}

/** Turns definite answers of the provider into a payment's status, its ledger and its events. The first one that is final decides. */
@Injectable()
export class Outcomes {
  private readonly total;
  private readonly captured;

  constructor(
    private readonly database: Database,
    private readonly store: PaymentStore,
    private readonly methods: MethodRefs,
    private readonly settings: PaymentSettings,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.total = metrics.counter('payment_total', 'Payments that became final, by status and code.', ['status', 'code']);
    this.captured = metrics.counter('payment_captured_minor_total', 'Money that was captured, in minor units.', ['currency']);
    metrics.gauge('payment_unknown', 'Payments of which nobody knows, for longer than an answer may take, whether they were charged.', () =>
      database
        .query<{ n: string }>(
          undefined,
          'payments_unknown',
          "SELECT count(*) AS n FROM payments WHERE status = 'processing' AND next_at IS NOT NULL AND updated_at < $1",
          [new Date(clock.now().getTime() - settings.PAYMENT_ASK_AFTER_MS)],
        )
        .then(([row]) => Number(row?.n ?? 0))
        .catch(() => Number.NaN),
    );
  }

  /** Stores what the provider says of a payment, in a transaction of its own. */
  async settle(context: Context, id: string, outcome: Outcome): Promise<void> {
    this.count(await this.database.transaction(context, (transaction) => this.apply(transaction, id, outcome)));
  }

  /** Stores it in the transaction at hand; give what comes back to `count` after the commit. */
  async apply(work: Transaction, id: string, outcome: Outcome): Promise<Settled | undefined> {
    const payment = await this.store.hold(work, id);
    if (payment === undefined || final(payment)) return undefined;
    const transaction = work.continuing(payment.trace);
    const { amount, currency } = outcome.amount;
    if (outcome.status === 'succeeded' && (amount !== Number(payment.amount_minor) || currency !== payment.currency))
      throw new Error(`payment ${id}: amount-differs: the provider charged another amount than was asked for; compare both books`);
    if (outcome.status === 'succeeded') return this.succeed(transaction, payment, outcome);
    if (outcome.status === 'requires_action') return this.requireAction(transaction, payment, outcome);
    if (outcome.status === 'failed')
      return this.fail(transaction, payment, codes.has(outcome.code ?? '') ? (outcome.code as FailureCode) : 'provider_error');
    if (payment.cancel_requested) return this.cancel(transaction, payment);
    // Nobody asked for it, so it is our own doing: time is up, or the method was erased.
    return this.fail(transaction, payment, payment.expires_at <= this.clock.now() ? 'expired' : 'expired_method');
  }

  count(settled: Settled | undefined): void {
    if (settled === undefined) return;
    const { status, code, amount } = settled;
    this.total.add({ status, code });
    if (status === 'succeeded') this.captured.add({ currency: amount.currency }, amount.amount);
  }

  /** Nobody will charge it: the provider knows, or never heard of it. */
  async cancel(transaction: Transaction, payment: PaymentFacts): Promise<Settled> {
    const version = await this.change(transaction, payment, undefined, { status: 'cancelled' });
    const { id: paymentId, order_id: orderId } = payment;
    const cancelledAt = this.clock.now().toISOString();
    await transaction.emit(payments.cancelled, { paymentId, orderId, cancelledAt }, { version, correlationId: orderId });
    return { status: 'cancelled', code: '', amount: amountOf(payment) };
  }

  async fail(transaction: Transaction, payment: PaymentFacts, code: FailureCode): Promise<Settled> {
    const version = await this.change(transaction, payment, undefined, { status: 'failed', code });
    const amount = amountOf(payment);
    await transaction.emit(
      payments.failed,
      { ...idsOf(payment), amount, code, retryable: isRetryable(code), failedAt: this.clock.now().toISOString() },
      { version, correlationId: payment.order_id },
    );
    return { status: 'failed', code, amount };
  }

  /** Tells once more that it succeeded, to whoever asks for what cannot be any more. */
  async repeatSuccess(transaction: Transaction, payment: PaymentFacts): Promise<void> {
    const [capture] = await transaction.query<{ provider_ref: string; at: Date }>(
      'ledger_find_capture',
      "SELECT provider_ref, at FROM ledger WHERE payment_id = $1 AND kind = 'capture'",
      [payment.id],
    );
    if (capture === undefined)
      throw new Error(`payment ${payment.id}: no-capture: it succeeded and the ledger does not know; compare both`);
    const { provider_ref: providerRef, at } = capture;
    await this.emitSuccess(transaction, payment, { providerRef, version: payment.version, kind: payment.method ?? 'card', at });
  }

  private async succeed(transaction: Transaction, payment: PaymentFacts, { providerRef, method, at }: Outcome): Promise<Settled> {
    const version = await this.change(transaction, payment, providerRef, { status: 'succeeded', method: method.kind });
    await transaction.query(
      'ledger_capture',
      "INSERT INTO ledger (id, payment_id, kind, amount_minor, provider_ref, at) VALUES ($1, $2, 'capture', $3, $4, $5)",
      [v7(), payment.id, payment.amount_minor, providerRef, at],
    );
    await this.methods.noteUse(transaction, payment.method_ref, method);
    await this.emitSuccess(transaction, payment, { providerRef, version, kind: method.kind, at });
    return { status: 'succeeded', code: '', amount: amountOf(payment) };
  }

  private async emitSuccess(
    transaction: Transaction,
    payment: PaymentFacts,
    { providerRef, version, kind, at }: { providerRef: string; version: number; kind: Outcome['method']['kind']; at: Date },
  ): Promise<void> {
    await transaction.emit(
      payments.succeeded,
      { ...idsOf(payment), amount: amountOf(payment), providerRef, method: kind, succeededAt: at.toISOString() },
      { version, correlationId: payment.order_id },
    );
  }

  /** What is known already is only looked at again later: the customer's visit may be told by a webhook that never comes. */
  private async requireAction(transaction: Transaction, payment: PaymentFacts, { actionUrl, providerRef }: Outcome): Promise<undefined> {
    const nextAt = new Date(this.clock.now().getTime() + this.settings.PAYMENT_ASK_AFTER_MS);
    if (payment.status === 'requires_action' || actionUrl === null) {
      await transaction.query(
        'payment_wait',
        'UPDATE payments SET next_at = least($2, expires_at) WHERE id = $1 AND NOT cancel_requested',
        [payment.id, nextAt],
      );
      return undefined;
    }
    const version = await this.change(transaction, payment, providerRef, { status: 'requires_action', actionUrl, nextAt });
    await transaction.emit(
      payments.actionRequired,
      { ...idsOf(payment), actionUrl, expiresAt: payment.expires_at.toISOString() },
      { version, correlationId: payment.order_id },
    );
    return undefined;
  }

  private async change(
    transaction: Transaction,
    { id, cancel_requested }: PaymentFacts,
    providerRef: string | undefined,
    { status, code, actionUrl, nextAt, method }: Change,
  ): Promise<number> {
    const now = this.clock.now();
    const [row] = await transaction.query<{ version: number }>(
      'payment_change',
      `UPDATE payments SET status = $2, failure_code = $3, action_url = coalesce($4, action_url), provider_ref = coalesce($5, provider_ref), next_at = $6,
         method = coalesce($8, method), version = version + 1, updated_at = $7 WHERE id = $1 RETURNING version`,
      [
        ...[id, status, code ?? null, actionUrl ?? null, providerRef ?? null],
        ...[nextAt && cancel_requested ? now : (nextAt ?? null), now, method ?? null],
      ],
    );
    return row?.version ?? 0;
  }
}

const idsOf = ({ id, order_id, user_id }: PaymentFacts) => ({ paymentId: id, orderId: order_id, userId: user_id });
