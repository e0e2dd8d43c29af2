import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Context, Database, type Transaction } from '#kit';
import { refunds } from '#platform/topics/payment';
import type { ProviderRefund } from './provider/provider';
import { type RefundFacts, RefundStore, refundAmountOf } from './refund-store';

/** A definite answer of the provider about a refund. */
export type RefundOutcome = Pick<ProviderRefund, 'status' | 'amount' | 'providerRef' | 'code' | 'at'>;

/** Turns definite answers about refunds into their status, the ledger and events. */
@Injectable()
export class RefundOutcomes {
  constructor(
    private readonly database: Database,
    private readonly store: RefundStore,
    private readonly clock: Clock,
  ) {}

  async settle(context: Context, id: string, outcome: RefundOutcome): Promise<void> {
    await this.database.transaction(context, (transaction) => this.apply(transaction, id, outcome));
  }

  async apply(work: Transaction, id: string, outcome: RefundOutcome): Promise<void> {
    const refund = await this.store.hold(work, id);
    if (refund === undefined || refund.status === 'succeeded' || refund.status === 'failed') return;
    const transaction = work.continuing(refund.trace);
    const { amount, currency } = outcome.amount;
    if (amount !== Number(refund.amount_minor) || currency !== refund.currency)
      throw new Error(`refund ${id}: amount-differs: the provider refunded another amount than was asked for; compare both books`);
    if (outcome.status === 'succeeded') await this.succeed(transaction, refund, outcome);
    else await this.fail(transaction, refund, outcome);
  }

  /** Tells how it ended once more. */
  async repeat(transaction: Transaction, refund: RefundFacts): Promise<void> {
    if (refund.status === 'succeeded') await this.emitSuccess(transaction, refund, refund.version, refund.updated_at);
    if (refund.status === 'failed') await this.emitFailure(transaction, refund, refund.version);
  }

  private async succeed(transaction: Transaction, refund: RefundFacts, { providerRef, at }: RefundOutcome): Promise<void> {
    const { payment_id, amount_minor } = refund;
    const now = this.clock.now();
    await transaction.query(
      'payment_refunded',
      'UPDATE payments SET refunded_minor = refunded_minor + $2, version = version + 1, updated_at = $3 WHERE id = $1',
      [payment_id, amount_minor, now],
    );
    const version = await this.change(transaction, refund.id, { status: 'succeeded', providerRef, code: null });
    await transaction.query(
      'ledger_refund',
      "INSERT INTO ledger (id, payment_id, kind, amount_minor, provider_ref, at) VALUES ($1, $2, 'refund', -$3::bigint, $4, $5)",
      [v7(), payment_id, amount_minor, providerRef, at],
    );
    await this.emitSuccess(transaction, refund, version, at);
  }

  private async fail(transaction: Transaction, refund: RefundFacts, { providerRef, code }: RefundOutcome): Promise<void> {
    const failure = code ?? 'provider_error';
    const version = await this.change(transaction, refund.id, { status: 'failed', providerRef, code: failure });
    await this.emitFailure(transaction, { ...refund, failure_code: failure }, version);
  }

  private async change(
    transaction: Transaction,
    id: string,
    { status, providerRef, code }: { readonly status: 'succeeded' | 'failed'; readonly providerRef: string; readonly code: string | null },
  ): Promise<number> {
    const [row] = await transaction.query<{ version: number }>(
      'refund_change',
      `UPDATE refunds SET status = $2, provider_ref = $3, failure_code = $4, next_at = NULL, version = version + 1, updated_at = $5
       WHERE id = $1 RETURNING version`,
      [id, status, providerRef || null, code, this.clock.now()],
    );
    return row?.version ?? 0;
  }

  private async emitSuccess(transaction: Transaction, refund: RefundFacts, version: number, at: Date): Promise<void> {
    await transaction.emit(
      refunds.succeeded,
      { ...idsOf(refund), amount: refundAmountOf(refund), succeededAt: at.toISOString() },
      { version, correlationId: refund.order_id },
    );
  }

  private async emitFailure(transaction: Transaction, refund: RefundFacts, version: number): Promise<void> {
    await transaction.emit(
      refunds.failed,
      { ...idsOf(refund), code: refund.failure_code ?? 'provider_error', failedAt: this.clock.now().toISOString() },
      { version, correlationId: refund.order_id },
    );
  }
}

const idsOf = ({ id, payment_id, order_id }: RefundFacts) => ({ refundId: id, paymentId: payment_id, orderId: order_id });
