import { Injectable } from '@nestjs/common';
import { Clock, type EventData, On, type Received, type Transaction } from '#kit';
import { sagas } from '#platform/topics/order';
import { payments } from '#platform/topics/payment';
import { Outcomes } from './outcomes';
import { final, type PaymentFacts, PaymentStore } from './payment-store';

/** What orders ask for. A payment is only stored here; a worker charges it. */
@Injectable()
export class Commands {
  constructor(
    private readonly store: PaymentStore,
    private readonly outcomes: Outcomes,
    private readonly clock: Clock,
  ) {}

  @On(sagas.paymentRequested)
  async request({ data }: Received<EventData<typeof sagas.paymentRequested>>, transaction: Transaction): Promise<void> {
    const { orderId, userId, amount, paymentMethodRef: methodRef, attempt, expiresAt } = data;
    await this.store.holdOrder(transaction, orderId);
    if (await this.store.isCancelled(transaction, orderId)) return this.answerCancelled(transaction, orderId);
    await this.store.add(transaction, { orderId, userId, amount, methodRef, attempt, expiresAt: new Date(expiresAt) });
  }

  /** Answers `cancelled`, or `succeeded` when the money is already there; while that is not known the answer comes when it is. */
  @On(sagas.paymentCancelRequested)
  async cancel({ data }: Received<EventData<typeof sagas.paymentCancelRequested>>, transaction: Transaction): Promise<void> {
    const { orderId } = data;
    await this.store.holdOrder(transaction, orderId);
    await transaction.query('order_cancel', 'INSERT INTO cancelled_orders (order_id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      orderId,
      this.clock.now(),
    ]);
    const known = await this.store.ofOrder(transaction, orderId);
    const succeeded = known.find(({ status }) => status === 'succeeded');
    if (succeeded) return this.outcomes.repeatSuccess(transaction, succeeded);
    const open = known.find((payment) => !final(payment));
    if (open === undefined) return this.answerCancelled(transaction, orderId, known[0]);
    // Never sent to the provider: the row is held, so no worker has it.
    if (open.status === 'pending') await this.cancelUnsent(transaction, open);
    else await this.askProvider(transaction, open);
  }

  private async cancelUnsent(transaction: Transaction, payment: PaymentFacts): Promise<void> {
    const settled = await this.outcomes.cancel(transaction, payment);
    // Events of a batch that is undone are handled again, and must not count twice.
    transaction.afterCommit.add(() => this.outcomes.count(settled));
  }

  /** A worker asks the provider, which decides between a charge that may be under way and the wish to cancel it. */
  private async askProvider(transaction: Transaction, { id }: PaymentFacts): Promise<void> {
    await transaction.query(
      'payment_cancel_request',
      'UPDATE payments SET cancel_requested = true, claims = claims + 1, next_at = $2 WHERE id = $1',
      [id, this.clock.now()],
    );
  }

  private async answerCancelled(transaction: Transaction, orderId: string, last?: PaymentFacts): Promise<void> {
    await transaction.emit(
      payments.cancelled,
      { ...(last && { paymentId: last.id }), orderId, cancelledAt: this.clock.now().toISOString() },
      { correlationId: orderId, ...(last && { version: last.version }) },
    );
  }
}
