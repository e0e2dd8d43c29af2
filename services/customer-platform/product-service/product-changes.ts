import { Injectable } from '@nestjs/common';
import { Clock, notFound, Problem, type Transaction } from '#kit';
import { products } from '#platform/topics/product';
import { ProductCache } from './product-cache';
import { columns, type Row } from './product-store';
import { ProductView } from './product-view';
import type { Product } from './routes';

/** What of a product may be told to be changed. */
export type Changed = keyof Omit<Product, 'productId' | 'version'>;

/** Bytes of a product in an event that its editors may use; an event may have 256 KiB, and a category's new name needs room too. */
const mostBytes = 240 * 1024;

/** The one place through which every change of a product goes: each raises its version and is told in one event. */
@Injectable()
export class ProductChanges {
  constructor(
    private readonly clock: Clock,
    private readonly cache: ProductCache,
    private readonly view: ProductView,
  ) {}

  /** Holds a product until the transaction ends. One of another owner does not exist; without an owner it may be anybody's. */
  async lock(transaction: Transaction, id: string, owner: string | null): Promise<Row> {
    const [row] = await transaction.query<Row>(
      'product_lock',
      `SELECT ${columns} FROM products p WHERE p.id = $1 AND ($2::text IS NULL OR p.seller_id = $2) FOR UPDATE`,
      [id, owner],
    );
    return row ?? missing();
  }

  /** Tells of a product that was just inserted. */
  async created(transaction: Transaction, row: Row): Promise<Product> {
    requireFit(this.view.snapshot(row));
    await transaction.emit(products.created, this.view.snapshot(row), { version: row.version });
    return this.view.product(row);
  }

  /** Tells of a change that somebody made, after it was written. Refuses one that makes the product too large to be told. */
  async changed(transaction: Transaction, id: string, changed: readonly Changed[]): Promise<Product> {
    const row = await this.touch(transaction, id);
    requireFit(this.view.snapshot(row));
    return this.tell(transaction, row, changed);
  }

  /** Tells of a change that followed from something else, after it was written. */
  async followed(transaction: Transaction, id: string, changed: readonly Changed[]): Promise<void> {
    await this.tell(transaction, await this.touch(transaction, id), changed);
  }

  /** Tells that a product is off the shelf, after that was written. */
  async retired(transaction: Transaction, id: string): Promise<Product> {
    const row = await this.touch(transaction, id);
    const skus = (row.variants ?? []).map(({ sku }) => sku);
    const data = { productId: id, skus, retiredAt: row.updated_at.toISOString() };
    await transaction.emit(products.retired, data, { version: row.version });
    return this.view.product(row);
  }

  private async tell(transaction: Transaction, row: Row, changed: readonly Changed[]): Promise<Product> {
    await transaction.emit(products.updated, { ...this.view.snapshot(row), changed: [...changed] }, { version: row.version });
    return this.view.product(row);
  }

  private async touch(transaction: Transaction, id: string): Promise<Row> {
    this.cache.forgetAfter(transaction, id);
    const [row] = await transaction.query<Row>(
      'product_touch',
      `UPDATE products p SET version = p.version + 1, updated_at = $2 WHERE p.id = $1 RETURNING ${columns}`,
      [id, this.clock.now()],
    );
    return row ?? missing();
  }
}

const missing = (): never => {
  throw notFound();
};

const requireFit = (snapshot: object): void => {
  if (Buffer.byteLength(JSON.stringify(snapshot)) > mostBytes)
    throw new Problem(422, 'product-too-large', `a product with all its variants may have ${mostBytes / 1024} KiB`);
};

/** What is off the shelf is changed by nobody. */
export const refuseRetired = ({ status }: Pick<Product, 'status'>): void => {
  if (status === 'retired') throw new Problem(409, 'already-retired', 'the product was taken off the shelf for ever');
};

/** Whether something of a product can be sold. */
export const hasActive = ({ variants }: Row): boolean => variants?.some(({ active }) => active) ?? false;

export const noActiveVariant = (): Problem =>
  new Problem(422, 'no-active-variant', 'a product on the shelf needs a variant that is active');
