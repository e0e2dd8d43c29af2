import { Injectable } from '@nestjs/common';
import { Database, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import { VariantRow } from './entities';
import { Prices } from './prices';
import { noActiveVariant, ProductChanges, refuseRetired } from './product-changes';
import { ownerOf } from './product-store';
import type { Product } from './routes';
import type { putVariant } from './variant-routes';

type Put = RequestOf<typeof putVariant>;

/** Variants of products. */
@Injectable()
export class Variants {
  constructor(
    private readonly database: Database,
    private readonly changes: ProductChanges,
    private readonly prices: Prices,
  ) {}

  async put(request: Put): Promise<Product> {
    const { params, body, caller, expectedVersion } = request;
    return this.database.transaction(request, async (transaction) => {
      const { entities } = transaction;
      const product = await this.changes.lock(transaction, params.id, ownerOf(caller));
      if (product.version !== expectedVersion) throw staleVersion();
      refuseRetired(product);
      const old = await entities.findOneBy(VariantRow, { sku: params.sku, productId: params.id });
      requireOneCurrency(body, old);
      await this.write(transaction, params, body);
      const isOnShelf = product.status === 'active';
      if (isOnShelf && !(await entities.existsBy(VariantRow, { productId: params.id, active: true }))) throw noActiveVariant();
      const answer = await this.changes.changed(transaction, params.id, ['variants']);
      const change = old && { old, to: body.price, reason: 'manual' as const, actor: caller.subject };
      if (change) await this.prices.record(transaction, change, answer.version);
      return answer;
    });
  }

  /** One statement, because another product may take the sku at the same moment. */
  private async write(transaction: Transaction, { id, sku }: Put['params'], body: Put['body']): Promise<void> {
    const written = await transaction.query(
      'variant_put',
      `INSERT INTO variants AS v (sku, product_id, options, price_minor, currency, cost_minor, weight_grams, active)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (sku) DO UPDATE SET options = excluded.options, price_minor = excluded.price_minor, currency = excluded.currency,
         cost_minor = excluded.cost_minor, weight_grams = excluded.weight_grams, active = excluded.active
       WHERE v.product_id = excluded.product_id RETURNING 1`,
      [sku, id, JSON.stringify(body.options), body.price.amount, body.price.currency, body.cost?.amount, body.weightGrams, body.active],
    );
    if (written.length === 0) throw new Problem(409, 'sku-taken', 'another product has this sku, and keeps it for ever');
  }
}

/** The history of a price has one currency, too. */
const requireOneCurrency = ({ price, cost }: Put['body'], old: VariantRow | null): void => {
  if (cost && cost.currency !== price.currency) throw new Problem(422, 'currency-mismatch', 'price and cost are in one currency');
  if (old && old.currency !== price.currency) throw new Problem(422, 'currency-mismatch', `this is sold in ${old.currency}`);
};
