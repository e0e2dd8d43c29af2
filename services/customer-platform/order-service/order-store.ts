import { Injectable } from '@nestjs/common';
import { type Context, Database, type RequestOf } from '#kit';
import { orders } from '#platform/topics/order';
import type { Address, Order, placeOrder } from './routes';
import type { QuotedLine } from './shop';

/** An order as the database gives it. */
interface Row {
  readonly id: string;
  readonly number: string;
  readonly user_id: string;
  readonly status: Order['status'];
  readonly currency: string;
  readonly subtotal_minor: string;
  readonly shipping_minor: string;
  readonly tax_minor: string;
  readonly total_minor: string;
  readonly shipping_address: Address | null;
  readonly cancel_reason: string | null;
  readonly version: number;
  readonly placed_at: Date;
  readonly lines: readonly { sku: string; productId: string; quantity: number; unitPrice: number }[];
}

/** Columns of an order with its lines, for every way to read one. */
export const columns = `o.id, o.number, o.user_id, o.status, o.currency, o.subtotal_minor, o.shipping_minor, o.tax_minor, o.total_minor,
  o.shipping_address, o.cancel_reason, o.version, o.placed_at,
  (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'productId', l.product_id, 'quantity', l.quantity, 'unitPrice', l.unit_price_minor) ORDER BY l.sku)
   FROM order_lines l WHERE l.order_id = o.id) AS lines`;

/** An order as callers see it. */
export const toOrder = (row: Row): Order => {
  const money = (amount: string | number) => ({ amount: Number(amount), currency: row.currency });
  return {
    id: row.id,
    number: row.number,
    userId: row.user_id,
    status: row.status,
    lines: row.lines.map(({ unitPrice, ...line }) => ({ ...line, unitPrice: money(unitPrice) })),
    subtotal: money(row.subtotal_minor),
    shipping: money(row.shipping_minor),
    tax: money(row.tax_minor),
    total: money(row.total_minor),
    shippingAddress: row.shipping_address,
    cancelReason: row.cancel_reason,
    placedAt: row.placed_at.toISOString(),
    version: row.version,
  };
};

/** An order that is about to be stored. */
export interface NewOrder {
  readonly order: Order;
  readonly lines: readonly QuotedLine[];
  readonly deviceId: string | undefined;
}

/** Orders in the database. */
@Injectable()
export class OrderStore {
  constructor(private readonly database: Database) {}

  /** Stores an order, its lines, its event and the answer for the caller's key in one statement. */
  async insert(request: RequestOf<typeof placeOrder>, { order, lines, deviceId }: NewOrder): Promise<void> {
    const { id, number, userId, status, subtotal, shipping, tax, total, shippingAddress, placedAt, version } = order;
    await this.database.write(request, {
      name: 'order_insert',
      sql: `placed AS (
        INSERT INTO orders (id, number, user_id, status, currency, subtotal_minor, shipping_minor, tax_minor, total_minor, shipping_address, device_id,
          fraud_decision, placed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unscored', $12)
      ), filled AS (
        INSERT INTO order_lines (order_id, sku, product_id, seller_id, quantity, unit_price_minor)
        SELECT $1, * FROM unnest($13::text[], $14::uuid[], $15::text[], $16::int[], $17::bigint[])
      )`,
      values: [
        ...[id, number, userId, status, total.currency, subtotal.amount, shipping.amount, tax.amount, total.amount],
        ...[JSON.stringify(shippingAddress), deviceId ?? null, placedAt],
        ...[lines.map(({ sku }) => sku), lines.map(({ productId }) => productId), lines.map(({ sellerId }) => sellerId)],
        ...[lines.map(({ quantity }) => quantity), lines.map(({ unitPrice }) => unitPrice.amount)],
      ],
      events: [
        {
          event: orders.placed,
          data: {
            ...{ orderId: id, number, userId, lines: order.lines, total, placedAt },
            country: shippingAddress?.country ?? '',
            ...(deviceId && { deviceId }),
            fraudDecision: 'unscored',
          },
          version,
          correlationId: id,
        },
      ],
      idempotency: request.idempotency,
      answer: order,
    });
  }

  /** An order, if it is there and, when a customer asks, his or her own. */
  async find(context: Context, id: string, owner: string | undefined): Promise<Order | undefined> {
    const [row] = await this.database.query<Row>(
      context,
      'order_find',
      `SELECT ${columns} FROM orders o WHERE o.id = $1 AND ($2::uuid IS NULL OR o.user_id = $2)`,
      [id, owner ?? null],
    );
    return row && toOrder(row);
  }
}

export type { Row };
