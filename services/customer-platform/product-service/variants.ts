import { Injectable } from '@nestjs/common';
import { Database, Problem, type RequestOf, staleVersion } from '#kit';
import { VariantRow } from './entities';
import { Prices } from './prices';
import { noActiveVariant, Products, refuseRetired } from './products';
import type { Product } from './routes';
import type { putVariant } from './variant-routes';

/** Variants of products. */
@Injectable()
export class Variants {
  constructor(
    private readonly database: Database,
    private readonly products: Products,
    private readonly prices: Prices,
  ) {}

  async put(request: RequestOf<typeof putVariant>): Promise<Product> {
    const { params, body, caller, expectedVersion } = request;
    return this.database.transaction(request, async (transaction) => {
      const { entities } = transaction;
      const { version, status } = await this.products.lock(transaction, params.id, caller);
      if (version !== expectedVersion) throw staleVersion();
      refuseRetired(status);
      const old = await entities.findOneBy(VariantRow, { sku: params.sku });
      if (old && old.productId !== params.id) throw new Problem(409, 'sku-taken', 'another product has this sku, and keeps it for ever');
      if (body.cost && body.cost.currency !== body.price.currency)
        throw new Problem(422, 'currency-mismatch', 'price and cost are in one currency');
      const row: VariantRow = {
        sku: params.sku,
        productId: params.id,
        options: body.options,
        priceMinor: String(body.price.amount),
        currency: body.price.currency,
        costMinor: body.cost ? String(body.cost.amount) : null,
        weightGrams: body.weightGrams,
        active: body.active,
      };
      await entities.save(VariantRow, row);
      if (old) await this.prices.record(transaction, { old, to: body.price, reason: 'manual', actor: caller.subject });
      if (status === 'active' && !(await entities.existsBy(VariantRow, { productId: params.id, active: true }))) throw noActiveVariant();
      return this.products.changed(transaction, params.id);
    });
  }
}
