import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Transaction } from '#kit';
import type { RefundStatus } from './entities';
import type { Refund } from './refund-routes';

/** A refund as the database gives it, with what its payment knows. */
export interface RefundFacts {
  readonly id: string;
  readonly payment_id: string;
  readonly order_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly failure_code: string | null;
  /** The trace of the order that was paid. */
  readonly trace: string;
  readonly claims: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface ClaimedRefund extends RefundFacts {
  /** It was never sent to the provider. */
  readonly first: boolean;
}

const columns = `r.id, r.payment_id, p.order_id, r.amount_minor, p.currency, p.trace, r.status, r.reason, r.failure_code, r.claims, r.version, r.created_at,
  r.updated_at`;

export const refundAmountOf = ({ amount_minor, currency }: RefundFacts) => ({ amount: Number(amount_minor), currency });

/** A refund as callers see it. */
export const toRefund = (row: RefundFacts): Refund => ({
  refundId: row.id,
  paymentId: row.payment_id,
  orderId: row.order_id,
  amount: refundAmountOf(row),
  status: row.status,
  ...(row.reason && { reason: row.reason }),
  ...(row.failure_code && { failureCode: row.failure_code }),
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
});

/** Refunds in the database. */
@Injectable()
export class RefundStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async find(context: Context, id: string): Promise<RefundFacts | undefined> {
    const [row] = await this.database.query<RefundFacts>(
      context,
      'refund_find',
      `SELECT ${columns} FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.id = $1`,
      [id],
    );
    return row;
  }

  /** Holds the refund and its payment until the transaction ends, the payment first, as everybody does. */
  async hold(transaction: Transaction, id: string): Promise<RefundFacts | undefined> {
    await transaction.query(
      'refund_hold_payment',
      'SELECT 1 FROM payments WHERE id = (SELECT payment_id FROM refunds WHERE id = $1) FOR UPDATE',
      [id],
    );
    const [row] = await transaction.query<RefundFacts>(
      'refund_hold',
      `SELECT ${columns} FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.id = $1 FOR UPDATE OF r`,
      [id],
    );
    return row;
  }

  /** What refunds took or may still take of a payment, which the transaction holds. */
  async promised(transaction: Transaction, paymentId: string): Promise<number> {
    const [row] = await transaction.query<{ sum: string }>(
      'refunds_promised',
      "SELECT coalesce(sum(amount_minor), 0) AS sum FROM refunds WHERE payment_id = $1 AND status <> 'failed'",
      [paymentId],
    );
    return Number(row?.sum ?? 0);
  }

  async add(
    transaction: Transaction,
    {
      id,
      paymentId,
      amount,
      reason,
    }: { readonly id: string; readonly paymentId: string; readonly amount: number; readonly reason: string },
  ): Promise<void> {
    await transaction.query(
      'refund_add',
      `INSERT INTO refunds (id, payment_id, amount_minor, status, reason, next_at, created_at, updated_at)
       VALUES ($1, $2, $3, 'requested', $4, $5, $5, $5)`,
      [id, paymentId, amount, reason, this.clock.now()],
    );
  }

  /** Takes refunds that are due, as `PaymentStore.claim` takes payments. */
  claim(context: Context, { until, most }: { readonly until: Date; readonly most: number }): Promise<ClaimedRefund[]> {
    return this.database.query<ClaimedRefund>(
      context,
      'refund_claim',
      `WITH due AS (
         SELECT id, status = 'requested' AS first FROM refunds WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
       ), r AS (
         UPDATE refunds SET status = 'processing', claims = claims + 1, next_at = $2, version = version + due.first::int,
           updated_at = CASE WHEN due.first THEN $1 ELSE updated_at END
         FROM due WHERE refunds.id = due.id RETURNING refunds.*, due.first
       )
       SELECT ${columns}, r.first FROM r JOIN payments p ON p.id = r.payment_id`,
      [this.clock.now(), until, most],
    );
  }

  async postpone(context: Context, { id, claims }: RefundFacts, nextAt: Date): Promise<void> {
    await this.database.query(
      context,
      'refund_postpone',
      'UPDATE refunds SET next_at = $3 WHERE id = $1 AND claims = $2 AND next_at IS NOT NULL',
      [id, claims, nextAt],
    );
  }
}
