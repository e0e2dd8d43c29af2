import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  brokenUnique,
  type Caller,
  type Context,
  Database,
  notFound,
  Problem,
  positionOf,
  type RequestOf,
  staleVersion,
  type Transaction,
  toPage,
} from '#kit';
import { CategoryRow } from './entities';
import { columns, mayEdit, type Row, sellerOf, toProduct } from './product-store';
import type { changeProduct, createProduct, listProducts, Product } from './routes';

/** Products: drafts, what is on the shelf, and what was taken off. */
@Injectable()
export class Products {
  constructor(private readonly database: Database) {}

  async create(request: RequestOf<typeof createProduct>): Promise<Product> {
    const { name, description, categoryId, attributes, slug = slugOf(name) } = request.body;
    return this.database
      .transaction(request, async (transaction) => {
        await this.requireCategory(transaction, categoryId);
        const [row] = await transaction.query<Row>(
          'product_create',
          `INSERT INTO products AS p (id, seller_id, name, slug, description, category_id, attributes) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
          [v7(), request.caller.subject, name, slug, description, categoryId, JSON.stringify(attributes)],
        );
        return transaction.answer(request.idempotency, toProduct(row ?? missing()));
      })
      .catch(slugTaken);
  }

  async change(request: RequestOf<typeof changeProduct>): Promise<Product> {
    const { params, caller, expectedVersion, body } = request;
    return this.database
      .transaction(request, async (transaction) => {
        const { version, status } = await this.lock(transaction, params.id, caller);
        if (version !== expectedVersion) throw staleVersion();
        refuseRetired(status);
        if (body.categoryId) await this.requireCategory(transaction, body.categoryId);
        await transaction.query(
          'product_change',
          `UPDATE products SET name = coalesce($2, name), slug = coalesce($3, slug), description = coalesce($4, description),
             category_id = coalesce($5, category_id), attributes = coalesce($6, attributes) WHERE id = $1`,
          [params.id, body.name, body.slug, body.description, body.categoryId, body.attributes && JSON.stringify(body.attributes)],
        );
        return this.changed(transaction, params.id);
      })
      .catch(slugTaken);
  }

  async find(context: Context, where: { id?: string; slug?: string }, caller: Caller | undefined): Promise<Product> {
    const [row] = await this.database.query<Row>(
      context,
      where.id ? 'product_by_id' : 'product_by_slug',
      `SELECT ${columns} FROM products p WHERE p.${where.id ? 'id' : 'slug'} = $1`,
      [where.id ?? where.slug],
    );
    if (row === undefined || (row.status === 'draft' && !mayEdit(caller, row.seller_id))) throw notFound();
    return toProduct(row);
  }

  async list(request: RequestOf<typeof listProducts>): Promise<AnswerOf<typeof listProducts>> {
    const { query, caller } = request;
    const after = positionOf(query);
    const all = caller?.scopes.has('products:write') ?? false;
    // Drafts are shown to who may edit them; nobody's subject is empty.
    const editor = query.status !== 'draft' || all ? undefined : caller?.scopes.has('products:own') ? caller.subject : '';
    const rows = await this.database.query<Row>(
      request,
      'product_list',
      `SELECT ${columns} FROM products p
       WHERE p.status = $1 AND ($2::uuid IS NULL OR p.category_id = $2) AND ($3::text IS NULL OR p.seller_id = $3)
         AND ($4::timestamptz IS NULL OR p.updated_at >= $4) AND ($5::uuid IS NULL OR p.id > $5)
         AND ($6::text IS NULL OR p.seller_id = $6)
       ORDER BY p.id LIMIT $7`,
      [query.status, query.category, query.seller, query.updatedSince, after?.id, editor, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    return { data: data.map(toProduct), page };
  }

  /** draft → active; to publish twice is fine. */
  async publish(context: Context, id: string, caller: Caller): Promise<Product> {
    return this.database.transaction(context, async (transaction) => {
      const { status, hasActive } = await this.lock(transaction, id, caller);
      refuseRetired(status);
      if (!hasActive) throw noActiveVariant();
      if (status === 'draft') await transaction.query('product_publish', "UPDATE products SET status = 'active' WHERE id = $1", [id]);
      return status === 'draft' ? this.changed(transaction, id) : this.read(transaction, id);
    });
  }

  /** draft or active → retired, which is final. */
  async retire(context: Context, id: string, caller: Caller): Promise<Product> {
    return this.database.transaction(context, async (transaction) => {
      refuseRetired((await this.lock(transaction, id, caller)).status);
      await transaction.query('product_retire', "UPDATE products SET status = 'retired' WHERE id = $1", [id]);
      return this.changed(transaction, id);
    });
  }

  /** Holds a product of the caller's until the transaction ends; somebody else's does not exist. */
  async lock(transaction: Transaction, id: string, caller: Caller): Promise<Pick<Row, 'status' | 'version'> & { hasActive: boolean }> {
    const [row] = await transaction.query<Pick<Row, 'status' | 'version'> & { hasActive: boolean }>(
      'product_lock',
      `SELECT status, version, EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id AND v.active) AS "hasActive"
       FROM products p WHERE id = $1 AND ($2::text IS NULL OR seller_id = $2) FOR UPDATE`,
      [id, sellerOf(caller)],
    );
    return row ?? missing();
  }

  /** Counts the version up: the one place through which every change of a product goes. */
  async changed(transaction: Transaction, id: string): Promise<Product> {
    await transaction.query('product_touch', 'UPDATE products SET version = version + 1, updated_at = now() WHERE id = $1', [id]);
    return this.read(transaction, id);
  }

  private async read(transaction: Transaction, id: string): Promise<Product> {
    const [row] = await transaction.query<Row>('product_read', `SELECT ${columns} FROM products p WHERE p.id = $1`, [id]);
    return toProduct(row ?? missing());
  }

  private async requireCategory({ entities }: Transaction, id: string): Promise<void> {
    if (!(await entities.existsBy(CategoryRow, { id }))) throw new Problem(422, 'unknown-category', 'there is no such category');
  }
}

const missing = (): never => {
  throw notFound();
};

export const refuseRetired = (status: Product['status']): void => {
  if (status === 'retired') throw new Problem(409, 'already-retired', 'the product was taken off the shelf for ever');
};

export const noActiveVariant = (): Problem =>
  new Problem(422, 'no-active-variant', 'a product on the shelf needs a variant that is active');

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
