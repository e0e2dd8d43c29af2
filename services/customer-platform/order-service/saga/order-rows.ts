import { Injectable } from '@nestjs/common';
import { Clock, Metrics, type Transaction } from '#kit';
import { columns, type Row, toOrder } from '../order-store';
import type { Order } from '../routes';

/** What a change of status sets besides. */
export interface StatusFacts {
  readonly paymentId?: string | undefined;
  readonly cancelReason?: string | undefined;
}

/** The rows of orders as sagas change them. */
@Injectable()
export class OrderRows {
  private readonly changes;
  private readonly revenue;

  constructor(
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.changes = metrics.counter('order_status_total', 'Orders that came to a status, by status and reason.', ['status', 'reason']);
    this.revenue = metrics.counter('order_revenue_minor_total', 'Confirmed orders in minor units, by currency.', ['currency']);
  }

  /** An order, locked until the transaction ends: whatever changes one locks it first. */
  async lock(transaction: Transaction, id: string, owner?: string): Promise<Order | undefined> {
    const [row] = await transaction.query<Row>(
      'order_lock',
      `SELECT ${columns} FROM orders o WHERE o.id = $1 AND ($2::uuid IS NULL OR o.user_id = $2) FOR UPDATE OF o`,
      [id, owner ?? null],
    );
    return row && toOrder(row);
  }

  /** Brings an order to a status; its version rises. */
  async move(transaction: Transaction, order: Order, status: Order['status'], facts: StatusFacts = {}): Promise<Order> {
    const { paymentId, cancelReason } = facts;
    const [row] = await transaction.query<Row>(
      'order_move',
      `UPDATE orders o SET status = $2, payment_id = coalesce($3, o.payment_id), cancel_reason = coalesce($4, o.cancel_reason),
         version = o.version + 1, updated_at = $5 WHERE o.id = $1 RETURNING ${columns}`,
      [order.id, status, paymentId ?? null, cancelReason ?? null, this.clock.now()],
    );
    if (row === undefined) throw new Error(`order ${order.id} was locked and is gone`);
    // A transaction that is undone is done again, and must not count twice.
    transaction.afterCommit.add(() => {
      this.changes.add({ status, reason: cancelReason ?? 'none' });
      if (status === 'confirmed') this.revenue.add({ currency: order.total.currency }, order.total.amount);
    });
    return toOrder(row);
  }

  /** Notes the payment of an order whose status stays. */
  async notePayment(transaction: Transaction, order: Order, paymentId: string): Promise<Order> {
    const [row] = await transaction.query<Row>(
      'order_payment',
      `UPDATE orders o SET payment_id = $2, version = o.version + 1, updated_at = $3 WHERE o.id = $1 RETURNING ${columns}`,
      [order.id, paymentId, this.clock.now()],
    );
    return row ? toOrder(row) : order;
  }

  /** Notes a refund once; gives the order with what is refunded in all, or nothing when the refund was noted before. */
  async refund(transaction: Transaction, order: Order, refundId: string, amount: number): Promise<Order | undefined> {
    const [row] = await transaction.query<Row>(
      'order_refund',
      `WITH noted AS (
         INSERT INTO order_refunds (refund_id, order_id, amount_minor, at) VALUES ($2, $1, $3, $4) ON CONFLICT DO NOTHING RETURNING refund_id
       )
       UPDATE orders o SET refunded_minor = o.refunded_minor + $3, version = o.version + 1, updated_at = $4
       WHERE o.id = $1 AND EXISTS (SELECT 1 FROM noted) RETURNING ${columns}`,
      [order.id, refundId, amount, this.clock.now()],
    );
    return row && toOrder(row);
  }
}
