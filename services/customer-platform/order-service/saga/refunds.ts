import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type EventData, ImpossibleEvent, Late, On, type Received, type Saga, Sagas, type Transaction } from '#kit';
import { sagas as commands, orders } from '#platform/topics/order';
import { refunds } from '#platform/topics/payment';
import type { ReturnedLine } from '../fulfilment-routes';
import type { Order } from '../routes';
import { OrderRows } from './order-rows';
import { OrderSaga } from './order-saga';

/** A refund for goods that come back. */
interface ReturnProgress {
  readonly refundId: string;
  readonly amount: number;
  readonly lines: readonly ReturnedLine[];
  /** Where the order was, and is again when not everything is refunded. */
  readonly back: Order['status'];
  readonly asked: number;
}

const patienceMs = 60_000;
const mostAsked = 5;

/** Money on its way back to customers, whoever asked for it. */
@Injectable()
export class Refunds {
  constructor(
    private readonly rows: OrderRows,
    private readonly orderSaga: OrderSaga,
    private readonly sagas: Sagas,
    private readonly clock: Clock,
  ) {}

  /** Begins the refund of returned lines. The order must be locked, and have no open saga. */
  async begin(transaction: Transaction, order: Order, { amount, lines }: Pick<ReturnProgress, 'amount' | 'lines'>): Promise<string> {
    const data: ReturnProgress = { refundId: v7(), amount, lines, back: order.status, asked: 1 };
    const moved = await this.rows.move(transaction, order, 'refunding');
    await this.sagas.start(transaction, {
      ...{ kind: 'refund', subject: order.id, step: 'refund', state: 'running' },
      ...{ data, lateAfterMs: patienceMs },
    });
    await this.ask(transaction, moved, data);
    return data.refundId;
  }

  @On(refunds.succeeded)
  async succeeded({ data }: Received<EventData<typeof refunds.succeeded>>, transaction: Transaction): Promise<void> {
    const order = await this.lock(transaction, data.orderId);
    const refunded = await this.rows.refund(transaction, order, data.refundId, data.amount.amount);
    if (refunded === undefined) return;
    const saga = await this.sagas.open<ReturnProgress>(transaction, order.id);
    if (saga?.kind === 'refund' && saga.data.refundId === data.refundId) return this.finish(transaction, refunded, saga);
    const wasSold = order.status !== 'cancelling' || saga?.kind === 'cancel';
    const full = refunded.refunded.amount === refunded.total.amount;
    const after = full && isSold(order) ? await this.end(transaction, refunded) : refunded;
    if (wasSold && order.status !== 'cancelled') await this.tell(transaction, after, { ...data, lines: [] });
    await this.orderSaga.report(transaction, after, { type: 'refunded', refundId: data.refundId });
  }

  @On(refunds.failed)
  async failed({ data }: Received<EventData<typeof refunds.failed>>, transaction: Transaction): Promise<void> {
    const order = await this.lock(transaction, data.orderId);
    const saga = await this.sagas.open<ReturnProgress>(transaction, order.id);
    const nextRefundId = v7();
    if (saga?.kind !== 'refund')
      return void (await this.orderSaga.report(transaction, order, { type: 'refund-failed', refundId: data.refundId, nextRefundId }));
    if (saga.data.refundId !== data.refundId) return;
    await this.moveOn(transaction, saga, 'refund-failed', { ...saga.data, refundId: nextRefundId });
  }

  @Late('refund')
  async late(orderId: string, transaction: Transaction): Promise<void> {
    const order = await this.lock(transaction, orderId);
    const saga = await this.sagas.open<ReturnProgress>(transaction, orderId);
    if (saga?.kind !== 'refund' || !this.sagas.isLate(saga)) return;
    const data = { ...saga.data, asked: saga.data.asked + 1 };
    await this.moveOn(transaction, saga, 'late', data);
    if (data.asked <= mostAsked) await this.ask(transaction, order, data);
    else transaction.context.log.error({ orderId }, 'the refund of an order needs a person');
  }

  private moveOn(transaction: Transaction, saga: Saga<ReturnProgress>, event: string, data: ReturnProgress): Promise<void> {
    const open = data.asked <= mostAsked;
    return this.sagas.move(transaction, saga, event, {
      ...{ step: 'refund', data },
      ...(open ? { state: 'running' as const, lateAfterMs: patienceMs } : { state: 'needs_operator' as const }),
    });
  }

  private async finish(transaction: Transaction, order: Order, saga: Saga<ReturnProgress>): Promise<void> {
    const { data } = saga;
    const full = order.refunded.amount === order.total.amount;
    await transaction.query(
      'order_returned',
      `UPDATE order_lines l SET returned_quantity = l.returned_quantity + r.quantity
       FROM unnest($2::text[], $3::int[]) AS r (sku, quantity) WHERE l.order_id = $1 AND l.sku = r.sku`,
      [order.id, data.lines.map(({ sku }) => sku), data.lines.map(({ quantity }) => quantity)],
    );
    const moved = full ? await this.end(transaction, order) : await this.rows.move(transaction, order, data.back);
    await this.sagas.move(transaction, saga, 'refunded', { step: 'done', state: 'completed', data });
    const amount = { amount: data.amount, currency: order.total.currency };
    await this.tell(transaction, moved, { refundId: data.refundId, amount, lines: data.lines });
  }

  /** All money is back. Goods that have not left the house are held for nobody any more; those that have come back by the returned lines. */
  private async end(transaction: Transaction, order: Order): Promise<Order> {
    const moved = await this.rows.move(transaction, order, 'refunded');
    if (order.shipment === null)
      await transaction.emit(commands.stockReleaseRequested, { orderId: order.id, reason: 'refunded' }, { correlationId: order.id });
    return moved;
  }

  private tell(
    transaction: Transaction,
    { id: orderId, number, userId, total, refunded, version }: Order,
    { refundId, amount, lines }: { refundId: string; amount: Order['total']; lines: readonly ReturnedLine[] },
  ): Promise<void> {
    const full = refunded.amount === total.amount;
    const refundedAt = this.clock.now().toISOString();
    return transaction.emit(
      orders.refunded,
      { orderId, number, userId, amount, full, lines: [...lines], refundId, refundedAt },
      { version, correlationId: orderId },
    );
  }

  private ask(transaction: Transaction, order: Order, { refundId, amount }: ReturnProgress): Promise<void> {
    return transaction.emit(
      commands.refundRequested,
      {
        ...{ orderId: order.id, refundId, paymentId: order.paymentId ?? '' },
        ...{ amount: { amount, currency: order.total.currency }, reason: 'return' },
      },
      { correlationId: order.id },
    );
  }

  private async lock(transaction: Transaction, orderId: string): Promise<Order> {
    const order = await this.rows.lock(transaction, orderId);
    if (order === undefined) throw new ImpossibleEvent(`there is no order ${orderId}`);
    return order;
  }
}

const isSold = ({ status }: Order): boolean => status === 'confirmed' || status === 'shipped' || status === 'delivered';
