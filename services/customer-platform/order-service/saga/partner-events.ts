import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type EventData, ImpossibleEvent, On, type Received, type Transaction } from '#kit';
import { reservations } from '#platform/topics/inventory';
import { disputes, payments } from '#platform/topics/payment';
import type { Order } from '../routes';
import { OrderRows } from './order-rows';
import { OrderSaga } from './order-saga';
import type { Report } from './progress';

/** What stock and payment answer. */
@Injectable()
export class PartnerEvents {
  constructor(
    private readonly rows: OrderRows,
    private readonly saga: OrderSaga,
    private readonly clock: Clock,
  ) {}

  @On(reservations.reserved)
  reserved({ data }: Received<EventData<typeof reservations.reserved>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'reserved' });
  }

  @On(reservations.rejected)
  rejected({ data }: Received<EventData<typeof reservations.rejected>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'rejected' });
  }

  @On(reservations.released)
  released({ data }: Received<EventData<typeof reservations.released>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'released' });
  }

  @On(payments.succeeded)
  paid({ data }: Received<EventData<typeof payments.succeeded>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'paid', paymentId: data.paymentId, refundId: v7() });
  }

  @On(payments.failed)
  failed({ data }: Received<EventData<typeof payments.failed>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'payment-failed', retryable: data.retryable });
  }

  @On(payments.cancelled)
  cancelled({ data }: Received<EventData<typeof payments.cancelled>>, transaction: Transaction): Promise<void> {
    return this.report(transaction, data.orderId, { type: 'payment-cancelled' });
  }

  @On(disputes.opened)
  async disputed({ data }: Received<EventData<typeof disputes.opened>>, transaction: Transaction): Promise<void> {
    const { id } = await this.lock(transaction, data.orderId);
    await transaction.query(
      'order_dispute',
      'UPDATE orders SET disputed = true, version = version + 1, updated_at = $2 WHERE id = $1 AND NOT disputed',
      [id, this.clock.now()],
    );
  }

  private async report(transaction: Transaction, orderId: string, report: Report): Promise<void> {
    await this.saga.report(transaction, await this.lock(transaction, orderId), report);
  }

  private async lock(transaction: Transaction, orderId: string): Promise<Order> {
    const order = await this.rows.lock(transaction, orderId);
    if (order === undefined) throw new ImpossibleEvent(`there is no order ${orderId}`);
    return order;
  }
}
