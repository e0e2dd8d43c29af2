import { Injectable } from '@nestjs/common';
import { Clock, type EventData, ImpossibleEvent, Metrics, On, type Received, type Transaction } from '#kit';
import { sagas } from '#platform/topics/order';
import { Answers, type Occasion } from './answers';
import { type Article, type Change, drawFrom, totalsOf } from './article';
import { timeOf } from './event-time';
import { type Reservation, ReservationStore, type Shortage } from './reservation-store';
import { Stock } from './stock';

type Wanted = ReadonlyMap<string, number>;

/** Holds stock for orders: all that an order wants, or nothing. */
@Injectable()
export class Reservations {
  private readonly results;
  private readonly seconds;

  constructor(
    private readonly store: ReservationStore,
    private readonly stock: Stock,
    private readonly answers: Answers,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.results = metrics.counter('inventory_reservations_total', 'Wishes for stock and their ends, by result.', ['result']);
    this.seconds = metrics.histogram('inventory_reserve_seconds', 'Time from the arrival of a wish for stock to its answer.');
  }

  @On(sagas.stockReserveRequested)
  async reserve(event: Received<EventData<typeof sagas.stockReserveRequested>>, transaction: Transaction): Promise<void> {
    const started = performance.now();
    const known = await this.store.lock(transaction, event.data.orderId);
    const result = known ? await this.again({ transaction, event }, known) : await this.hold(event, transaction);
    const seconds = (performance.now() - started) / 1000;
    // A batch that is undone is handled again, and must not count twice.
    transaction.afterCommit.add(() => {
      this.results.add({ result });
      this.seconds.observe({} as Record<never, string>, seconds);
    });
  }

  private async hold(event: Received<EventData<typeof sagas.stockReserveRequested>>, transaction: Transaction): Promise<string> {
    const { orderId, lines } = event.data;
    const wanted = wantedBy(lines);
    const articles = await this.stock.lock(transaction, [...wanted.keys()]);
    const shortages = shortagesOf(wanted, articles);
    if (shortages.length > 0) {
      await this.answers.rejected({ transaction, event }, await this.store.create(transaction, orderId, { state: 'rejected', shortages }));
      return 'rejected';
    }
    const changes = [...articles.values()].flatMap((article) => drawFrom(article, wanted.get(article.sku) ?? 0));
    const reservation = await this.store.create(transaction, orderId, { state: 'reserved' }, changes);
    await this.stock.book(transaction, articles.values(), changes, {
      ...{ kind: 'reserve', cause: 'reserve', ref: orderId },
      at: timeOf(event, this.clock),
    });
    // The columns that come back with the first row do not know the lines yet.
    const held = changes.map(({ sku, warehouse, reserved }) => ({ sku, warehouse, quantity: reserved, restocked: 0 }));
    await this.answers.reserved({ transaction, event }, { ...reservation, lines: held });
    return 'reserved';
  }

  /** A wish that was heard before gets its first answer; one that was taken back before it came is refused. */
  private async again(occasion: Occasion, known: Reservation): Promise<string> {
    if (known.state === 'tombstone') {
      const rejected = await this.store.move(occasion.transaction, known, { state: 'rejected', shortages: [] });
      await this.answers.rejected(occasion, rejected);
      return 'rejected';
    }
    if (known.state === 'rejected') await this.answers.rejected(occasion, known);
    else if (known.state === 'released') await this.answers.released(occasion, known);
    else await this.answers.reserved(occasion, known);
    return 'repeated';
  }

  @On(sagas.stockCommitRequested)
  async commit({ data: { orderId } }: Received<EventData<typeof sagas.stockCommitRequested>>, transaction: Transaction): Promise<void> {
    const known = await this.store.lock(transaction, orderId);
    if (known?.state === 'reserved') await this.store.move(transaction, known, { state: 'committed' });
    else if (known?.state !== 'committed' && known?.state !== 'shipped') throw impossible(orderId, known, 'committed');
  }

  @On(sagas.stockReleaseRequested)
  async release(event: Received<EventData<typeof sagas.stockReleaseRequested>>, transaction: Transaction): Promise<void> {
    const { orderId } = event.data;
    const occasion = { transaction, event };
    const known = await this.store.lock(transaction, orderId);
    if (known === undefined)
      await this.answers.released(
        occasion,
        await this.store.create(transaction, orderId, { state: 'tombstone', releaseReason: 'requested' }),
      );
    else if (known.state === 'reserved' || known.state === 'committed')
      await this.letGo(occasion, known, { reason: 'requested', at: timeOf(event, this.clock) });
    else if (known.state === 'rejected') await this.answers.rejected(occasion, known);
    else if (known.state === 'shipped') throw impossible(orderId, known, 'released');
    else await this.answers.released(occasion, known);
  }

  /** Gives back what a locked reservation holds. */
  async letGo(occasion: Occasion, known: Reservation, why: { reason: 'requested' | 'reconciled'; at: Date }): Promise<void> {
    const { transaction } = occasion;
    const articles = await this.stock.lock(transaction, skusOf(known));
    const changes = known.lines.map(({ sku, warehouse, quantity }): Change => ({ sku, warehouse, onHand: 0, reserved: -quantity }));
    const released = await this.store.move(transaction, known, { state: 'released', releaseReason: why.reason });
    await this.stock.book(transaction, articles.values(), changes, {
      ...{ kind: 'release', cause: 'release', ref: known.orderId, at: why.at },
    });
    await this.answers.released(occasion, released);
    transaction.afterCommit.add(() => this.results.add({ result: why.reason === 'requested' ? 'released' : 'reconciled' }));
  }
}

export const skusOf = ({ lines }: Reservation): string[] => [...new Set(lines.map(({ sku }) => sku))];

/** An event that contradicts what became of the reservation. */
export const impossible = (orderId: string, known: Reservation | undefined, wish: string): ImpossibleEvent =>
  new ImpossibleEvent(
    `${orderId}: impossible-${wish}: the reservation is ${known?.state ?? 'not known'}; compare the order with the stock`,
  );

const wantedBy = (lines: readonly { sku: string; quantity: number }[]): Wanted => {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  return wanted;
};

/** What is wanted and not there. What the catalogue has taken off the shelf is not sold, however much of it there is. */
const shortagesOf = (wanted: Wanted, articles: ReadonlyMap<string, Article>): Shortage[] =>
  [...wanted].flatMap(([sku, requested]) => {
    const article = articles.get(sku);
    const available = article?.active ? totalsOf(article).available : 0;
    return available < requested ? [{ sku, requested, available }] : [];
  });
