import { Injectable } from '@nestjs/common';
import { Clock, type EventData, ImpossibleEvent, Metrics, On, type Received, type Transaction } from '#kit';
import { stock } from '#platform/topics/inventory';
import { prices, products } from '#platform/topics/product';
import { reviews } from '#platform/topics/review';
import { documents } from './document-table';
import { merge, nothingOf, type Sources, saidByPrice, saidBySnapshot } from './sources';

type Rated = Pick<EventData<typeof reviews.published>, 'productId' | 'ratingAverage' | 'ratingCount'>;

const versionOf = ({ version, type }: Received<unknown>): number => {
  if (version === undefined) throw new ImpossibleEvent(`${type} carries no version, so nobody knows what it replaces`);
  return version;
};

/** Keeps documents as the catalogue, the stock and the reviews are, in whatever order these report. */
@Injectable()
export class CatalogueEvents {
  private readonly lag;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.lag = metrics.histogram('search_index_lag_seconds', 'Time from a change to the document that shows it.');
  }

  @On(products.created)
  created(event: Received<EventData<typeof products.created>>, transaction: Transaction): Promise<void> {
    return this.hear(event, transaction, saidBySnapshot(event.data, versionOf(event)));
  }

  @On(products.updated)
  updated(event: Received<EventData<typeof products.updated>>, transaction: Transaction): Promise<void> {
    const { changed: _, ...snapshot } = event.data;
    return this.hear(event, transaction, saidBySnapshot(snapshot, versionOf(event)));
  }

  @On(products.retired)
  retired(event: Received<EventData<typeof products.retired>>, transaction: Transaction): Promise<void> {
    const { productId } = event.data;
    return this.hear(event, transaction, { ...nothingOf(productId), product: { version: versionOf(event), facts: null } });
  }

  @On(prices.changed)
  priced(event: Received<EventData<typeof prices.changed>>, transaction: Transaction): Promise<void> {
    return this.hear(event, transaction, saidByPrice(event.data, versionOf(event)));
  }

  @On(stock.changed)
  stocked(event: Received<EventData<typeof stock.changed>>, transaction: Transaction): Promise<void> {
    const { productId, sku, available } = event.data;
    return this.hear(event, transaction, { ...nothingOf(productId), stocks: { [sku]: { version: versionOf(event), available } } });
  }

  @On(reviews.published)
  rated(event: Received<EventData<typeof reviews.published>>, transaction: Transaction): Promise<void> {
    return this.rate(event, transaction);
  }

  @On(reviews.removed)
  unrated(event: Received<EventData<typeof reviews.removed>>, transaction: Transaction): Promise<void> {
    return this.rate(event, transaction);
  }

  private rate(event: Received<Rated>, transaction: Transaction): Promise<void> {
    const { productId, ratingAverage: average, ratingCount: count } = event.data;
    return this.hear(event, transaction, { ...nothingOf(productId), rating: { version: versionOf(event), average, count } });
  }

  private async hear({ time }: Received<unknown>, transaction: Transaction, heard: Sources): Promise<void> {
    const { productId } = heard;
    let known = await documents.lock(transaction, productId);
    if (known === undefined) {
      await documents.make(transaction, nothingOf(productId));
      known = (await documents.lock(transaction, productId)) ?? nothingOf(productId);
    }
    await documents.write(transaction, [merge(known, heard)]);
    const lagMs = this.clock.now().getTime() - Date.parse(time);
    if (Number.isFinite(lagMs)) this.lag.observe({}, Math.max(0, lagMs) / 1000);
  }
}
