import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { type AnswerOf, CalleeRefused, Callees, Clock, Database, notFound, Problem, type RequestOf, type Transaction } from '#kit';
import { MethodRefs, requireToken } from './method-refs';
import { isRetryable } from './outcomes';
import { final, type PaymentFacts, PaymentStore } from './payment-store';
import type { initiatePayment } from './routes';
import { PaymentSettings } from './settings';

type Request = RequestOf<typeof initiatePayment>;
type Answer = AnswerOf<typeof initiatePayment>;

const order = z.object({ id: z.uuid(), userId: z.uuid(), status: z.string(), total: z.object({ amount: z.int(), currency: z.string() }) });

/** How long a customer may take, and how often he may try. */
const [validMs, mostAttempts] = [600_000, 3];

const paid = new Set(['confirmed', 'shipped', 'delivered', 'refunding', 'refunded']);

const alreadyPaid = (): Problem => new Problem(409, 'order-already-paid', 'this order is paid');
const notPayable = (detail: string): Problem => new Problem(409, 'order-not-payable', detail);

/** The customer's second try, with another method, after a failure that allows one. */
@Injectable()
export class Initiation {
  constructor(
    private readonly database: Database,
    private readonly store: PaymentStore,
    private readonly methods: MethodRefs,
    private readonly callees: Callees,
    private readonly clock: Clock,
    private readonly settings: PaymentSettings,
  ) {}

  async initiate(request: Request): Promise<Answer> {
    const { body } = request;
    if (body.paymentMethodToken) requireToken(body.paymentMethodToken);
    const { userId } = await this.payableOrder(request);
    return this.database.transaction(request, async (transaction) => {
      await this.store.holdOrder(transaction, body.orderId);
      const known = await this.store.ofOrder(transaction, body.orderId);
      const underWay = known.find((payment) => !final(payment));
      const answer = underWay ? show(underWay) : await this.begin(transaction, request, userId, known);
      return transaction.answer(request.idempotency, answer);
    });
  }

  /** The order, if it is this customer's, waits for money, and for this much. */
  private async payableOrder(request: Request): Promise<z.output<typeof order>> {
    const { caller, body } = request;
    const found = await this.callees
      .ask(request, 'order-service', 'GET /orders/{id}', {
        params: { id: body.orderId },
        ...{ answer: order, timeoutMs: this.settings.PAYMENT_ORDER_TIMEOUT_MS },
      })
      .catch((error: unknown) => {
        throw error instanceof CalleeRefused && error.status === 404 ? notFound() : error;
      });
    if (!caller.scopes.has('payment:call') && found.userId !== caller.subject) throw notFound();
    if (paid.has(found.status)) throw alreadyPaid();
    if (found.status !== 'reserved') throw notPayable(`the order is ${found.status}`);
    const { amount, currency } = found.total;
    if (amount !== body.amount.amount || currency !== body.amount.currency)
      throw new Problem(422, 'amount-mismatch', `the order costs ${amount} ${currency} in minor units`);
    return found;
  }

  private async begin(transaction: Transaction, { body }: Request, userId: string, known: readonly PaymentFacts[]): Promise<Answer> {
    const { orderId, amount, returnUrl } = body;
    if (known.some(({ status }) => status === 'succeeded')) throw alreadyPaid();
    if (await this.store.isCancelled(transaction, orderId)) throw notPayable('the order is being cancelled');
    const last = known[0];
    if (last && !isRetryable(last.failure_code)) throw notPayable(`the payment before failed with ${last.failure_code ?? last.status}`);
    if (last && last.attempt >= mostAttempts) throw notPayable(`it was tried ${mostAttempts} times`);
    const methodRef = await this.methodOf(transaction, body, userId);
    const expiresAt = new Date(this.clock.now().getTime() + validMs);
    const attempt = (last?.attempt ?? 0) + 1;
    const added = await this.store.add(transaction, { orderId, userId, amount, methodRef, attempt, expiresAt, returnUrl });
    if (added === undefined) throw notPayable('another payment of the order began meanwhile');
    return { paymentId: added.id, status: 'pending' };
  }

  private async methodOf(transaction: Transaction, { paymentMethodRef, paymentMethodToken = '' }: Request['body'], userId: string) {
    if (paymentMethodRef === undefined) return this.methods.add(transaction, userId, paymentMethodToken);
    if (await this.methods.isOf(transaction, paymentMethodRef, userId)) return paymentMethodRef;
    throw new Problem(422, 'unknown-method', 'this account has no such payment method');
  }
}

const show = ({ id, status, action_url }: PaymentFacts): Answer => ({
  paymentId: id,
  status,
  ...(action_url && status === 'requires_action' && { actionUrl: action_url }),
});
