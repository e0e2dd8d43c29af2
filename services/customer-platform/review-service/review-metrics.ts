import { Injectable } from '@nestjs/common';
import { Database, Metrics } from '#kit';
import type { ReviewStatus } from './entities';

/** What the operators see of reviews. */
@Injectable()
export class ReviewMetrics {
  private readonly reviews;
  private readonly seconds;

  constructor(metrics: Metrics, database: Database) {
    this.reviews = metrics.counter('review_total', 'Reviews that came into a state.', ['status']);
    this.seconds = metrics.histogram('review_moderation_seconds', 'Time from submission to decision.');
    metrics.gauge('review_rating_average', 'Average of all published ratings.', () =>
      database
        .query<{ average: string | null }>(
          undefined,
          'rating_of_all',
          'SELECT sum(sum)::numeric / nullif(sum(count), 0) AS average FROM product_ratings',
        )
        .then(([row]) => Number(row?.average ?? Number.NaN))
        .catch(() => Number.NaN),
    );
  }

  /** Counts a review that came into a state. */
  became(status: ReviewStatus): void {
    this.reviews.add({ status });
  }

  /** Counts a decision, and how long it took. */
  decided(status: ReviewStatus, since: Date, now: Date): void {
    this.became(status);
    this.seconds.observe({} as Record<never, string>, (now.getTime() - since.getTime()) / 1000);
  }
}
