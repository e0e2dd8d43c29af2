import fc from 'fast-check';
import { begun, type Command, decide, needsOperator, type Progress, patienceMs, type Report, statusOf, stepOf } from './progress';

const paid: Report = { type: 'paid', paymentId: 'payment-1', refundId: 'refund-1' };
const cancel: Report = { type: 'cancel', reason: 'customer', refundId: 'refund-1' };

/** What a course of reports leads to: the status after each, and all that was asked. */
const course = (...reports: Report[]) => {
  let progress = begun;
  const asked: Command[] = [];
  const statuses = reports.map((report) => {
    const decision = decide(progress, report);
    progress = decision.progress;
    asked.push(...decision.commands);
    return statusOf(progress);
  });
  return { progress, asked, statuses };
};

const late: Report = { type: 'late' };

test.each<[string, Report[], string[], Command[]]>([
  ['all goes well', [{ type: 'reserved' }, paid], ['reserved', 'confirmed'], ['pay', 'commit']],
  ['there is no stock', [{ type: 'rejected' }], ['cancelled'], []],
  [
    'the card is refused',
    [{ type: 'reserved' }, { type: 'payment-failed', retryable: false }, { type: 'released' }],
    ['reserved', 'cancelling', 'cancelled'],
    ['pay', 'release'],
  ],
  [
    'another card does',
    [{ type: 'reserved' }, { type: 'payment-failed', retryable: true }, paid],
    ['reserved', 'reserved', 'confirmed'],
    ['pay', 'commit'],
  ],
  [
    'three cards do not',
    [{ type: 'reserved' }, ...Array.from({ length: 3 }, (): Report => ({ type: 'payment-failed', retryable: true })), { type: 'released' }],
    ['reserved', 'reserved', 'reserved', 'cancelling', 'cancelled'],
    ['pay', 'release'],
  ],
  [
    'nobody pays in time',
    [{ type: 'reserved' }, late, { type: 'payment-cancelled' }, { type: 'released' }],
    ['reserved', 'reserved', 'cancelling', 'cancelled'],
    ['pay', 'cancel-payment', 'release'],
  ],
  [
    'the money comes in the last moment: its definite answer decides',
    [{ type: 'reserved' }, late, paid],
    ['reserved', 'reserved', 'confirmed'],
    ['pay', 'cancel-payment', 'commit'],
  ],
  [
    'stock is silent: asked three times, then turned back',
    [late, late, late, { type: 'released' }],
    ['pending', 'pending', 'cancelling', 'cancelled'],
    ['reserve', 'reserve', 'release'],
  ],
  [
    'cancelling and paying cross: the money goes back',
    [{ type: 'reserved' }, cancel, paid, { type: 'released' }, { type: 'refunded', refundId: 'refund-1' }, paid],
    ['reserved', 'cancelling', 'cancelling', 'cancelling', 'cancelled', 'cancelled'],
    ['pay', 'release', 'cancel-payment', 'refund'],
  ],
  ['cancelling before stock answers', [cancel, { type: 'rejected' }], ['cancelling', 'cancelled'], ['release']],
  [
    'what comes twice',
    [{ type: 'reserved' }, { type: 'reserved' }, paid, paid],
    ['reserved', 'reserved', 'confirmed', 'confirmed'],
    ['pay', 'commit'],
  ],
])('%s', (_, reports, statuses, asked) => expect(course(...reports)).toMatchObject({ statuses, asked }));

test('a refund that fails is tried again under another id, five times in all; then a person is needed, and a late success still ends it', () => {
  let { progress } = course({ type: 'reserved' }, cancel, paid, { type: 'released' });
  const ids = new Set([progress.refundId]);
  for (let attempt = 2; attempt <= 5; attempt++) {
    progress = decide(progress, { type: 'refund-failed', refundId: progress.refundId ?? '', nextRefundId: `refund-${attempt}` }).progress;
    const again = decide(progress, late);
    expect([again.commands, needsOperator(again.progress)]).toEqual([['refund'], false]);
    progress = again.progress;
    ids.add(progress.refundId);
  }
  expect(ids.size).toBe(5);
  const given = decide(progress, late);
  expect([given.commands, needsOperator(given.progress), statusOf(given.progress)]).toEqual([[], true, 'cancelling']);
  expect(statusOf(decide(given.progress, { type: 'refunded', refundId: 'refund-5' }).progress)).toBe('cancelled');
});

/** One order among partners that keep their own books, as theirs do: messages of one partner stay in order, those of two do not. */
class World {
  progress: Progress = begun;
  stock: 'unknown' | 'held' | 'rejected' | 'committed' | 'released' = 'unknown';
  payment: 'unknown' | 'processing' | 'captured' | 'failed' | 'cancelled' = 'unknown';
  captured = 0;
  readonly refundedIds = new Set<string>();
  readonly toStock: Command[] = ['reserve'];
  readonly toPayment: (readonly [Command, string])[] = [];
  readonly fromStock: Report[] = [];
  readonly fromPayment: Report[] = [];
  readonly fromRefunds: Report[] = [];
  private refunds = 0;

  take(report: Report | undefined): void {
    if (report === undefined) return;
    const { progress, commands } = decide(this.progress, report);
    this.progress = progress;
    for (const command of commands)
      if (command === 'pay' || command === 'cancel-payment' || command === 'refund')
        this.toPayment.push([command, progress.refundId ?? '']);
      else this.toStock.push(command);
  }

