import { Injectable } from '@nestjs/common';
import { Clock, Late, Metrics, type Saga, type SagaMove, Sagas, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import type { Order } from '../routes';
import { Commands } from './commands';
import { OrderRows } from './order-rows';
import { begun, decide, needsOperator, type Progress, patienceMs, type Report, statusOf, stepOf } from './progress';

/** How long a customer may take to pay, in milliseconds. */
const payWithinMs = 600_000;

/** Drives orders to an end, whatever partners, customers and time report. */
@Injectable()
export class OrderSaga {
  private readonly seconds;

  constructor(
    private readonly rows: OrderRows,
    private readonly commands: Commands,
    private readonly sagas: Sagas,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('order_saga_seconds', 'Time from an order to its confirmation or cancellation.');
  }

  /** Takes in a report about an order that the transaction has locked; gives the order as it is then. */
  async report(transaction: Transaction, order: Order, report: Report): Promise<Order> {
    const saga = await this.sagaFor(transaction, order, report);
    if (saga === undefined) return order;
    const decision = decide(saga.data, report);
    if (decision.progress === saga.data) return order;
    const progress = this.dated(decision.progress);
    const status = statusOf(progress);
    const moved = isEnded(order)
      ? await this.settle(transaction, order, progress)
      : await this.arrive(transaction, order, status, progress);
    await this.commands.send(decision.commands, { order: moved, progress, transaction });
    await this.sagas.move(transaction, saga, report.type, this.moveOf(progress));
    if (status === 'confirmed' || status === 'cancelled') this.measure(transaction, saga);
    // Money that support has given back already need not go back twice.
    if (decision.commands.includes('refund') && order.refunded.amount === order.total.amount)
      return this.report(transaction, moved, { type: 'refunded', refundId: progress.refundId ?? '' });
    return moved;
  }

  /** The open saga; where there is none, a new one if the report asks for one. */
  private async sagaFor(transaction: Transaction, order: Order, report: Report): Promise<Saga<Progress> | undefined> {
    const open = await this.sagas.open<Progress>(transaction, order.id);
    if (open) return open.kind === 'refund' ? undefined : open;
    const before = progressBefore(order, report);
    return before && this.sagas.start(transaction, { kind: 'cancel', subject: order.id, ...this.moveOf(before) });
  }

  private dated(progress: Progress): Progress {
    if (progress.money !== 'asked' || progress.payBy !== undefined) return progress;
    return { ...progress, payBy: new Date(this.clock.now().getTime() + payWithinMs).toISOString() };
  }

  /** How a saga with this progress stands. */
  moveOf(progress: Progress): SagaMove<Progress> {
    const [step, status] = [stepOf(progress), statusOf(progress)];
    const payMs = step === 'pay' && progress.payBy ? Math.max(0, Date.parse(progress.payBy) - this.clock.now().getTime()) : undefined;
    if (status === 'confirmed') return { step, state: 'completed', data: progress };
    if (status === 'cancelled') return { step, state: 'compensated', data: progress };
    if (needsOperator(progress)) return { step, state: 'needs_operator', data: progress };
    const state = progress.reason === undefined ? 'running' : 'compensating';
    return { step, state, data: progress, lateAfterMs: payMs ?? patienceMs(progress) };
  }

  private measure(transaction: Transaction, { startedAt }: Saga<Progress>): void {
    const seconds = (this.clock.now().getTime() - startedAt.getTime()) / 1000;
    transaction.afterCommit.add(() => this.seconds.observe({} as Record<never, string>, seconds));
  }

  /** An order that is over stays so; money that came too late is noted, so that it goes back once. */
  private async settle(transaction: Transaction, order: Order, { paymentId }: Progress): Promise<Order> {
    return order.paymentId === null && paymentId !== undefined ? this.rows.notePayment(transaction, order, paymentId) : order;
  }

  private async arrive(transaction: Transaction, order: Order, status: Order['status'], progress: Progress): Promise<Order> {
    if (status === order.status) return order;
    const { paymentId, reason } = progress;
    const moved = await this.rows.move(transaction, order, status, { paymentId, cancelReason: reason });
    const { id: orderId, number, userId, lines, total, version } = moved;
    const at = this.clock.now().toISOString();
    const about = { version, correlationId: orderId };
    if (status === 'confirmed')
      await transaction.emit(
        orders.confirmed,
        { orderId, number, userId, lines, total, paymentId: paymentId ?? '', confirmedAt: at },
        about,
      );
    if (status === 'cancelled')
      await transaction.emit(orders.cancelled, { orderId, number, userId, reason: reason ?? 'customer', total, cancelledAt: at }, about);
    return moved;
  }

  @Late('place', 'cancel')
  async late(orderId: string, transaction: Transaction): Promise<void> {
    const order = await this.rows.lock(transaction, orderId);
    const saga = order && (await this.sagas.open<Progress>(transaction, orderId));
    if (!order || !saga || saga.kind === 'refund' || !this.sagas.isLate(saga)) return;
    const after = await this.report(transaction, order, { type: 'late' });
    transaction.context.log.warn(
      { orderId, step: saga.step, asked: saga.data.asked, status: after.status },
      'a partner of an order is silent',
    );
    if (needsOperator(decide(saga.data, { type: 'late' }).progress))
      transaction.context.log.error({ orderId }, 'the refund of an order needs a person');
  }
}

const isEnded = ({ status }: Order): boolean => status === 'cancelled' || status === 'refunded';

/** Where an order without an open saga stands with its partners, if the report concerns it. */
const progressBefore = (order: Order, report: Report): Progress | undefined => {
  const { type } = report;
  const { status, paymentId } = order;
  const known = paymentId === null ? {} : { paymentId };
  if (type === 'cancel' && status === 'confirmed') return { ...begun, ...known, stock: 'committed', money: 'captured' };
  if (type === 'cancel' && status === 'pending') return { ...begun, stock: 'none', money: 'none' };
  // Money for an order that is over must go back, however it got here.
  if (type === 'paid' && status === 'cancelled' && report.paymentId !== paymentId)
    return { ...begun, ...known, stock: 'none', money: 'settled', reason: 'payment_timeout' };
  return undefined;
};
