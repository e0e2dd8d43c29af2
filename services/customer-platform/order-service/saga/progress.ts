/** Why an order ended without being delivered. */
export type CancelReason = 'out_of_stock' | 'payment_failed' | 'payment_timeout' | 'customer' | 'support' | 'step_timeout';

/** Where the goods are: asked for, held, committed to the order, on their way back, or not held at all. */
type Stock = 'asked' | 'held' | 'committed' | 'releasing' | 'none';

/** Where the money is: not asked for, asked for, being called off, ours, on its way back, or settled without a charge. */
type Money = 'none' | 'asked' | 'cancelling' | 'captured' | 'refunding' | 'settled';

/** How far an order has come with its partners. */
export interface Progress {
  readonly stock: Stock;
  readonly money: Money;
  /** How often the partner that is silent was asked, the first time included. */
  readonly asked: number;
  /** Payments that failed and may be tried again by the customer. */
  readonly failures: number;
  /** Until when the money must be here, RFC 3339. */
  readonly payBy?: string;
  readonly paymentId?: string;
  readonly refundId?: string;
  /** Given once the order is on its way to `cancelled`. */
  readonly reason?: CancelReason;
}

/** What partners, customers and time report. */
export type Report =
  | { readonly type: 'reserved' | 'rejected' | 'released' | 'payment-cancelled' | 'late' }
  | { readonly type: 'paid'; readonly paymentId: string; readonly refundId: string }
  | { readonly type: 'payment-failed'; readonly retryable: boolean }
  | { readonly type: 'refunded'; readonly refundId: string }
  | { readonly type: 'refund-failed'; readonly refundId: string; readonly nextRefundId: string }
  | { readonly type: 'cancel'; readonly reason: CancelReason; readonly refundId: string };

/** What a partner is asked to do. Asking twice is harmless: each does it once for an order. */
export type Command = 'reserve' | 'commit' | 'release' | 'pay' | 'cancel-payment' | 'refund';

/** What follows from a report. */
export interface Decision {
  readonly progress: Progress;
  readonly commands: readonly Command[];
}

const mostAsked = 3;
const mostFailures = 3;
const mostRefunds = 5;

/** Where every order begins. */
export const begun: Progress = { stock: 'asked', money: 'none', asked: 1, failures: 0 };

const nothing = (progress: Progress): Decision => ({ progress, commands: [] });

/** Turns an order back: whatever was begun with a partner is undone there, and its answer awaited. */
const turnBack = (progress: Progress, reason: CancelReason, refundId: string): Decision => {
  const { stock, money } = progress;
  const held = stock === 'asked' || stock === 'held' || stock === 'committed';
  const [moneyNext, moneyCommand] = undoMoney[money] ?? [money];
  return {
    progress: {
      ...progress,
      reason,
      asked: 1,
      stock: held ? 'releasing' : stock,
      money: moneyNext,
      ...(moneyNext === 'refunding' && { refundId }),
    },
    commands: [...(held ? ['release' as const] : []), ...(moneyCommand ? [moneyCommand] : [])],
  };
};

const undoMoney: Readonly<Partial<Record<Money, readonly [Money, Command?]>>> = {
  asked: ['cancelling', 'cancel-payment'],
  cancelling: ['cancelling', 'cancel-payment'],
  captured: ['refunding', 'refund'],
};

/** An order whose goods are held and whose money is here goes on; the rest waits for what is missing. */
const goOn = (progress: Progress): Decision =>
  progress.stock === 'held' && progress.money === 'captured'
    ? { progress: { ...progress, stock: 'committed', asked: 1 }, commands: ['commit'] }
    : nothing(progress);

const reserved = (progress: Progress): Decision => {
  if (progress.stock !== 'asked') return nothing(progress);
  const held: Progress = { ...progress, stock: 'held', asked: 1 };
  return progress.money === 'none' ? { progress: { ...held, money: 'asked' }, commands: ['pay'] } : goOn(held);
};

const rejected = (progress: Progress): Decision => {
  if (progress.stock === 'releasing') return nothing({ ...progress, stock: 'none' });
  if (progress.stock !== 'asked') return nothing(progress);
  return turnBack({ ...progress, stock: 'none' }, 'out_of_stock', '');
};

/** Stock that is gone without having been asked back was given up by its keeper: the order cannot be kept. */
const released = (progress: Progress): Decision => {
  if (progress.stock === 'releasing') return nothing({ ...progress, stock: 'none' });
  if (progress.stock !== 'held') return nothing(progress);
  return turnBack({ ...progress, stock: 'none' }, 'step_timeout', '');
};

