import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Context, Every } from '#kit';
import { Provider, type ProviderRefund, ProviderRefused, ProviderSilent } from './provider/provider';
import { RefundOutcomes } from './refund-outcomes';
import { type ClaimedRefund, RefundStore, refundAmountOf } from './refund-store';
import { PaymentSettings } from './settings';
import { WorkAtOnce } from './work-at-once';

/** Requests to the provider that one replica has under way. */
const most = 10;

/** Sends refunds to the provider, as `Charging` sends charges: one key for each, asked again while the answer is missing. */
@Injectable()
export class Refunding implements OnModuleDestroy {
  private readonly work = new WorkAtOnce(most);

  constructor(
    private readonly store: RefundStore,
    private readonly outcomes: RefundOutcomes,
    private readonly provider: Provider,
    private readonly settings: PaymentSettings,
    private readonly clock: Clock,
  ) {}

  @Every(200)
  async refund(context: Context): Promise<void> {
    if (this.work.free === 0) return;
    const due = await this.store.claim(context, { until: this.later(), most: this.work.free });
    for (const refund of due) this.work.start(this.attempt(context, refund));
  }

  async onModuleDestroy(): Promise<void> {
    await this.work.idle();
  }

  private async attempt(context: Context, refund: ClaimedRefund): Promise<void> {
    try {
      await this.outcomes.settle(context, refund.id, await this.ask(context, refund));
    } catch (error) {
      await this.leave(context, refund, error);
    }
  }

  private async ask(context: Context, refund: ClaimedRefund): Promise<ProviderRefund> {
    const { id: key, payment_id: chargeKey } = refund;
    const amount = refundAmountOf(refund);
    const known = refund.first ? undefined : await this.provider.getRefund(key);
    if (known) return known;
    try {
      return await this.provider.refund({ key, chargeKey, amount });
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      context.log.error({ refundId: key, status: error.status, code: error.code }, 'the provider refuses to refund');
      return { key, providerRef: '', status: 'failed', amount, code: error.code, at: this.clock.now() };
    }
  }

  private async leave(context: Context, refund: ClaimedRefund, error: unknown): Promise<void> {
    const { retryAfterMs, reason } = error instanceof ProviderSilent ? error : { retryAfterMs: undefined, reason: 'unforeseen' };
    context.log.warn(
      { refundId: refund.id, orderId: refund.order_id, reason, ...(reason === 'unforeseen' && { err: error }) },
      'nobody knows whether it was refunded; the provider is asked again',
    );
    await this.store
      .postpone(context, refund, this.later(retryAfterMs))
      .catch((failure) => context.log.warn({ err: failure, refundId: refund.id }, 'the refund comes back when its time is up'));
  }

  private later(milliseconds = this.settings.PAYMENT_ASK_AFTER_MS): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}
