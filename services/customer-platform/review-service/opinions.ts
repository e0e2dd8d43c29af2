import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Caller, Clock, Database, Problem, type RequestOf, type Transaction } from '#kit';
import type { reportReview, takeVoteBack, voteHelpful } from './opinion-routes';
import { missing, personOf } from './review-store';

/** Open reports by which a review comes into the queue. It stays published: three accounts must not be enough to silence somebody. */
const reportsThatHold = 3;

interface Published {
  readonly user_id: string | null;
  readonly helpful_count: number;
}

/** What readers say of reviews. */
@Injectable()
export class Opinions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async vote(request: RequestOf<typeof voteHelpful>): Promise<AnswerOf<typeof voteHelpful>> {
    const { params, caller } = request;
    return this.database.transaction(request, async (transaction) => {
      const { helpful_count } = await this.holdForeign(transaction, params.id, caller);
      const added = await transaction.query(
        'vote_add',
        'INSERT INTO votes (review_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
        [params.id, caller.subject],
      );
      if (added.length === 0) return { helpfulCount: helpful_count };
      await transaction.query('vote_count', 'UPDATE reviews SET helpful_count = helpful_count + 1 WHERE id = $1', [params.id]);
      return { helpfulCount: helpful_count + 1 };
    });
  }

  async takeVoteBack(request: RequestOf<typeof takeVoteBack>): Promise<void> {
    const { params, caller } = request;
    const userId = personOf(caller);
    await this.database.transaction(request, async (transaction) => {
      // The review first, as everywhere, so that nobody waits in a circle.
      await transaction.query('review_hold', 'SELECT 1 FROM reviews WHERE id = $1 FOR UPDATE', [params.id]);
      await transaction.query(
        'vote_remove',
        `WITH gone AS (DELETE FROM votes WHERE review_id = $1 AND user_id = $2 RETURNING review_id)
         UPDATE reviews SET helpful_count = helpful_count - 1 FROM gone WHERE id = gone.review_id`,
        [params.id, userId],
      );
    });
  }

  async report(request: RequestOf<typeof reportReview>): Promise<void> {
    const { params, body, caller } = request;
    const now = this.clock.now();
    await this.database.transaction(request, async (transaction) => {
      await this.holdForeign(transaction, params.id, caller);
      await transaction.query(
        'report_add',
        'INSERT INTO reports (review_id, user_id, reason, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [params.id, caller.subject, body.reason, now],
      );
      await transaction.query(
        'report_hold',
        `UPDATE reviews SET held_for = 'reports', held_at = $2
         WHERE id = $1 AND held_for IS NULL AND (SELECT count(*) FROM reports WHERE review_id = $1 AND NOT settled) >= $3`,
        [params.id, now, reportsThatHold],
      );
    });
  }

  /** Holds a published review of somebody else until the transaction ends. */
  private async holdForeign(transaction: Transaction, id: string, caller: Caller): Promise<Published> {
    const [review = missing()] = await transaction.query<Published>(
      'review_hold_published',
      // Whoever was forgotten leaves nothing new behind, though the last token is still good.
      `SELECT user_id, helpful_count FROM reviews
       WHERE id = $1 AND status = 'published' AND NOT EXISTS (SELECT FROM erased_people e WHERE e.user_id = $2) FOR UPDATE`,
      [id, personOf(caller)],
    );
    if (review.user_id === personOf(caller)) throw new Problem(422, 'own-review', 'the review is your own');
    return review;
  }
}
