import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { brokenUnique, type Caller, Clock, type Context, Database, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import { type Changed, hasActive, noActiveVariant, ProductChanges, refuseRetired } from './product-changes';
import { columns, ownerOf, type Row } from './product-store';
import { ProductView } from './product-view';
import type { changeProduct, createProduct, Product } from './routes';

/** Products on their way: drafts, what goes onto the shelf, and what is taken off. */
@Injectable()
export class Products {
  constructor(
    private readonly database: Database,
    private readonly changes: ProductChanges,
    private readonly view: ProductView,
    private readonly clock: Clock,
  ) {}

  async create(request: RequestOf<typeof createProduct>): Promise<Product> {
    const { name, description, categoryId, attributes, slug = slugOf(name) } = request.body;
    return this.database
      .transaction(request, async (transaction) => {
        const path = await this.pathOf(transaction, categoryId);
        const [row] = await transaction.query<Row>(
          'product_create',
          `INSERT INTO products AS p (id, seller_id, name, slug, description, category_id, category_path, attributes, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING ${columns}`,
          [v7(), request.caller.subject, name, slug, description, categoryId, path, JSON.stringify(attributes), this.clock.now()],
        );
        return transaction.answer(request.idempotency, await this.changes.created(transaction, row as Row));
      })
      .catch(slugTaken);
  }

  async change(request: RequestOf<typeof changeProduct>): Promise<Product> {
    const { params, caller, expectedVersion, body } = request;
    return this.database
      .transaction(request, async (transaction) => {
        const old = await this.changes.lock(transaction, params.id, ownerOf(caller));
        if (old.version !== expectedVersion) throw staleVersion();
        refuseRetired(old);
        const path = body.categoryId && (await this.pathOf(transaction, body.categoryId));
        await transaction.query(
          'product_change',
          `UPDATE products SET name = coalesce($2, name), slug = coalesce($3, slug), description = coalesce($4, description),
             category_id = coalesce($5, category_id), category_path = coalesce($6, category_path), attributes = coalesce($7, attributes) WHERE id = $1`,
          [params.id, body.name, body.slug, body.description, body.categoryId, path, body.attributes && JSON.stringify(body.attributes)],
        );
        const named = Object.keys(body) as Changed[];
        return this.changes.changed(transaction, params.id, path ? [...named, 'categoryPath'] : named);
      })
      .catch(slugTaken);
  }

  /** draft → active; to publish twice is fine. */
  async publish(context: Context, id: string, caller: Caller): Promise<Product> {
    return this.database.transaction(context, async (transaction) => {
      const row = await this.changes.lock(transaction, id, ownerOf(caller));
      refuseRetired(row);
      if (!hasActive(row)) throw noActiveVariant();
      if (row.status === 'active') return this.view.product(row);
      await transaction.query('product_publish', "UPDATE products SET status = 'active' WHERE id = $1", [id]);
      return this.changes.changed(transaction, id, ['status']);
    });
  }

  /** draft or active → retired, which is final. */
  async retire(context: Context, id: string, caller: Caller): Promise<Product> {
    return this.database.transaction(context, async (transaction) => {
      refuseRetired(await this.changes.lock(transaction, id, ownerOf(caller)));
      await transaction.query('product_retire', "UPDATE products SET status = 'retired' WHERE id = $1", [id]);
      return this.changes.retired(transaction, id);
    });
  }

  /** Where a category is; held, so that it is not renamed before the product is there to follow. */
  private async pathOf(transaction: Transaction, categoryId: string): Promise<string[]> {
    const [category] = await transaction.query<{ path: string[] }>('category_path', 'SELECT path FROM categories WHERE id = $1 FOR SHARE', [
      categoryId,
    ]);
    if (category === undefined) throw new Problem(422, 'unknown-category', 'there is no such category');
    return category.path;
  }
}

const slugTaken = (error: unknown): never => {
  if (brokenUnique(error) === 'products_slug_key') throw new Problem(409, 'slug-taken', 'another product has this address');
  throw error;
};

/** An address of plain letters out of a name; a few random ones keep it apart from others. */
const slugOf = (name: string): string => {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-+|-+$/g, '');
  return `${plain || 'product'}-${v7().slice(-6)}`;
};
