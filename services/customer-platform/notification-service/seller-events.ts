import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { alerts, replenishments } from '#platform/topics/inventory';
import { MessageQueue } from './message-queue';
import type { TemplateData, TemplateName } from './templates';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells sellers of their stock. What the shop sells itself has a seller who is nobody's account. */
@Injectable()
export class SellerEvents {
  constructor(private readonly queue: MessageQueue) {}

  @On(alerts.lowStock)
  lowStock(event: Received<EventData<typeof alerts.lowStock>>, transaction: Transaction): Promise<void> {
    const { sku, available, reorderPoint } = event.data;
    return this.tell(event, 'low-stock', { sku, available: String(available), reorderPoint: String(reorderPoint) }, transaction);
  }

  @On(replenishments.changed)
  replenished(event: Received<EventData<typeof replenishments.changed>>, transaction: Transaction): Promise<void> {
    const { sku, quantity, status } = event.data;
    return this.tell(event, 'replenishment-changed', { sku, quantity: String(quantity), status }, transaction);
  }

  private async tell(
    { id, data: { sellerId } }: Received<{ readonly sellerId: string }>,
    template: TemplateName,
    data: TemplateData,
    transaction: Transaction,
  ): Promise<void> {
    if (uuid.test(sellerId)) await this.queue.tell({ cause: id, template, userId: sellerId, data }, transaction);
  }
}
