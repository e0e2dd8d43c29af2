import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Context, Database, type Transaction } from '#kit';
import type { PaymentStatus } from './entities';
import { Provider } from './provider/provider';
import type { Payment } from './routes';

/** A payment as the database gives it. */
export interface PaymentFacts {
  readonly id: string;
  readonly order_id: string;
  readonly user_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly method_ref: string;
  readonly status: PaymentStatus;
  readonly provider_ref: string | null;
  readonly attempt: number;
  readonly failure_code: string | null;
  readonly action_url: string | null;
  readonly return_url: string | null;
  readonly expires_at: Date;
  readonly refunded_minor: string;
  readonly cancel_requested: boolean;
  readonly method: 'card' | 'wallet' | 'bank' | null;
  /** The trace of the order that is paid. */
  readonly trace: string;
  readonly claims: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A payment that a worker took. */
export interface ClaimedPayment extends PaymentFacts {
  /** It was never sent to the provider. */
  readonly first: boolean;
}

export const columns = `p.id, p.order_id, p.user_id, p.amount_minor, p.currency, p.method_ref, p.status, p.provider_ref, p.attempt, p.failure_code,
  p.action_url, p.return_url, p.expires_at, p.refunded_minor, p.cancel_requested, p.method, p.trace, p.claims, p.version, p.created_at, p.updated_at`;

const isFinal = new Set<PaymentStatus>(['succeeded', 'failed', 'cancelled']);

/** Whether nothing changes its status any more. */
export const final = ({ status }: Pick<PaymentFacts, 'status'>): boolean => isFinal.has(status);

export const amountOf = ({ amount_minor, currency }: PaymentFacts) => ({ amount: Number(amount_minor), currency });

type Shown = PaymentFacts & { readonly brand: string | null; readonly last4: string | null };

/** A payment as callers see it. */
const toPayment = (row: Shown): Payment => ({
  paymentId: row.id,
  orderId: row.order_id,
  status: row.status,
  amount: amountOf(row),
  refunded: { amount: Number(row.refunded_minor), currency: row.currency },
  attempt: row.attempt,
  ...(row.brand && row.last4 && { method: { brand: row.brand, last4: row.last4 } }),
  ...(row.failure_code && { failureCode: row.failure_code }),
  ...(row.action_url && row.status === 'requires_action' && { actionUrl: row.action_url }),
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
});

/** A payment that is about to be stored. */
export interface NewPayment {
  readonly orderId: string;
  readonly userId: string;
  readonly amount: { readonly amount: number; readonly currency: string };
  readonly methodRef: string;
  readonly attempt: number;
  readonly expiresAt: Date;
  readonly returnUrl?: string | undefined;
}

/** Payments in the database. */
@Injectable()
export class PaymentStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly provider: Provider,
  ) {}

  /** The payment of an id or the latest of an order, if the owner is right; `undefined` as owner stands for all. */
  async find(
    context: Context,
    { paymentId, orderId }: { readonly paymentId?: string | undefined; readonly orderId?: string | undefined },
    owner: string | undefined,
  ): Promise<Payment | undefined> {
    const [name, condition] = paymentId ? ['payment_find', 'p.id = $1'] : ['payment_find_by_order', 'p.order_id = $1'];
    const [row] = await this.database.query<Shown>(
      context,
      name,
      `SELECT ${columns}, m.brand, m.last4 FROM payments p LEFT JOIN method_refs m ON m.id = p.method_ref
       WHERE ${condition} AND ($2::text IS NULL OR p.user_id::text = $2) ORDER BY p.attempt DESC LIMIT 1`,
      [paymentId ?? orderId, owner ?? null],
    );
    return row && toPayment(row);
  }

  /** Whatever decides about an order's payments holds this until its transaction ends: requests, cancellations and second tries meet here. */
  async holdOrder(transaction: Transaction, orderId: string): Promise<void> {
    await transaction.query('order_hold', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [orderId]);
  }

  async isCancelled(transaction: Transaction, orderId: string): Promise<boolean> {
    return (await transaction.query('order_cancelled', 'SELECT 1 FROM cancelled_orders WHERE order_id = $1', [orderId])).length > 0;
  }

  /** An order's payments, the latest first, held until the transaction ends. */
  ofOrder(transaction: Transaction, orderId: string): Promise<PaymentFacts[]> {
    return transaction.query<PaymentFacts>(
      'payments_of_order',
      `SELECT ${columns} FROM payments p WHERE p.order_id = $1 ORDER BY p.attempt DESC FOR UPDATE`,
      [orderId],
    );
  }

  async hold(transaction: Transaction, id: string): Promise<PaymentFacts | undefined> {
    const [row] = await transaction.query<PaymentFacts>('payment_hold', `SELECT ${columns} FROM payments p WHERE p.id = $1 FOR UPDATE`, [
      id,
    ]);
    return row;
  }

  /** Stores a payment for a worker to take; none when the order has a live one, or this attempt. */
  async add(transaction: Transaction, { orderId, userId, amount, methodRef, attempt, expiresAt, returnUrl }: NewPayment) {
    const now = this.clock.now();
    const [row] = await transaction.query<{ id: string }>(
      'payment_add',
      `INSERT INTO payments (id, order_id, user_id, amount_minor, currency, method_ref, status, provider, attempt, return_url, expires_at, next_at,
         created_at, updated_at, trace) VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11, $11, $11, $12) ON CONFLICT DO NOTHING RETURNING id`,
      [
        ...[v7(), orderId, userId, amount.amount, amount.currency, methodRef, this.provider.name, attempt],
        ...[returnUrl ?? null, expiresAt, now, transaction.traceparent],
      ],
    );
    return row;
  }

  /**
   * Takes payments that are due, at most `most`; other replicas skip them, and nobody takes them again before `until`. From now on the
   * provider may have been asked, even if this process ends here.
   */
  claim(context: Context, { until, most }: { readonly until: Date; readonly most: number }): Promise<ClaimedPayment[]> {
    return this.database.query<ClaimedPayment>(
      context,
      'payment_claim',
      `WITH due AS (
         SELECT id, status = 'pending' AS first FROM payments WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
       )
       UPDATE payments p SET claims = claims + 1, next_at = $2, version = version + due.first::int,
         status = CASE WHEN due.first THEN 'processing' ELSE status END, updated_at = CASE WHEN due.first THEN $1 ELSE updated_at END
       FROM due WHERE p.id = due.id RETURNING ${columns}, due.first`,
      [this.clock.now(), until, most],
    );
  }

  /** Leaves a payment until later, unless somebody else has taken it meanwhile. */
  async postpone(context: Context, { id, claims }: PaymentFacts, nextAt: Date): Promise<void> {
    await this.database.query(
      context,
      'payment_postpone',
      'UPDATE payments SET next_at = $3 WHERE id = $1 AND claims = $2 AND next_at IS NOT NULL',
      [id, claims, nextAt],
    );
  }
}