const paid = (progress: Progress, { paymentId, refundId }: Extract<Report, { type: 'paid' }>): Decision => {
  if (progress.paymentId === paymentId || progress.money === 'captured' || progress.money === 'refunding') return nothing(progress);
  if (progress.reason === undefined) return goOn({ ...progress, money: 'captured', paymentId });
  return { progress: { ...progress, money: 'refunding', asked: 1, paymentId, refundId }, commands: ['refund'] };
};

const paymentFailed = (progress: Progress, retryable: boolean): Decision => {
  if (progress.money === 'cancelling') return unpaid(progress, 'payment_timeout');
  if (progress.money !== 'asked') return nothing(progress);
  const failures = progress.failures + 1;
  if (retryable && failures < mostFailures) return nothing({ ...progress, failures });
  return unpaid({ ...progress, failures }, 'payment_failed');
};

/** There will be no money. */
const unpaid = (progress: Progress, reason: CancelReason): Decision => {
  const settled: Progress = { ...progress, money: 'settled' };
  return progress.reason === undefined ? turnBack(settled, reason, '') : nothing(settled);
};

const late = (progress: Progress): Decision => {
  const { stock, money, asked } = progress;
  if (progress.reason === undefined && stock === 'asked')
    return asked < mostAsked
      ? { progress: { ...progress, asked: asked + 1 }, commands: ['reserve'] }
      : turnBack(progress, 'step_timeout', '');
  // Its definite answer decides: money that is here after all makes the order good.
  if (progress.reason === undefined && money === 'asked')
    return { progress: { ...progress, money: 'cancelling', asked: 1 }, commands: ['cancel-payment'] };
  return {
    progress: { ...progress, asked: asked + 1 },
    commands: [
      ...(stock === 'releasing' ? ['release' as const] : []),
      ...(money === 'cancelling' ? ['cancel-payment' as const] : []),
      ...(money === 'refunding' && asked < mostRefunds ? ['refund' as const] : []),
    ],
  };
};

/** What a report changes. Reports may come twice, late, and in any order. */
export const decide = (progress: Progress, report: Report): Decision => {
  switch (report.type) {
    case 'reserved':
      return reserved(progress);
    case 'rejected':
      return rejected(progress);
    case 'released':
      return released(progress);
    case 'paid':
      return paid(progress, report);
    case 'payment-failed':
      return paymentFailed(progress, report.retryable);
    case 'payment-cancelled':
      return progress.money === 'asked' || progress.money === 'cancelling' ? unpaid(progress, 'payment_timeout') : nothing(progress);
    case 'refunded':
      return nothing(progress.refundId === report.refundId ? { ...progress, money: 'settled' } : progress);
    case 'refund-failed':
      // A refund that failed has failed; the next try, after a while, is another one.
      return nothing(progress.refundId === report.refundId ? { ...progress, refundId: report.nextRefundId } : progress);
    case 'cancel':
      return progress.reason === undefined ? turnBack(progress, report.reason, report.refundId) : nothing(progress);
    case 'late':
      return late(progress);
  }
};

/** How an order with this progress stands. */
export const statusOf = ({ stock, money, reason }: Progress): 'pending' | 'reserved' | 'confirmed' | 'cancelling' | 'cancelled' => {
  if (reason !== undefined) return stock === 'none' && (money === 'none' || money === 'settled') ? 'cancelled' : 'cancelling';
  if (stock === 'committed') return 'confirmed';
  return stock === 'held' ? 'reserved' : 'pending';
};

/** Whether only a person can go on: the money cannot be given back. */
export const needsOperator = ({ money, asked }: Progress): boolean => money === 'refunding' && asked >= mostRefunds + 1;

/** What a saga waits for now, in a word. */
export const stepOf = ({ stock, money, reason }: Progress): string => {
  if (reason === undefined)
    return stock === 'asked' ? 'reserve' : stock === 'held' ? (money === 'cancelling' ? 'cancel-payment' : 'pay') : 'done';
  if (stock === 'releasing') return 'release';
  return money === 'cancelling' ? 'cancel-payment' : money === 'refunding' ? 'refund' : 'done';
};

const [second, minute] = [1000, 60_000];

/** How long the partner may be silent, in milliseconds; `undefined` when nothing is awaited. */
export const patienceMs = (progress: Progress): number | undefined =>
  ({ reserve: 30 * second, pay: 10 * minute, release: 30 * second, 'cancel-payment': 30 * second, refund: minute })[stepOf(progress)];
