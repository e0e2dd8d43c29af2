import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { payments, refunds } from '#platform/topics/payment';
import { Facts, one } from './facts';

/** How payments go. They say nothing of revenue: that is the orders'. */
@Injectable()
export class PaymentFacts {
  constructor(private readonly facts: Facts) {}

  @On(payments.succeeded)
  async succeeded({ data }: Received<EventData<typeof payments.succeeded>>, transaction: Transaction): Promise<void> {
    const { paymentId, method, succeededAt } = data;
    const amounts = [one('payments_succeeded', { method })];
    await this.facts.note(transaction, { kind: 'payment.succeeded', id: paymentId, at: succeededAt, amounts });
  }

  @On(payments.failed)
  async failed({ data }: Received<EventData<typeof payments.failed>>, transaction: Transaction): Promise<void> {
    const { paymentId, code, failedAt } = data;
    await this.facts.note(transaction, {
      kind: 'payment.failed',
      id: paymentId,
      at: failedAt,
      amounts: [one('payments_failed', { code })],
    });
  }

  @On(refunds.succeeded)
  async refunded({ data }: Received<EventData<typeof refunds.succeeded>>, transaction: Transaction): Promise<void> {
    const { refundId, succeededAt } = data;
    await this.facts.note(transaction, { kind: 'payment.refunded', id: refundId, at: succeededAt, amounts: [one('payments_refunded')] });
  }
}