  stockWorks(enough: boolean): void {
    const command = this.toStock.shift();
    if (command === 'reserve') {
      if (this.stock === 'unknown') this.stock = enough ? 'held' : 'rejected';
      this.fromStock.push({ type: this.stock === 'held' || this.stock === 'committed' ? 'reserved' : 'rejected' });
    }
    if (command === 'commit' && this.stock === 'held') this.stock = 'committed';
    if (command === 'release') {
      if (this.stock !== 'rejected') this.stock = 'released';
      this.fromStock.push({ type: 'released' });
    }
  }

  paymentWorks(refundFails: boolean): void {
    const [command, refundId = ''] = this.toPayment.shift() ?? [];
    if (command === 'pay' && this.payment === 'unknown') this.payment = 'processing';
    if (command === 'cancel-payment') this.callOff();
    if (command === 'refund') this.refund(refundId, refundFails);
  }

  private callOff(): void {
    if (this.payment === 'captured') return void this.fromPayment.push(this.success());
    // What is being charged can no longer be called off; its outcome decides.
    if (this.payment === 'processing') return;
    this.payment = 'cancelled';
    this.fromPayment.push({ type: 'payment-cancelled' });
  }

  private refund(refundId: string, fails: boolean): void {
    if (fails && !this.refundedIds.has(refundId) && this.refunds++ < 3)
      return void this.fromRefunds.push({ type: 'refund-failed', refundId, nextRefundId: `${refundId}'` });
    if (!this.refundedIds.has(refundId)) this.captured -= 1;
    this.refundedIds.add(refundId);
    this.fromRefunds.push({ type: 'refunded', refundId });
  }

  provider(outcome: 'captured' | 'declined' | 'insufficient'): void {
    const another = this.payment === 'failed' && this.retryable && statusOf(this.progress) === 'reserved';
    if (outcome === 'captured' && (another || this.payment === 'processing')) this.capture();
    else if (this.payment === 'processing') {
      this.payment = 'failed';
      this.retryable = outcome === 'insufficient';
      this.fromPayment.push({ type: 'payment-failed', retryable: this.retryable });
    }
  }

  private retryable = false;

  private capture(): void {
    this.payment = 'captured';
    this.captured += 1;
    this.fromPayment.push(this.success());
  }

  private success(): Report {
    return { type: 'paid', paymentId: 'payment-1', refundId: 'refund-1' };
  }

  /** Lets everything that is under way arrive, and time pass, until nothing is left to happen. */
  settle(): void {
    for (let round = 0; round < 60; round++) {
      while (this.toStock.length + this.toPayment.length + this.fromStock.length + this.fromPayment.length + this.fromRefunds.length > 0) {
        this.stockWorks(true);
        this.paymentWorks(false);
        this.provider('captured');
        for (const inbox of [this.fromStock, this.fromPayment, this.fromRefunds]) this.take(inbox.shift());
      }
      this.provider('captured');
      if (patienceMs(this.progress) !== undefined && this.fromPayment.length === 0) this.take({ type: 'late' });
    }
  }
}

type Step = 'stock' | 'payment' | 'stock answers' | 'payment answers' | 'refund answers' | 'late' | 'cancel' | 'no stock' | 'refund fails';
type Happening = Step | 'captured' | 'declined' | 'insufficient';

const happenings: Readonly<Record<Happening, (world: World) => void>> = {
  stock: (world) => world.stockWorks(true),
  'no stock': (world) => world.stockWorks(false),
  payment: (world) => world.paymentWorks(false),
  'refund fails': (world) => world.paymentWorks(true),
  captured: (world) => world.provider('captured'),
  declined: (world) => world.provider('declined'),
  insufficient: (world) => world.provider('insufficient'),
  'stock answers': (world) => world.take(world.fromStock.shift()),
  'payment answers': (world) => world.take(world.fromPayment.shift()),
  'refund answers': (world) => world.take(world.fromRefunds.shift()),
  late: (world) => patienceMs(world.progress) !== undefined && world.take({ type: 'late' }),
  cancel: (world) =>
    ['pending', 'reserved'].includes(statusOf(world.progress)) && world.take({ type: 'cancel', reason: 'customer', refundId: 'refund-1' }),
};

const happening = fc.constantFrom(...(Object.keys(happenings) as Happening[]));

const isHeld = ({ stock }: World): boolean => stock === 'held' || stock === 'committed';

/** A cancelled order stays so, and a confirmed one has its money and its goods. */
const look = (world: World, before: string): string => {
  const status = statusOf(world.progress);
  if (before === 'cancelled') expect(status).toBe('cancelled');
  if (status === 'confirmed') expect([world.captured, isHeld(world)]).toEqual([1, true]);
  return status;
};

test('order I2, I3, I4, I6: whatever happens in whatever order, it ends confirmed and paid with its goods, or cancelled with neither', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (steps) => {
      const world = new World();
      let before = 'pending';
      for (const step of steps) {
        happenings[step](world);
        before = look(world, before);
      }
      world.settle();
      if (needsOperator(world.progress)) return;
      const end = [statusOf(world.progress), stepOf(world.progress), world.captured, isHeld(world)];
      expect([
        ['confirmed', 'done', 1, true],
        ['cancelled', 'done', 0, false],
      ]).toContainEqual(end);
    }),
    { seed: 7, numRuns: 10_000 },
  );
});
