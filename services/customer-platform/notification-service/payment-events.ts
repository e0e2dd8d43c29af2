import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { payments } from '#platform/topics/payment';
import { MessageQueue } from './message-queue';

/** Asks people to confirm a payment. The address is for them alone, and of no use once the payment has expired. */
@Injectable()
export class PaymentEvents {
  constructor(private readonly queue: MessageQueue) {}

  @On(payments.actionRequired)
  async actionRequired({ id, data }: Received<EventData<typeof payments.actionRequired>>, transaction: Transaction): Promise<void> {
    const { userId, actionUrl, expiresAt } = data;
    await this.queue.put(
      { cause: id, template: 'payment-action-required', userId, data: { actionUrl, expires: expiresAt }, expiresAt },
      'email',
      transaction,
    );
  }
}
