import type { Transaction } from '#kit';
import { documentOf } from './document';
import type { Facts, Rating, SkuPrice, SkuStock, Sources } from './sources';

interface Row {
  readonly product_id: string;
  readonly source_version: string | null;
  readonly snapshot: Facts | null;
  readonly price_versions: Readonly<Record<string, SkuPrice>>;
  readonly stock_versions: Readonly<Record<string, SkuStock>>;
  readonly review_rating: Rating | null;
}

const columns = 'product_id, source_version, snapshot, price_versions, stock_versions, review_rating';

const toSources = (row: Row): Sources => ({
  productId: row.product_id,
  product: row.source_version === null ? null : { version: Number(row.source_version), facts: row.snapshot },
  prices: row.price_versions,
  stocks: row.stock_versions,
  rating: row.review_rating,
});

const toRow = (sources: Sources) => ({
  ...{ product_id: sources.productId, source_version: sources.product?.version ?? null, snapshot: sources.product?.facts ?? null },
  ...{ price_versions: sources.prices, stock_versions: sources.stocks, review_rating: sources.rating },
  ...documentOf(sources),
});

const written = [
  ...[
    'source_version',
    'snapshot',
    'price_versions',
    'stock_versions',
    'review_rating',
    'status',
    'visible',
    'name',
    'slug',
    'description',
  ],
  ...[
    'image_url',
    'category_path',
    'seller_id',
    'price_minor',
    'currency',
    'in_stock',
    'rating',
    'popularity',
    'boost',
    'tsv',
    'changed_in',
  ],
];

/** The names in the row's JSON become those of columns; the database makes the searchable words. */
const upsert = (table: string): string => `
  INSERT INTO ${table} (product_id, ${written.join(', ')})
  SELECT product_id, source_version, snapshot, price_versions, stock_versions, review_rating, status, visible,
    name, slug, description, "imageUrl", "categoryPath", "sellerId", "priceMinor", currency, "inStock", rating, popularity, boost,
    setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', array_to_string("categoryPath", ' ')), 'B')
      || setweight(to_tsvector('english', attributes), 'C') || setweight(to_tsvector('english', description), 'D'),
    pg_current_xact_id()::text::bigint
  FROM jsonb_to_recordset($1::jsonb) AS row (product_id uuid, source_version bigint, snapshot jsonb, price_versions jsonb,
    stock_versions jsonb, review_rating jsonb, status text, visible boolean, name text, slug text, description text, "imageUrl" text,
    "categoryPath" text[], "sellerId" text, "priceMinor" bigint, currency char(3), "inStock" boolean, rating numeric, popularity int,
    boost numeric, attributes text)
  ON CONFLICT (product_id) DO UPDATE SET ${written.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/**
 * The table of documents, or the one that a reindex builds beside it: both are written by this code only, so that they cannot come to
 * different documents. A name of a table is the service's own, never a caller's.
 */
export class DocumentTable {
  constructor(readonly name: string) {}

  /** What is known of some products; of the others nothing is given. */
  async read(transaction: Transaction, productIds: readonly string[]): Promise<ReadonlyMap<string, Sources>> {
    return this.mapped(
      await transaction.query<Row>(`${this.name}_read`, `SELECT ${columns} FROM ${this.name} WHERE product_id = ANY($1::uuid[])`, [
        productIds,
      ]),
    );
  }

  /** The same, and nobody else changes these until the transaction ends. */
  async lock(transaction: Transaction, productId: string): Promise<Sources | undefined> {
    const lock = `SELECT ${columns} FROM ${this.name} WHERE product_id = $1 FOR UPDATE`;
    const [row] = await transaction.query<Row>(`${this.name}_lock`, lock, [productId]);
    return row && toSources(row);
  }

  /** Products after one, in the order of their ids, that were written in a transaction or after it. */
  async changedSince(transaction: Transaction, since: string, after: string | undefined, most: number): Promise<Sources[]> {
    const rows = await transaction.query<Row>(
      `${this.name}_changed`,
      `SELECT ${columns} FROM ${this.name} WHERE changed_in >= $1 AND ($2::uuid IS NULL OR product_id > $2) ORDER BY product_id LIMIT $3`,
      [since, after, most],
    );
    return rows.map(toSources);
  }

  /** Products after one, in the order of their ids, that another table does not have. */
  async missingIn(transaction: Transaction, other: DocumentTable, after: string | undefined, most: number): Promise<Sources[]> {
    const rows = await transaction.query<Row>(
      `${this.name}_missing_in_${other.name}`,
      `SELECT ${columns} FROM ${this.name} d WHERE ($1::uuid IS NULL OR product_id > $1)
         AND NOT EXISTS (SELECT FROM ${other.name} o WHERE o.product_id = d.product_id) ORDER BY product_id LIMIT $2`,
      [after, most],
    );
    return rows.map(toSources);
  }

  async write(transaction: Transaction, all: readonly Sources[]): Promise<void> {
    if (all.length > 0) await transaction.query(`${this.name}_write`, upsert(this.name), [JSON.stringify(all.map(toRow))]);
  }

  /** A place for a product that was unknown, so that it can be locked. */
  async make(transaction: Transaction, sources: Sources): Promise<void> {
    const insert = `${upsert(this.name).split('ON CONFLICT')[0]} ON CONFLICT DO NOTHING`;
    await transaction.query(`${this.name}_make`, insert, [JSON.stringify([toRow(sources)])]);
  }

  private mapped(rows: readonly Row[]): ReadonlyMap<string, Sources> {
    return new Map(rows.map((row) => [row.product_id, toSources(row)]));
  }
}

/** What is searched. */
export const documents = new DocumentTable('documents');
