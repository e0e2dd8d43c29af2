import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, type Transaction } from '#kit';
import { reviews } from '#platform/topics/review';
import { ReviewMetrics } from './review-metrics';
import { columns, missing, type Row } from './review-store';

/** The rating of a product after one review came or went. */
interface Rating {
  readonly sum: number;
  readonly count: number;
  readonly version: number;
}

/** An average of ratings as it is shown: two decimals, zero without any. */
export const averageOf = ({ sum, count }: Pick<Rating, 'sum' | 'count'>): number =>
  count === 0 ? 0 : Math.round((sum * 100) / count) / 100;

/** What the public sees, and how it counts: the one place where reviews come out and where they go. */
@Injectable()
export class Publication {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: ReviewMetrics,
  ) {}

  /** Publishes what nobody held while moderators had their time. */
  @Every(500)
  async publishDue(context: Context): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      context,
      'review_due',
      'SELECT id FROM reviews WHERE due_at <= $1 ORDER BY due_at LIMIT 100',
      [this.clock.now()],
    );
    const results = [];
    // One transaction each: several would wait for each other's ratings.
    for (const { id } of due) results.push(...(await Promise.allSettled([this.publishIfDue(context, id)])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  private async publishIfDue(context: Context, id: string): Promise<void> {
    const now = this.clock.now();
    const row = await this.database.transaction(context, async (transaction) => {
      // Another replica may be at it, or its author.
      const [found] = await transaction.query<Row>(
        'review_lock_due',
        `SELECT ${columns} FROM reviews r WHERE r.id = $1 AND r.due_at <= $2 FOR UPDATE SKIP LOCKED`,
        [id, now],
      );
      return found && this.publish(transaction, found, null);
    });
    if (row) this.metrics.decided('published', row.submitted_at, now);
  }

  /** pending → published; the caller holds the review. */
  async publish(transaction: Transaction, { id }: Row, reason: string | null): Promise<Row> {
    const now = this.clock.now();
    const [row = missing()] = await transaction.query<Row>(
      'review_publish',
      `UPDATE reviews r SET status = 'published', due_at = NULL, held_for = NULL, held_at = NULL, moderation_reason = $2, published_at = $3,
         updated_at = $3, version = version + 1 WHERE r.id = $1 RETURNING ${columns}`,
      [id, reason, now],
    );
    const { version, ...rating } = await this.count(transaction, row, 1);
    await transaction.emit(
      reviews.published,
      {
        ...{ reviewId: id, productId: row.product_id, rating: row.rating },
        ...{ ratingAverage: averageOf(rating), ratingCount: rating.count, publishedAt: now.toISOString() },
      },
      { version },
    );
    return row;
  }

  /** Counts a review no more, and says so; the caller holds it and has written its new state. `was` is the review while it was published. */
  async withdraw(transaction: Transaction, was: Row, reason: 'author' | 'moderator'): Promise<void> {
    const { version, ...rating } = await this.count(transaction, was, -1);
    await transaction.emit(
      reviews.removed,
      {
        ...{ reviewId: was.id, productId: was.product_id, reason },
        ...{ ratingAverage: averageOf(rating), ratingCount: rating.count, removedAt: this.clock.now().toISOString() },
      },
      { version },
    );
  }

  private async count(transaction: Transaction, { product_id, rating }: Row, by: 1 | -1): Promise<Rating> {
    const [row = missing()] = await transaction.query<Rating>(
      'rating_count',
      `INSERT INTO product_ratings AS p (product_id, sum, count, histogram, version)
       VALUES ($1, $2::int, 1, (SELECT array_agg((star = $2::int)::int ORDER BY star) FROM generate_series(1, 5) AS star), 1)
       ON CONFLICT (product_id) DO UPDATE SET sum = p.sum + $2::int * $3::int, count = p.count + $3::int,
         histogram[$2] = p.histogram[$2] + $3::int, version = p.version + 1
       RETURNING sum, count, version`,
      [product_id, rating, by],
    );
    return row;
  }
}
