import { Injectable } from '@nestjs/common';
import { type AnswerOf, Database, positionOf, type RequestOf, toPage } from '#kit';
import { averageOf } from './publication';
import { columns, type Row, toPublished } from './review-store';
import type { listReviews, summarize } from './routes';

/** What each order of the list compares. */
const orders = { newest: 'created_at', helpful: 'helpful_count', rating: 'rating' } as const;

/** What the public reads. */
@Injectable()
export class PublishedReviews {
  constructor(private readonly database: Database) {}

  async list(request: RequestOf<typeof listReviews>): Promise<AnswerOf<typeof listReviews>> {
    const { query } = request;
    const after = positionOf(query);
    const by = orders[query.sort];
    // A page begins where the review that ended the one before stands now: reviews stay as rows even when they are no longer shown.
    const begin = after ? `AND (r.${by}, r.id) < (SELECT l.${by}, l.id FROM reviews l WHERE l.id = $3)` : '';
    const rows = await this.database.query<Row>(
      request,
      `reviews_${query.sort}${after ? '_after' : ''}`,
      `SELECT ${columns} FROM reviews r WHERE r.product_id = $1 AND r.status = 'published' ${begin} ORDER BY r.${by} DESC, r.id DESC LIMIT $2`,
      [query.productId, query.limit + 1, ...(after ? [after.id] : [])],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    return { data: data.map(toPublished), page };
  }

  async summary(request: RequestOf<typeof summarize>): Promise<AnswerOf<typeof summarize>> {
    const { productId } = request.query;
    const [rating = { sum: 0, count: 0, histogram: [0, 0, 0, 0, 0] }] = await this.database.query<{
      sum: number;
      count: number;
      histogram: number[];
    }>(request, 'review_summary', 'SELECT sum, count, histogram FROM product_ratings WHERE product_id = $1', [productId]);
    return { productId, average: averageOf(rating), count: rating.count, histogram: rating.histogram };
  }
}
