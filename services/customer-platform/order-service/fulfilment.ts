import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, Clock, type Context, Database, notFound, Problem, type RequestOf, Sagas, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import type { cancelOrder, deleteOrder, deliverOrder, orderTimeline, returnOrder, shipOrder } from './fulfilment-routes';
import { amountOfReturn } from './order-returns';
import { OrderStore } from './order-store';
import { ownerOf } from './owner';
import type { Order } from './routes';
import { OrderRows } from './saga/order-rows';
import { OrderSaga } from './saga/order-saga';
import { Refunds } from './saga/refunds';

const cancellable: readonly Order['status'][] = ['on_hold', 'pending', 'reserved', 'confirmed'];

/** What happens to an order after it was placed, at the wish of people. */
@Injectable()
export class Fulfilment {
  constructor(
    private readonly database: Database,
    private readonly store: OrderStore,
    private readonly rows: OrderRows,
    private readonly saga: OrderSaga,
    private readonly refunds: Refunds,
    private readonly sagas: Sagas,
    private readonly clock: Clock,
  ) {}

  /** To cancel twice is fine; what has left the house cannot be. */
  cancel(request: RequestOf<typeof cancelOrder> | RequestOf<typeof deleteOrder>): Promise<Order> {
    const owner = ownerOf(request.caller, 'orders:manage');
    return this.withOrder(request, request.params.id, owner, async (transaction, order) => {
      if (order.status === 'cancelling' || order.status === 'cancelled') return order;
      if (!cancellable.includes(order.status)) throw new Problem(409, 'not-cancellable', `the order is ${order.status}`);
      const reason = owner === undefined ? 'support' : 'customer';
      return this.saga.report(transaction, order, { type: 'cancel', reason, refundId: v7() });
    });
  }

  ship(request: RequestOf<typeof shipOrder>): Promise<Order> {
    const { carrier, trackingCode } = request.body;
    return this.withOrder(request, request.params.id, undefined, async (transaction, order) => {
      requireStatus(order, 'confirmed');
      const shippedAt = this.clock.now();
      await transaction.query('order_shipment', 'UPDATE orders SET carrier = $2, tracking_code = $3, shipped_at = $4 WHERE id = $1', [
        ...[order.id, carrier, trackingCode ?? null, shippedAt],
      ]);
      const moved = await this.rows.move(transaction, order, 'shipped');
      const { id: orderId, number, userId, lines, version } = moved;
      const parcel = { carrier, ...(trackingCode && { trackingCode }), shippedAt: shippedAt.toISOString() };
      await transaction.emit(orders.shipped, { orderId, number, userId, lines, ...parcel }, { version, correlationId: orderId });
      return moved;
    });
  }

  deliver(request: RequestOf<typeof deliverOrder>): Promise<Order> {
    return this.withOrder(request, request.params.id, undefined, async (transaction, order) => {
      requireStatus(order, 'shipped');
      const now = this.clock.now();
      await transaction.query('order_delivery', 'UPDATE orders SET delivered_at = $2 WHERE id = $1', [order.id, now]);
      const moved = await this.rows.move(transaction, order, 'delivered');
      const { id: orderId, number, userId, lines, version } = moved;
      const productIds = [...new Set(lines.map(({ productId }) => productId))];
      await transaction.emit(
        orders.delivered,
        { orderId, number, userId, productIds, deliveredAt: now.toISOString() },
        { version, correlationId: orderId },
      );
      return moved;
    });
  }

  giveBack(request: RequestOf<typeof returnOrder>): Promise<AnswerOf<typeof returnOrder>> {
    const { params, body, caller, idempotency } = request;
    const owner = ownerOf(caller, 'refunds:write');
    return this.withOrder(request, params.id, owner, async (transaction, order) => {
      const taken = await transaction.query<{ sku: string; returned: number }>(
        'order_returned_so_far',
        'SELECT sku, returned_quantity AS returned FROM order_lines WHERE order_id = $1',
        [order.id],
      );
      const amount = amountOfReturn(order, new Map(taken.map(({ sku, returned }) => [sku, returned])), body.lines, {
        byCustomer: owner !== undefined,
        now: this.clock.now(),
      });
      const refundId = await this.refunds.begin(transaction, order, { amount, lines: body.lines });
      return transaction.answer(idempotency, { refundId, amount: { amount, currency: order.total.currency } });
    });
  }

  async timeline(request: RequestOf<typeof orderTimeline>): Promise<AnswerOf<typeof orderTimeline>> {
    const order = await this.store.find(request, request.params.id, ownerOf(request.caller, 'orders:read'));
    if (order === undefined) throw notFound();
    const entries = await this.sagas.history(request, order.id);
    const { placedAt, shipment, status } = order;
    const moments = [
      { at: placedAt, kind: 'order', step: 'order', event: 'placed' },
      ...entries.map(({ at, ...entry }) => ({ at: at.toISOString(), ...entry })),
      ...(shipment ? [{ at: shipment.shippedAt, kind: 'order', step: 'order', event: 'shipped' }] : []),
      ...(shipment?.deliveredAt ? [{ at: shipment.deliveredAt, kind: 'order', step: 'order', event: 'delivered' }] : []),
    ];
    return { status, entries: moments.sort((one, other) => one.at.localeCompare(other.at)) };
  }

  private withOrder<Result>(
    context: Context,
    id: string,
    owner: string | undefined,
    work: (transaction: Transaction, order: Order) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(context, async (transaction) => {
      const order = await this.rows.lock(transaction, id, owner);
      if (order === undefined) throw notFound();
      return work(transaction, order);
    });
  }
}

const requireStatus = ({ status }: Order, needed: Order['status']): void => {
  if (status !== needed) throw new Problem(409, 'invalid-transition', `the order is ${status}, not ${needed}`);
};
