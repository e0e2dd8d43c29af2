import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Context, Every } from '#kit';
import { MethodRefs } from './method-refs';
import { Outcomes } from './outcomes';
import { amountOf, type ClaimedPayment, PaymentStore } from './payment-store';
import { type Charge, Provider, ProviderRefused, ProviderSilent } from './provider/provider';
import { PaymentSettings } from './settings';
import { WorkAtOnce } from './work-at-once';

/** Requests to the provider that one replica has under way. */
const most = 20;

/**
 * Charges what is due: takes it in one statement, asks the provider in no transaction, and stores its answer in another one. Where the answer
 * is missing, because the provider was silent or a process ended, the same row comes back and the provider is asked what became of its key.
 */
@Injectable()
export class Charging implements OnModuleDestroy {
  private readonly work = new WorkAtOnce(most);

  constructor(
    private readonly store: PaymentStore,
    private readonly methods: MethodRefs,
    private readonly outcomes: Outcomes,
    private readonly provider: Provider,
    private readonly settings: PaymentSettings,
    private readonly clock: Clock,
  ) {}

  @Every(150)
  async charge(context: Context): Promise<void> {
    if (this.work.free === 0) return;
    const due = await this.store.claim(context, { until: this.later(), most: this.work.free });
    for (const payment of due) this.work.start(this.attempt(context, payment));
  }

  async onModuleDestroy(): Promise<void> {
    await this.work.idle();
  }

  /** Never rejects: what could not be stored is found again when the row comes back. */
  private async attempt(context: Context, payment: ClaimedPayment): Promise<void> {
    try {
      await this.outcomes.settle(context, payment.id, await this.ask(context, payment));
    } catch (error) {
      await this.leave(context, payment, error);
    }
  }

  private async ask(context: Context, payment: ClaimedPayment): Promise<Charge> {
    const { id: key } = payment;
    if (payment.cancel_requested || payment.expires_at <= this.clock.now()) return this.provider.cancel(key);
    const known = payment.first ? undefined : await this.provider.get(key);
    if (known) return known;
    const token = await this.methods.tokenOf(context, payment.method_ref, payment.user_id);
    if (token === undefined) return this.provider.cancel(key);
    try {
      return await this.provider.charge({ key, amount: amountOf(payment), token, returnUrl: payment.return_url });
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      context.log.error({ paymentId: key, status: error.status, code: error.code }, 'the provider refuses to charge');
      return refusedCharge(payment, this.clock.now());
    }
  }

  private async leave(context: Context, payment: ClaimedPayment, error: unknown): Promise<void> {
    const { retryAfterMs, reason } = error instanceof ProviderSilent ? error : { retryAfterMs: undefined, reason: 'unforeseen' };
    context.log.warn(
      { paymentId: payment.id, orderId: payment.order_id, reason, ...(reason === 'unforeseen' && { err: error }) },
      'nobody knows whether it was charged; the provider is asked again',
    );
    await this.store
      .postpone(context, payment, this.later(retryAfterMs))
      .catch((failure) => context.log.warn({ err: failure, paymentId: payment.id }, 'the payment comes back when its time is up'));
  }

  private later(milliseconds = this.settings.PAYMENT_ASK_AFTER_MS): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

/** A charge that the provider will never make. */
const refusedCharge = (payment: ClaimedPayment, at: Date): Charge => ({
  ...{ key: payment.id, providerRef: '', status: 'failed', amount: amountOf(payment), code: 'provider_error', actionUrl: null },
  ...{ method: { kind: 'card', brand: null, last4: null }, at },
});
