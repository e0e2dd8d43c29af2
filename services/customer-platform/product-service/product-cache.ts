import { Injectable } from '@nestjs/common';
import { Cache, type Transaction } from '#kit';
import type { Product } from './routes';

const keptForMs = 30_000;
/** Longer than any request that may have read the product before its change. */
const silentForMs = 3000;
/** Stands in a product's place after a change: nothing is kept there for a moment. */
const changed = '';

const keyOf = (id: string): string => `product:${id}`;

/**
 * Products by id, as everybody sees them. After a change nothing is kept for a few seconds: somebody who read the old product just before
 * it and is slow must not put it back.
 */
@Injectable()
export class ProductCache {
  constructor(private readonly cache: Cache) {}

  async find(id: string): Promise<Product | undefined> {
    const text = await this.cache.get(keyOf(id));
    return text ? (JSON.parse(text) as Product) : undefined;
  }

  async keep(product: Product): Promise<void> {
    await this.cache.add(keyOf(product.productId), JSON.stringify(product), keptForMs);
  }

  /** Forgets a product once its change is there to be read. */
  forgetAfter(transaction: Transaction, id: string): void {
    transaction.afterCommit.add(() => void this.cache.set(keyOf(id), changed, silentForMs));
  }
}
