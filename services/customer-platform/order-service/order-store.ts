import { Injectable } from '@nestjs/common';
import { type Context, Database, type RequestOf, Sagas } from '#kit';
import { orders, sagas } from '#platform/topics/order';
import type { Address, Order, placeOrder } from './routes';
import { begun, patienceMs, stepOf } from './saga/progress';
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
  readonly payment_id: string | null;
  readonly refunded_minor: string;
  readonly disputed: boolean;
  readonly carrier: string | null;
  readonly tracking_code: string | null;
  readonly shipped_at: Date | null;
  readonly delivered_at: Date | null;
  readonly version: number;
  readonly placed_at: Date;
  readonly lines: readonly { sku: string; productId: string; quantity: number; unitPrice: number }[];
}

/** Columns of an order with its lines, for every way to read one. */
export const columns = `o.id, o.number, o.user_id, o.status, o.currency, o.subtotal_minor, o.shipping_minor, o.tax_minor, o.total_minor,
  o.shipping_address, o.cancel_reason, o.version, o.placed_at, o.payment_id, o.refunded_minor, o.disputed, o.carrier, o.tracking_code, o.shipped_at,
  o.delivered_at,
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
    paymentId: row.payment_id,
    refunded: money(row.refunded_minor),
    disputed: row.disputed,
    shipment: shipmentOf(row),
    placedAt: row.placed_at.toISOString(),
    version: row.version,
  };
};

const shipmentOf = ({ carrier, tracking_code, shipped_at, delivered_at }: Row): Order['shipment'] =>
  carrier === null || shipped_at === null
    ? null
    : { carrier, trackingCode: tracking_code, shippedAt: shipped_at.toISOString(), deliveredAt: delivered_at?.toISOString() ?? null };

/** An order that is about to be stored. */
export interface NewOrder {
  readonly order: Order;
  readonly lines: readonly QuotedLine[];
  readonly deviceId: string | undefined;
  /** Stands for the customer's means of payment, which payment-service knows. */
  readonly paymentMethodRef: string;
}

/** Orders in the database. */
@Injectable()
export class OrderStore {
  constructor(
    private readonly database: Database,
    private readonly sagas: Sagas,
  ) {}

  /** Stores an order, its lines, its saga, its events and the answer for the caller's key in one statement. */
  async insert(request: RequestOf<typeof placeOrder>, { order, lines, deviceId, paymentMethodRef }: NewOrder): Promise<void> {
    const { id, number, userId, status, subtotal, shipping, tax, total, shippingAddress, placedAt, version } = order;
    await this.database.write(request, {
      name: 'order_insert',
      sql: `placed AS (
        INSERT INTO orders (id, number, user_id, status, currency, subtotal_minor, shipping_minor, tax_minor, total_minor, shipping_address, device_id,
          fraud_decision, placed_at, updated_at, payment_method_ref)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unscored', $12, $12, $13)
      ), filled AS (
        INSERT INTO order_lines (order_id, sku, product_id, seller_id, quantity, unit_price_minor)
        SELECT $1, * FROM unnest($14::text[], $15::uuid[], $16::text[], $17::int[], $18::bigint[])
      )`,
      values: [
        ...[id, number, userId, status, total.currency, subtotal.amount, shipping.amount, tax.amount, total.amount],
        ...[JSON.stringify(shippingAddress), deviceId ?? null, placedAt, paymentMethodRef],
        ...[lines.map(({ sku }) => sku), lines.map(({ productId }) => productId), lines.map(({ sellerId }) => sellerId)],
        ...[lines.map(({ quantity }) => quantity), lines.map(({ unitPrice }) => unitPrice.amount)],
      ],
      rows: this.sagas.begin({
        kind: 'place',
        subject: id,
        step: stepOf(begun),
        state: 'running',
        data: begun,
        lateAfterMs: patienceMs(begun),
      }),
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
        {
          event: sagas.stockReserveRequested,
          data: { orderId: id, attempt: begun.asked, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
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
