import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, Clock, Database, Metrics, notFound, Problem, positionOf, type RequestOf, staleVersion, toPage } from '#kit';
import { Amounts } from './amounts';
import { columns, OrderStore, type Row, toOrder } from './order-store';
import { ownerOf } from './owner';
import { type changeOrder, type getOrder, type listOrders, type Order, openStatuses, type placeOrder, type previewOrder } from './routes';
import { OrderRows } from './saga/order-rows';
import { type QuotedLine, Shop } from './shop';

/** Until it is paid. */
const editable: readonly Order['status'][] = ['on_hold', 'pending', 'reserved'];

/** No letters and digits that look alike. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number that people can read out: `ORD-7K3M-9QX2-41BD`. */
const newNumber = (): string =>
  `ORD-${Array.from({ length: 12 }, (_, at) => (at % 4 === 0 && at ? '-' : '') + alphabet[randomInt(32)]).join('')}`;

@Injectable()
export class Orders {
  private readonly placed;

  constructor(
    private readonly database: Database,
    private readonly store: OrderStore,
    private readonly rows: OrderRows,
    private readonly shop: Shop,
    private readonly amounts: Amounts,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.placed = metrics.counter('order_placed_total', 'Orders that were placed.');
  }

  async place(request: RequestOf<typeof placeOrder>): Promise<Order> {
    const { body, caller } = request;
    const [, lines, address] = await Promise.all([
      this.shop.requireActive(request, caller.subject),
      this.shop.quote(request, body),
      this.shop.addressOf(request, caller.subject, body),
    ]);
    const unsold = lines.filter(({ sellable }) => !sellable).map(({ sku }) => sku);
    if (unsold.length > 0) throw new Problem(422, 'not-sellable', `not for sale at the moment: ${unsold.join(', ')}`);
    const order = this.compose(caller.subject, lines, body.currency, address);
    if (body.expectedTotal !== undefined && body.expectedTotal !== order.total.amount)
      throw new Problem(422, 'price-changed', `the total is now ${order.total.amount}, not ${body.expectedTotal}`);
    // Only now: nobody keeps the token of an order that is refused.
    const paymentMethodRef = await this.shop.paymentMethodRef(request, body.paymentMethodToken);
    await this.store.insert(request, { order, lines, deviceId: body.deviceId, paymentMethodRef });
    this.placed.add({} as Record<never, string>);
    return order;
  }

  private compose(userId: string, lines: readonly QuotedLine[], currency: string, shippingAddress: Order['shippingAddress']): Order {
    const { subtotal, shipping, tax, total } = this.amounts.of(lines, shippingAddress?.country ?? '');
    const money = (amount: number) => ({ amount, currency });
    return {
      id: v7(),
      number: newNumber(),
      userId,
      status: 'pending',
      lines: lines.map(({ sku, productId, quantity, unitPrice }) => ({ sku, productId, quantity, unitPrice })),
      ...{ subtotal: money(subtotal), shipping: money(shipping), tax: money(tax), total: money(total) },
      shippingAddress,
      cancelReason: null,
      ...{ paymentId: null, refunded: money(0), disputed: false, shipment: null },
      placedAt: this.clock.now().toISOString(),
      version: 1,
    };
  }

  async preview(request: RequestOf<typeof previewOrder>): Promise<AnswerOf<typeof previewOrder>> {
    const { body, caller } = request;
    const [lines, address] = await Promise.all([this.shop.quote(request, body), this.shop.addressOf(request, caller.subject, body)]);
    const { subtotal, shipping, tax, total } = this.compose(caller.subject, lines, body.currency, address);
    const shown = lines.map(({ sku, productId, quantity, unitPrice, sellable }) => ({ sku, productId, quantity, unitPrice, sellable }));
    return { lines: shown, subtotal, shipping, tax, total, sellable: lines.every(({ sellable }) => sellable) };
  }

  async get(request: RequestOf<typeof getOrder>): Promise<Order> {
    return (await this.store.find(request, request.params.id, ownerOf(request.caller, 'orders:read'))) ?? missing();
  }

  async list(request: RequestOf<typeof listOrders>): Promise<AnswerOf<typeof listOrders>> {
    const { query, caller } = request;
    const after = positionOf(query);
    const rows = await this.database.query<Row>(
      request,
      'order_list',
      `SELECT ${columns} FROM orders o
       WHERE ($1::uuid IS NULL OR o.user_id = $1) AND ($2::text[] IS NULL OR o.status = ANY ($2))
         AND ($3::timestamptz IS NULL OR o.placed_at >= $3) AND ($4::timestamptz IS NULL OR o.placed_at < $4)
         AND ($5::timestamptz IS NULL OR (o.placed_at, o.id) < ($5, $6::uuid))
       ORDER BY o.placed_at DESC, o.id DESC LIMIT $7`,
      [
        ownerOf(caller, 'orders:read') ?? query.userId,
        statusesOf(query.status),
        query.from,
        query.to,
        after?.time,
        after?.id,
        query.limit + 1,
      ],
    );
    const { data, page } = toPage(rows, query, ({ placed_at, id }) => ({ time: placed_at.toISOString(), id }));
    return { data: data.map(toOrder), page };
  }

  /** Whoever delivers to another country owes another tax out of the same total. */
  async change(request: RequestOf<typeof changeOrder>): Promise<Order> {
    const { params, caller, body, expectedVersion } = request;
    return this.database.transaction(request, async (transaction) => {
      const order = (await this.rows.lock(transaction, params.id, ownerOf(caller, 'orders:manage'))) ?? missing();
      if (order.version !== expectedVersion) throw staleVersion();
      if (!editable.includes(order.status)) throw new Problem(409, 'not-editable', `the order is ${order.status}`);
      const tax = body.shippingAddress ? this.amounts.taxIn(order.total.amount, body.shippingAddress.country) : order.tax.amount;
      const [row = missing()] = await transaction.query<Row>(
        'order_change',
        `UPDATE orders o SET shipping_address = coalesce($2, o.shipping_address), note = coalesce($3, o.note), tax_minor = $4,
           version = version + 1, updated_at = $5 WHERE o.id = $1 RETURNING ${columns}`,
        [order.id, body.shippingAddress && JSON.stringify(body.shippingAddress), body.note, tax, this.clock.now()],
      );
      return toOrder(row);
    });
  }
}

/** `open` stands for all that are on their way. */
const statusesOf = (status: string | undefined): readonly string[] | undefined =>
  status === 'open' ? openStatuses : status === undefined ? undefined : [status];

const missing = (): never => {
  throw notFound();
};
