import { Injectable } from '@nestjs/common';
import { Clock, type EventData, ImpossibleEvent, On, type Received, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import type { Change } from './article';
import { timeOf } from './event-time';
import { type Line, ReservationStore } from './reservation-store';
import { impossible, skusOf } from './reservations';
import { Stock } from './stock';

type Returned = EventData<typeof orders.refunded>['lines'];

/** Goods that leave a warehouse with an order, and those that come back. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly store: ReservationStore,
    private readonly stock: Stock,
    private readonly clock: Clock,
  ) {}

  /** Orders and their wishes travel on two topics: what is shipped was committed, even if nobody said so yet. */
  @On(orders.shipped)
  async ship(event: Received<EventData<typeof orders.shipped>>, transaction: Transaction): Promise<void> {
    const { orderId } = event.data;
    const known = await this.store.lock(transaction, orderId);
    if (known?.state === 'shipped') return;
    if (known?.state !== 'reserved' && known?.state !== 'committed') throw impossible(orderId, known, 'shipped');
    const articles = await this.stock.lock(transaction, skusOf(known));
    const changes = known.lines.map(({ sku, warehouse, quantity }) => ({ sku, warehouse, onHand: -quantity, reserved: -quantity }));
    await this.store.move(transaction, known, { state: 'shipped' });
    await this.stock.book(transaction, articles.values(), changes, {
      ...{ kind: 'ship', cause: 'commit', ref: orderId },
      at: timeOf(event, this.clock),
    });
  }

  /** Goods go back to the warehouses that they came from. Nothing comes back of an order that never left. */
  @On(orders.refunded)
  async restock(event: Received<EventData<typeof orders.refunded>>, transaction: Transaction): Promise<void> {
    const { orderId, refundId, lines } = event.data;
    const returned = lines.filter(({ restock }) => restock);
    if (returned.length === 0) return;
    const known = await this.store.lock(transaction, orderId);
    if (known === undefined) throw impossible(orderId, known, 'restocked');
    if (known.state !== 'shipped') {
      event.context.log.info({ orderId, state: known.state }, 'refunded before it was shipped; nothing is restocked');
      return;
    }
    const articles = await this.stock.lock(transaction, skusOf(known));
    if (await this.isBooked(transaction, refundId)) return;
    const changes = placesOf(orderId, known.lines, returned);
    await this.store.restock(transaction, known, changes);
    await this.stock.book(transaction, articles.values(), changes, {
      ...{ kind: 'restock', cause: 'restock', ref: refundId },
      at: timeOf(event, this.clock),
    });
  }

  /** Whether another event told of the same refund. */
  private async isBooked(transaction: Transaction, refundId: string): Promise<boolean> {
    const booked = await transaction.query('restock_find', "SELECT FROM movements WHERE kind = 'restock' AND ref = $1 LIMIT 1", [refundId]);
    return booked.length > 0;
  }
}

/** Where returned goods go. More than what was shipped cannot come back. */
const placesOf = (orderId: string, shipped: readonly Line[], returned: Returned): Change[] => {
  const out = new Map(shipped.map((line) => [line, line.quantity - line.restocked]));
  for (const { sku, quantity } of returned) {
    let left = quantity;
    for (const [line, open] of out) {
      const taken = line.sku === sku ? Math.min(left, open) : 0;
      out.set(line, open - taken);
      left -= taken;
    }
    if (left > 0)
      throw new ImpossibleEvent(
        `${orderId}: too-much-returned: ${left} of ${sku} more than were shipped; compare the refund with the order`,
      );
  }
  return shipped.flatMap((line) => {
    const back = line.quantity - line.restocked - (out.get(line) ?? 0);
    return back > 0 ? [{ sku: line.sku, warehouse: line.warehouse, onHand: back, reserved: 0 }] : [];
  });
};
