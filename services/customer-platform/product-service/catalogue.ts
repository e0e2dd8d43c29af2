import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Caller, type Context, Database, Metrics, notFound, positionOf, type RequestOf, toPage } from '#kit';
import type { ExportedProduct, exportProducts, listProducts, relatedProducts } from './list-routes';
import { ProductCache } from './product-cache';
import { columns, mayEdit, type Row } from './product-store';
import { ProductView } from './product-view';
import type { Product } from './routes';

/** Lines of one page of the export. */
const exportedAtOnce = 500;

/** The catalogue as it is read. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly database: Database,
    private readonly cache: ProductCache,
    private readonly view: ProductView,
    metrics: Metrics,
  ) {
    metrics.gauge('product_active', 'Products on the shelf.', () =>
      database
        .query<{ n: string }>(undefined, 'product_active', "SELECT count(*) AS n FROM products WHERE status = 'active'")
        .then(([row]) => Number(row?.n ?? 0))
        .catch(() => Number.NaN),
    );
  }

  async byId(context: Context, id: string, caller: Caller | undefined): Promise<Product> {
    const kept = await this.cache.find(id);
    if (kept) return visible(kept, caller);
    const product = await this.read(context, 'id', id);
    await this.cache.keep(product);
    return visible(product, caller);
  }

  async bySlug(context: Context, slug: string, caller: Caller | undefined): Promise<Product> {
    return visible(await this.read(context, 'slug', slug), caller);
  }

  private async read(context: Context, by: 'id' | 'slug', value: string): Promise<Product> {
    const [row] = await this.database.query<Row>(context, `product_by_${by}`, `SELECT ${columns} FROM products p WHERE p.${by} = $1`, [
      value,
    ]);
    if (row === undefined) throw notFound();
    return this.view.product(row);
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
    return { data: data.map((row) => this.view.product(row)), page };
  }

  async related(request: RequestOf<typeof relatedProducts>): Promise<AnswerOf<typeof relatedProducts>> {
    const { categoryId } = await this.byId(request, request.params.id, request.caller);
    const rows = await this.database.query<Row>(
      request,
      'product_related',
      `SELECT ${columns} FROM products p WHERE p.category_id = $1 AND p.status = 'active' AND p.id <> $2
       ORDER BY p.rating_average DESC, p.rating_count DESC, p.id LIMIT 12`,
      [categoryId, request.params.id],
    );
    return { data: rows.map((row) => this.view.product(row)) };
  }

  /** One page. Products that change meanwhile are not shown again: whoever follows the catalogue hears of them by their events. */
  async export(request: RequestOf<typeof exportProducts>): Promise<AsyncIterable<ExportedProduct>> {
    const query = { ...request.query, limit: exportedAtOnce };
    const rows = await this.database.query<Row>(
      request,
      'product_export',
      `SELECT ${columns} FROM products p WHERE ($1::timestamptz IS NULL OR p.updated_at >= $1) AND ($2::uuid IS NULL OR p.id > $2)
       ORDER BY p.id LIMIT $3`,
      [query.since, positionOf(query)?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    if (page.nextCursor !== null) request.continueAt(page.nextCursor);
    return this.lines(data);
  }

  private async *lines(rows: readonly Row[]): AsyncIterable<ExportedProduct> {
    for (const row of rows) yield this.view.exported(row);
  }
}

const visible = (product: Product, caller: Caller | undefined): Product => {
  if (product.status === 'draft' && !mayEdit(caller, product.sellerId)) throw notFound();
  return product;
};
