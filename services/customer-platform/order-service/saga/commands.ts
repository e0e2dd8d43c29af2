import { Injectable } from '@nestjs/common';
import type { Transaction } from '#kit';
import { sagas } from '#platform/topics/order';
import type { Order } from '../routes';
import type { Command, Progress } from './progress';

interface Asked {
  readonly order: Order;
  readonly progress: Progress;
  readonly transaction: Transaction;
}

/** What orders ask of stock and payment. Commands go through the outbox, so they are sent exactly when what they follow from was committed. */
@Injectable()
export class Commands {
  async send(commands: readonly Command[], asked: Asked): Promise<void> {
    for (const command of commands) await this[command](asked);
  }

  private reserve({ order, progress, transaction }: Asked): Promise<void> {
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    return transaction.emit(
      sagas.stockReserveRequested,
      { orderId: order.id, attempt: progress.asked, lines },
      { correlationId: order.id },
    );
  }

  private commit({ order, progress, transaction }: Asked): Promise<void> {
    const { paymentId = '' } = progress;
    return transaction.emit(sagas.stockCommitRequested, { orderId: order.id, paymentId }, { correlationId: order.id });
  }

  private release({ order, progress, transaction }: Asked): Promise<void> {
    const data = { orderId: order.id, reason: progress.reason ?? 'cancelled' };
    return transaction.emit(sagas.stockReleaseRequested, data, { correlationId: order.id });
  }

  private async pay({ order, progress, transaction }: Asked): Promise<void> {
    const [{ ref } = { ref: '' }] = await transaction.query<{ ref: string }>(
      'order_method',
      'SELECT payment_method_ref AS ref FROM orders WHERE id = $1',
      [order.id],
    );
    await transaction.emit(
      sagas.paymentRequested,
      {
        ...{ orderId: order.id, userId: order.userId, amount: order.total, paymentMethodRef: ref },
        ...{ attempt: 1, expiresAt: progress.payBy ?? '' },
      },
      { correlationId: order.id },
    );
  }

  private 'cancel-payment'({ order, progress, transaction }: Asked): Promise<void> {
    const data = { orderId: order.id, reason: progress.reason ?? 'payment_timeout' };
    return transaction.emit(sagas.paymentCancelRequested, data, { correlationId: order.id });
  }

  private refund({ order, progress, transaction }: Asked): Promise<void> {
    const { paymentId = '', refundId = '', reason = 'cancelled' } = progress;
    const amount = { amount: order.total.amount - order.refunded.amount, currency: order.total.currency };
    return transaction.emit(sagas.refundRequested, { orderId: order.id, refundId, paymentId, amount, reason }, { correlationId: order.id });
  }
}
