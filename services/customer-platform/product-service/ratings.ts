import { Injectable } from '@nestjs/common';
import { type EventData, ImpossibleEvent, On, type Received, type Transaction } from '#kit';
import { reviews } from '#platform/topics/review';
import { ProductChanges } from './product-changes';

type Rated = Pick<EventData<typeof reviews.published>, 'productId' | 'ratingAverage' | 'ratingCount'>;

/** How products are rated, as the reviews say: the newest counts, whatever order they come in. */
@Injectable()
export class Ratings {
  constructor(private readonly changes: ProductChanges) {}

  @On(reviews.published)
  published(event: Received<EventData<typeof reviews.published>>, transaction: Transaction): Promise<void> {
    return this.rate(event, transaction);
  }

  @On(reviews.removed)
  removed(event: Received<EventData<typeof reviews.removed>>, transaction: Transaction): Promise<void> {
    return this.rate(event, transaction);
  }

  private async rate({ type, version, data }: Received<Rated>, transaction: Transaction): Promise<void> {
    if (version === undefined) throw new ImpossibleEvent(`${type}: no-version: the event has no aggregate version; emit it with one`);
    const newer = await transaction.query(
      'product_rate',
      `UPDATE products SET rating_average = $2, rating_count = $3, rating_source_version = $4
       WHERE id = $1 AND rating_source_version < $4 RETURNING 1`,
      [data.productId, data.ratingAverage, data.ratingCount, version],
    );
    if (newer.length > 0) await this.changes.followed(transaction, data.productId, ['ratingAverage', 'ratingCount']);
  }
}
