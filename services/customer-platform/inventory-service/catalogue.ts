import { Injectable } from '@nestjs/common';
import { Clock, type EventData, On, type Received, type Transaction } from '#kit';
import { products } from '#platform/topics/product';
import { mainWarehouse } from './article';
import { Stock } from './stock';

type Snapshot = EventData<typeof products.created>;

/** Follows the catalogue: which SKUs there are, whose they are, and whether they are for sale. */
@Injectable()
export class Catalogue {
  constructor(
    private readonly stock: Stock,
    private readonly clock: Clock,
  ) {}

  @On(products.created)
  created(event: Received<Snapshot>, transaction: Transaction): Promise<void> {
    return this.follow(event, transaction);
  }

  @On(products.updated)
  updated(event: Received<EventData<typeof products.updated>>, transaction: Transaction): Promise<void> {
    return this.follow(event, transaction);
  }

  @On(products.retired)
  async retired({ data, version = 0 }: Received<EventData<typeof products.retired>>, transaction: Transaction): Promise<void> {
    await this.lock(transaction, data.productId, data.skus);
    if (await this.isNews(transaction, data.productId, version)) await this.offer(transaction, data.productId, []);
  }

  private async follow({ data, version = 0 }: Received<Snapshot>, transaction: Transaction): Promise<void> {
    const skus = data.variants.map(({ sku }) => sku);
    await this.lock(transaction, data.productId, skus);
    const isNews = await this.isNews(transaction, data.productId, version);
    // Old news may still name SKUs that nobody else will: newer news of a retired product do not say whose it is.
    await this.add(transaction, data, skus);
    if (!isNews) return;
    const offered = data.status === 'retired' ? [] : data.variants.filter(({ active }) => active).map(({ sku }) => sku);
    await this.offer(transaction, data.productId, offered);
  }

  /** Locks the SKUs that are told of, and those that were told of before. */
  private async lock(transaction: Transaction, productId: string, skus: readonly string[]): Promise<void> {
    const known = await transaction.query<{ sku: string }>('product_skus', 'SELECT sku FROM stock WHERE product_id = $1', [productId]);
    await this.stock.lock(transaction, [...new Set([...skus, ...known.map(({ sku }) => sku)])]);
  }

  /** Whether nothing as new is known of the product. */
  private async isNews(transaction: Transaction, productId: string, version: number): Promise<boolean> {
    const rows = await transaction.query(
      'product_advance',
      `INSERT INTO products AS p (product_id, version, updated_at) VALUES ($1, $2, $3)
       ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at WHERE p.version < excluded.version
       RETURNING 1`,
      [productId, version, this.clock.now()],
    );
    return rows.length > 0;
  }

  private async add(transaction: Transaction, { productId, sellerId }: Snapshot, skus: readonly string[]): Promise<void> {
    await transaction.query(
      'sku_add',
      `WITH head AS (
         INSERT INTO skus (sku, updated_at) SELECT sku, $4 FROM unnest($1::text[]) AS n (sku) ORDER BY sku ON CONFLICT DO NOTHING RETURNING sku
       )
       INSERT INTO stock (sku, warehouse, product_id, seller_id, active, created_at, updated_at)
       SELECT sku, '${mainWarehouse}', $2, $3, false, $4, $4 FROM head`,
      [skus, productId, sellerId, this.clock.now()],
    );
  }

  /** Makes these SKUs of a product the ones that are for sale. */
  private async offer(transaction: Transaction, productId: string, skus: readonly string[]): Promise<void> {
    await transaction.query(
      'sku_offer',
      `WITH turned AS (
         UPDATE stock SET active = NOT active, updated_at = $3 WHERE product_id = $1 AND active <> (sku = ANY($2)) RETURNING sku
       )
       UPDATE skus k SET version = k.version + 1, updated_at = $3 FROM (SELECT DISTINCT sku FROM turned) t WHERE k.sku = t.sku`,
      [productId, skus, this.clock.now()],
    );
  }
}
