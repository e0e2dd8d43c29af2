import { Injectable } from '@nestjs/common';
import { type Context, Database, Does, type Job, Jobs, type Transaction } from '#kit';
import { ProductChanges } from './product-changes';

const kind = 'follow-category';
/** Products of one transaction, so that it stays short. */
const atOnce = 100;

/**
 * Products hold the path of their category, because their events tell it. When a category is renamed or moved they follow in a job, in small
 * steps, each product with a version and an event of its own.
 */
@Injectable()
export class CategoryProducts {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly changes: ProductChanges,
  ) {}

  /** Writes the paths of all categories below one whose path was changed, and lets their products follow. */
  async follow(transaction: Transaction, categoryId: string): Promise<void> {
    const below = await transaction.query<{ id: string }>(
      'category_follow',
      `WITH RECURSIVE tree AS (
         SELECT id, path FROM categories WHERE id = $1
         UNION ALL SELECT c.id, tree.path || c.name FROM categories c JOIN tree ON c.parent_id = tree.id
       )
       UPDATE categories SET path = tree.path FROM tree WHERE tree.id = categories.id RETURNING categories.id`,
      [categoryId],
    );
    await this.jobs.add(transaction, kind, { categoryIds: below.map(({ id }) => id) });
  }

  @Does(kind)
  async move(context: Context, { payload, signal }: Job): Promise<unknown> {
    const { categoryIds } = payload as { categoryIds: string[] };
    for (let moved = 0; ; ) {
      signal.throwIfAborted();
      const step = await this.database.transaction(context, (transaction) => this.moveSome(transaction, categoryIds));
      moved += step;
      if (step < atOnce) return { moved };
    }
  }

  private async moveSome(transaction: Transaction, categoryIds: readonly string[]): Promise<number> {
    const late = await transaction.query<{ id: string }>(
      'product_follow',
      `UPDATE products SET category_path = c.path FROM categories c
       WHERE c.id = products.category_id AND products.id IN (
         SELECT p.id FROM products p JOIN categories own ON own.id = p.category_id
         WHERE p.category_id = ANY ($1) AND p.category_path IS DISTINCT FROM own.path ORDER BY p.id LIMIT ${atOnce} FOR UPDATE OF p
       ) RETURNING products.id`,
      [categoryIds],
    );
    for (const { id } of late) await this.changes.followed(transaction, id, ['categoryPath']);
    return late.length;
  }
}
