import { Injectable } from '@nestjs/common';
import { On, type Received, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import { MessageQueue } from './message-queue';
import type { TemplateData, TemplateName } from './templates';

interface OfOrder {
  readonly userId: string;
  readonly number: string;
}

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A receipt for each step of an order. Each stands for itself, so it does not matter in which order the steps are told. */
@Injectable()
export class OrderEvents {
  constructor(private readonly queue: MessageQueue) {}

  @On(orders.placed)
  placed(event: Received<OfOrder & { total: Money }>, transaction: Transaction): Promise<void> {
    return this.tell(event, transaction, 'order-placed', { total: event.data.total });
  }

  @On(orders.confirmed)
  confirmed(event: Received<OfOrder & { total: Money }>, transaction: Transaction): Promise<void> {
    return this.tell(event, transaction, 'order-confirmed', { total: event.data.total });
  }

  @On(orders.cancelled)
  cancelled(event: Received<OfOrder & { reason: string }>, transaction: Transaction): Promise<void> {
    return this.tell(event, transaction, 'order-cancelled', { reason: event.data.reason });
  }

  @On(orders.shipped)
  shipped(event: Received<OfOrder & { carrier: string; trackingCode?: string | undefined }>, transaction: Transaction): Promise<void> {
    const { carrier, trackingCode = '–' } = event.data;
    return this.tell(event, transaction, 'order-shipped', { carrier, tracking: trackingCode });
  }

  @On(orders.delivered)
  delivered(event: Received<OfOrder>, transaction: Transaction): Promise<void> {
    return this.tell(event, transaction, 'order-delivered', {});
  }

  @On(orders.refunded)
  refunded(event: Received<OfOrder & { amount: Money }>, transaction: Transaction): Promise<void> {
    return this.tell(event, transaction, 'order-refunded', { amount: event.data.amount });
  }

  private async tell(event: Received<OfOrder>, transaction: Transaction, template: TemplateName, data: TemplateData): Promise<void> {
    const { userId, number } = event.data;
    await this.queue.tell({ cause: event.id, template, userId, data: { number, ...data } }, transaction);
  }
}
