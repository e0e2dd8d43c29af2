import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  Clock,
  type Context,
  Database,
  type EventData,
  notFound,
  On,
  Problem,
  type Received,
  type RequestOf,
  type Transaction,
} from '#kit';
import { sagas } from '#platform/topics/order';
import { refunds } from '#platform/topics/payment';
import { type PaymentFacts, PaymentStore } from './payment-store';
import { RefundOutcomes } from './refund-outcomes';
import type { Refund, requestRefund } from './refund-routes';
import { RefundStore, toRefund } from './refund-store';

type Wish = EventData<typeof sagas.refundRequested>;
type Objection = 'not-refundable' | 'currency-mismatch' | 'exceeds-captured';

/** Takes wishes for refunds, of people and of orders. The payment's row is held while the sum is checked, so that parallel wishes queue. */
@Injectable()
export class Refunds {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentStore,
    private readonly store: RefundStore,
    private readonly outcomes: RefundOutcomes,
    private readonly clock: Clock,
  ) {}

  async request(request: RequestOf<typeof requestRefund>): Promise<AnswerOf<typeof requestRefund>> {
    const { paymentId, amount, reason } = request.body;
    return this.database.transaction(request, async (transaction) => {
      const payment = await this.payments.hold(transaction, paymentId);
      if (payment === undefined) throw notFound();
      const against = await this.objection(transaction, payment, amount);
      if (against) throw objections[against](payment);
      const refundId = v7();
      await this.store.add(transaction, { id: refundId, paymentId, amount: amount.amount, reason });
      return transaction.answer(request.idempotency, { refundId, status: 'requested' as const });
    });
  }

  async get(context: Context, id: string): Promise<Refund> {
    const refund = await this.store.find(context, id);
    if (refund === undefined) throw notFound();
    return toRefund(refund);
  }

  @On(sagas.refundRequested)
  async requestForOrder({ data }: Received<Wish>, transaction: Transaction): Promise<void> {
    const { orderId, refundId, paymentId, amount, reason } = data;
    const payment = await this.payments.hold(transaction, paymentId);
    if (payment === undefined || payment.order_id !== orderId) return this.refuse(transaction, data, 'unknown-payment');
    const known = await this.store.hold(transaction, refundId);
    if (known) return this.outcomes.repeat(transaction, known);
    const against = await this.objection(transaction, payment, amount);
    if (against) return this.refuse(transaction, data, against);
    await this.store.add(transaction, { id: refundId, paymentId, amount: amount.amount, reason });
  }

  private async objection(
    transaction: Transaction,
    payment: PaymentFacts,
    { amount, currency }: Wish['amount'],
  ): Promise<Objection | undefined> {
    if (payment.status !== 'succeeded') return 'not-refundable';
    if (currency !== payment.currency) return 'currency-mismatch';
    const promised = await this.store.promised(transaction, payment.id);
    return amount > 0 && promised + amount <= Number(payment.amount_minor) ? undefined : 'exceeds-captured';
  }

  private async refuse(
    transaction: Transaction,
    { refundId, paymentId, orderId }: Wish,
    code: Objection | 'unknown-payment',
  ): Promise<void> {
    const failedAt = this.clock.now().toISOString();
    const facts = { refundId, paymentId, orderId, code: code.replaceAll('-', '_'), failedAt };
    await transaction.emit(refunds.failed, facts, { correlationId: orderId });
  }
}

const objections: Readonly<Record<Objection, (payment: PaymentFacts) => Problem>> = {
  'not-refundable': ({ status }) => new Problem(409, 'not-refundable', `the payment is ${status}`),
  'currency-mismatch': ({ currency }) => new Problem(422, 'currency-mismatch', `the payment is in ${currency}`),
  'exceeds-captured': () => new Problem(422, 'exceeds-captured', 'all refunds together would be more than was paid'),
};
