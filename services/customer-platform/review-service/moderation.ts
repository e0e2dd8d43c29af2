import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, Database, Problem, positionOf, type RequestOf, type Transaction, toPage } from '#kit';
import type { approveReview, listQueue, rejectReview } from './moderation-routes';
import { Publication } from './publication';
import { ReviewMetrics } from './review-metrics';
import { columns, missing, type Row, toReview } from './review-store';
import type { Review } from './routes';

interface QueuedRow extends Row {
  readonly reports: readonly { reason: string; at: string }[] | null;
}

/** What moderators see and decide. */
@Injectable()
export class Moderation {
  constructor(
    private readonly database: Database,
    private readonly publication: Publication,
    private readonly clock: Clock,
    private readonly metrics: ReviewMetrics,
  ) {}

  async queue(request: RequestOf<typeof listQueue>): Promise<AnswerOf<typeof listQueue>> {
    const { query } = request;
    const after = positionOf(query);
    const rows = await this.database.query<QueuedRow>(
      request,
      'review_queue',
      `SELECT ${columns}, (
         SELECT jsonb_agg(jsonb_build_object('reason', o.reason, 'at', o.created_at) ORDER BY o.created_at DESC)
         FROM (SELECT reason, created_at FROM reports WHERE review_id = r.id AND NOT settled ORDER BY created_at DESC LIMIT 20) o
       ) AS reports
       FROM reviews r WHERE r.held_for IS NOT NULL AND ($1::timestamptz IS NULL OR (r.held_at, r.id) > ($1, $2::uuid))
       ORDER BY r.held_at, r.id LIMIT $3`,
      [after?.time, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id, held_at }) => ({ time: (held_at as Date).toISOString(), id }));
    return {
      data: data.map((row) => ({
        ...toReview(row),
        heldFor: row.held_for ?? 'contact',
        heldAt: (row.held_at as Date).toISOString(),
        reports: (row.reports ?? []).map(({ reason, at }) => ({ reason, at: new Date(at).toISOString() })),
      })),
      page,
    };
  }

  /** pending → published; what is published already stays so, and its reports are settled. */
  async approve(request: RequestOf<typeof approveReview>): Promise<Review> {
    const { params, body } = request;
    const [old, row] = await this.database.transaction(request, async (transaction) => {
      const found = await this.lock(transaction, params.id);
      if (found.status === 'removed') throw removed();
      if (found.status === 'rejected') throw new Problem(409, 'already-rejected', 'the review was rejected; its author may change it');
      await this.settle(transaction, found);
      const approved =
        found.status === 'published' ? await this.release(transaction, found) : await this.publish(transaction, found, body.reason);
      return [found, approved];
    });
    if (old.status === 'pending') this.metrics.decided('published', old.submitted_at, this.clock.now());
    return toReview(row);
  }

  private publish(transaction: Transaction, row: Row, reason: string | undefined): Promise<Row> {
    return this.publication.publish(transaction, row, reason ?? null);
  }

  private async release(transaction: Transaction, { id }: Row): Promise<Row> {
    const [row] = await transaction.query<Row>(
      'review_release',
      `UPDATE reviews r SET held_for = NULL, held_at = NULL WHERE r.id = $1 RETURNING ${columns}`,
      [id],
    );
    return row ?? missing();
  }

  /** pending → rejected, published → removed; to reject twice is fine. */
  async reject(request: RequestOf<typeof rejectReview>): Promise<Review> {
    const { params, body } = request;
    const [old, row] = await this.database.transaction(request, async (transaction) => {
      const found = await this.lock(transaction, params.id);
      if (found.status === 'removed' && found.removed_for === 'author') throw removed();
      if (found.status === 'rejected' || found.status === 'removed') return [found, found];
      await this.settle(transaction, found);
      const refused = await this.refuse(transaction, found, body.reason);
      if (found.status === 'published') await this.publication.withdraw(transaction, found, 'moderator');
      return [found, refused];
    });
    if (old.status === 'pending') this.metrics.decided('rejected', old.submitted_at, this.clock.now());
    if (old.status === 'published') this.metrics.became('removed');
    return toReview(row);
  }

  private async refuse(transaction: Transaction, { id, status }: Row, reason: string): Promise<Row> {
    const isPublic = status === 'published';
    const [row] = await transaction.query<Row>(
      'review_refuse',
      `UPDATE reviews r SET status = $2, removed_for = $3, moderation_reason = $4, due_at = NULL, held_for = NULL, held_at = NULL,
         updated_at = $5, version = version + 1 WHERE r.id = $1 RETURNING ${columns}`,
      [id, isPublic ? 'removed' : 'rejected', isPublic ? 'moderator' : null, reason, this.clock.now()],
    );
    return row ?? missing();
  }

  private async settle(transaction: Transaction, { id }: Row): Promise<void> {
    await transaction.query('report_settle', 'UPDATE reports SET settled = true WHERE review_id = $1 AND NOT settled', [id]);
  }

  private async lock(transaction: Transaction, id: string): Promise<Row> {
    const [row] = await transaction.query<Row>('review_lock', `SELECT ${columns} FROM reviews r WHERE r.id = $1 FOR UPDATE`, [id]);
    return row ?? missing();
  }
}

const removed = (): Problem => new Problem(409, 'removed', 'the review was removed for ever');
