import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, type EventData, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** What is told of a person, by table. */
const exported = {
  reviews: `SELECT id, product_id AS "productId", rating, title, text, locale, status, moderation_reason AS "moderationReason",
      helpful_count AS "helpfulCount", created_at AS "createdAt", updated_at AS "updatedAt" FROM reviews WHERE user_id = $1 ORDER BY id`,
  purchases: 'SELECT product_id AS "productId", order_id AS "orderId" FROM purchases WHERE user_id = $1 ORDER BY product_id',
  votes: 'SELECT review_id AS "reviewId" FROM votes WHERE user_id = $1 ORDER BY review_id',
  reports: 'SELECT review_id AS "reviewId", reason, created_at AS "createdAt" FROM reports WHERE user_id = $1 ORDER BY review_id',
} as const;

/** What people wrote, bought, voted for and reported. */
@Injectable()
export class ReviewPersonalData extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<Record<string, object[]>> {
    const tables: Record<string, object[]> = {};
    for (const [table, sql] of Object.entries(exported))
      tables[table] = await this.database.query(context, `export_${table}`, sql, [userId]);
    return tables;
  }

  /** Published ratings stay without author and text, so that the product's rating does not move; all else goes. */
  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const now = this.clock.now();
    await transaction.query('erase_mark', 'INSERT INTO erased_people (user_id, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      userId,
      now,
    ]);
    const count = async (name: string, sql: string): Promise<number> => (await transaction.query(name, sql, [userId])).length;
    // Purchases before reviews: a review that is being written holds its purchase.
    const purchases = await count('erase_purchases', 'DELETE FROM purchases WHERE user_id = $1 RETURNING 1');
    const votes = await count(
      'erase_votes',
      `WITH gone AS (DELETE FROM votes WHERE user_id = $1 RETURNING review_id)
       UPDATE reviews SET helpful_count = helpful_count - 1 FROM gone WHERE id = gone.review_id RETURNING 1`,
    );
    const reports = await count('erase_reports', 'DELETE FROM reports WHERE user_id = $1 RETURNING 1');
    const hidden = await count(
      'erase_hidden',
      `WITH gone AS (DELETE FROM reviews WHERE user_id = $1 AND status <> 'published' RETURNING id),
         votes_gone AS (DELETE FROM votes USING gone WHERE review_id = gone.id),
         reports_gone AS (DELETE FROM reports USING gone WHERE review_id = gone.id)
       SELECT id FROM gone`,
    );
    const published = await transaction.query(
      'erase_published',
      `UPDATE reviews SET user_id = NULL, title = '', text = '', moderation_reason = NULL, held_for = NULL, held_at = NULL, updated_at = $2,
         version = version + 1 WHERE user_id = $1 RETURNING 1`,
      [userId, now],
    );
    return { deleted: purchases + votes + reports + hidden, anonymised: published.length };
  }

  @On(erasures.requested)
  async requested(
    { data: { requestId, userId } }: Received<EventData<typeof erasures.requested>>,
    transaction: Transaction,
  ): Promise<void> {
    const erased = await this.forget(transaction, userId);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'review-service', completedAt: this.clock.now().toISOString() },
      ...erased,
    });
  }
}
