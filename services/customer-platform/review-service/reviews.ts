import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { brokenUnique, Clock, Database, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import type { HeldFor } from './entities';
import { objectionTo } from './hold';
import { Publication } from './publication';
import { ReviewMetrics } from './review-metrics';
import { columns, missing, personOf, type Row, toReview } from './review-store';
import type { changeReview, createReview, getReview, Review, removeReview } from './routes';
import { ReviewSettings } from './settings';

type Wish = RequestOf<typeof createReview>['body'];

/** Reviews as their authors write, change and take them back. */
@Injectable()
export class Reviews {
  constructor(
    private readonly database: Database,
    private readonly publication: Publication,
    private readonly settings: ReviewSettings,
    private readonly clock: Clock,
    private readonly metrics: ReviewMetrics,
  ) {}

  async create(request: RequestOf<typeof createReview>): Promise<Review> {
    const { body, caller, idempotency } = request;
    const userId = personOf(caller);
    const review = await this.database
      .transaction(request, async (transaction) => {
        await this.requireAllowed(transaction, body.productId, userId);
        const held = objectionTo(body.title, body.text) ?? (await this.refusedBefore(transaction, body.productId, userId));
        return transaction.answer(idempotency, toReview(await this.insert(transaction, { ...body, userId, held })));
      })
      .catch(alreadyReviewed);
    this.metrics.became('pending');
    return review;
  }

  private async requireAllowed(transaction: Transaction, productId: string, userId: string): Promise<void> {
    // Held, because an erasure takes purchases away first, and must then see the review.
    const bought = await transaction.query('purchase_hold', 'SELECT 1 FROM purchases WHERE user_id = $1 AND product_id = $2 FOR SHARE', [
      userId,
      productId,
    ]);
    if (bought.length === 0) throw new Problem(403, 'not-purchased', 'reviews are for those to whom the product was delivered');
    const closed = await transaction.query('product_closed', 'SELECT 1 FROM closed_products WHERE product_id = $1', [productId]);
    if (closed.length > 0) throw new Problem(409, 'product-retired', 'the product was taken off the shelf and takes no new reviews');
  }

  /** Whoever was refused once is not published unseen by writing the same again. */
  private async refusedBefore(transaction: Transaction, productId: string, userId: string): Promise<'refused' | undefined> {
    const refused = await transaction.query(
      'review_refused',
      "SELECT 1 FROM reviews WHERE user_id = $1 AND product_id = $2 AND removed_for = 'moderator' LIMIT 1",
      [userId, productId],
    );
    return refused.length > 0 ? 'refused' : undefined;
  }

  private async insert(transaction: Transaction, wish: Wish & { userId: string; held: HeldFor | undefined }): Promise<Row> {
    const { productId, userId, rating, title, text, locale, held } = wish;
    const now = this.clock.now();
    const [row = missing()] = await transaction.query<Row>(
      'review_create',
      `INSERT INTO reviews AS r (id, product_id, user_id, rating, title, text, locale, status, due_at, held_for, held_at, submitted_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, $10, $11, $11, $11) RETURNING ${columns}`,
      [v7(), productId, userId, rating, title, text, locale, held ? null : this.dueAt(now), held ?? null, held ? now : null, now],
    );
    return row;
  }

  private dueAt(now: Date): Date {
    return new Date(now.getTime() + this.settings.PUBLISH_AFTER_MS);
  }

  async find(request: RequestOf<typeof getReview>): Promise<Review> {
    const { params, caller } = request;
    const [row] = await this.database.query<Row>(
      request,
      'review_find',
      `SELECT ${columns} FROM reviews r WHERE r.id = $1 AND r.status <> 'removed'`,
      [params.id],
    );
    if (row === undefined) return missing();
    const isAuthor = caller?.scopes.has('reviews:own') && caller.subject === row.user_id;
    if (isAuthor || caller?.scopes.has('reviews:moderate')) return toReview(row);
    return row.status === 'published' ? { ...toReview(row), reason: null } : missing();
  }

  async change(request: RequestOf<typeof changeReview>): Promise<Review> {
    const { params, caller, body, expectedVersion } = request;
    const review = await this.database.transaction(request, async (transaction) => {
      const old = await this.lockOwn(transaction, params.id, personOf(caller));
      if (old.status === 'removed') throw new Problem(409, 'removed', 'the review was removed for ever');
      if (old.version !== expectedVersion) throw staleVersion();
      const row = await this.update(transaction, old, body);
      if (old.status === 'published') await this.publication.withdraw(transaction, old, 'author');
      return toReview(row);
    });
    this.metrics.became('pending');
    return review;
  }

  private async update(transaction: Transaction, old: Row, change: RequestOf<typeof changeReview>['body']): Promise<Row> {
    const { rating = old.rating, title = old.title, text = old.text, locale = old.locale } = change;
    const now = this.clock.now();
    const held = heldAfter(old) ?? objectionTo(title, text) ?? null;
    const [row = missing()] = await transaction.query<Row>(
      'review_change',
      `UPDATE reviews r SET rating = $2, title = $3, text = $4, locale = $5, status = 'pending', published_at = NULL, due_at = $6, held_for = $7,
         held_at = CASE WHEN $7::text IS NOT NULL THEN coalesce(held_at, $8) END, submitted_at = $8, updated_at = $8, version = version + 1
       WHERE r.id = $1 RETURNING ${columns}`,
      [old.id, rating, title, text, locale, held ? null : this.dueAt(now), held, now],
    );
    return row;
  }

  /** To take a review back twice is fine. Its words go at once, because nobody has a use for them any more. */
  async remove(request: RequestOf<typeof removeReview>): Promise<void> {
    const { params, caller } = request;
    const removed = await this.database.transaction(request, async (transaction) => {
      const old = await this.lockOwn(transaction, params.id, personOf(caller));
      if (old.status === 'removed') return false;
      // A moderator's no is remembered, so that a new review does not come out unseen.
      const refused = old.status === 'rejected' || old.held_for === 'refused';
      await transaction.query(
        'review_remove',
        `UPDATE reviews SET status = 'removed', removed_for = $3, title = '', text = '', due_at = NULL, held_for = NULL, held_at = NULL,
           published_at = NULL, updated_at = $2, version = version + 1 WHERE id = $1`,
        [old.id, this.clock.now(), refused ? 'moderator' : 'author'],
      );
      if (old.status === 'published') await this.publication.withdraw(transaction, old, 'author');
      return true;
    });
    if (removed) this.metrics.became('removed');
  }

  /** Holds a review until the transaction ends; somebody else's does not exist. */
  private async lockOwn(transaction: Transaction, id: string, userId: string): Promise<Row> {
    const [row] = await transaction.query<Row>(
      'review_lock_own',
      `SELECT ${columns} FROM reviews r WHERE r.id = $1 AND r.user_id = $2 FOR UPDATE`,
      [id, userId],
    );
    return row ?? missing();
  }
}

/** What holds a review whatever its new words say: reports stay open until a moderator has looked, and so does a refusal. */
const heldAfter = ({ status, held_for }: Row): HeldFor | undefined => {
  if (status === 'rejected' || held_for === 'refused') return 'refused';
  return held_for === 'reports' ? 'reports' : undefined;
};

const alreadyReviewed = (error: unknown): never => {
  if (brokenUnique(error) === 'reviews_one_live')
    throw new Problem(409, 'already-reviewed', 'you have reviewed this product; change that review');
  throw error;
};
