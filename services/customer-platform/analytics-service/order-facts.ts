import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import { Facts, one } from './facts';

/** What becomes of orders. Revenue is what is confirmed less what is refunded, each in the hour in which it happened. */
@Injectable()
export class OrderFacts {
  constructor(private readonly facts: Facts) {}

  @On(orders.placed)
  async placed({ data: { orderId, placedAt } }: Received<EventData<typeof orders.placed>>, transaction: Transaction): Promise<void> {
    await this.facts.note(transaction, { kind: 'order.placed', id: orderId, at: placedAt, amounts: [one('orders_placed')] });
  }

  @On(orders.confirmed)
  async confirmed({ data }: Received<EventData<typeof orders.confirmed>>, transaction: Transaction): Promise<void> {
    const { orderId, lines, total, confirmedAt } = data;
    const { amount, currency } = total;
    const sold = lines.map(({ productId, quantity }) => ({ metric: 'product_sales', dims: { productId }, value: quantity }));
    const amounts = [one('orders_confirmed', { currency }), { metric: 'revenue_confirmed', dims: { currency }, value: amount }, ...sold];
    await this.facts.note(transaction, { kind: 'order.confirmed', id: orderId, at: confirmedAt, amounts });
  }

  @On(orders.cancelled)
  async cancelled({ data }: Received<EventData<typeof orders.cancelled>>, transaction: Transaction): Promise<void> {
    const { orderId, reason, cancelledAt } = data;
    await this.facts.note(transaction, {
      ...{ kind: 'order.cancelled', id: orderId, at: cancelledAt },
      amounts: [one('orders_cancelled', { reason })],
    });
  }

  @On(orders.delivered)
  async delivered({ data }: Received<EventData<typeof orders.delivered>>, transaction: Transaction): Promise<void> {
    const { orderId, deliveredAt } = data;
    await this.facts.note(transaction, { kind: 'order.delivered', id: orderId, at: deliveredAt, amounts: [one('orders_delivered')] });
  }

  @On(orders.refunded)
  async refunded({ data }: Received<EventData<typeof orders.refunded>>, transaction: Transaction): Promise<void> {
    const { refundId, amount, full, refundedAt } = data;
    const { currency } = amount;
    const amounts = [one('orders_refunded', { full: `${full}` }), { metric: 'revenue_refunded', dims: { currency }, value: amount.amount }];
    await this.facts.note(transaction, { kind: 'order.refunded', id: refundId, at: refundedAt, amounts });
  }
}
