import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  Clock,
  Database,
  Metrics,
  notFound,
  Problem,
  positionOf,
  type RequestOf,
  staleVersion,
  type Transaction,
  toPage,
} from '#kit';
import { prices } from '#platform/topics/product';
import { PriceChangeRow, VariantRow } from './entities';
import { ProductChanges, refuseRetired } from './product-changes';
import { ownerOf } from './product-store';
import type { Product } from './routes';
import type { priceHistory, setPrice } from './variant-routes';

interface Change {
  readonly old: VariantRow;
  readonly to: { readonly amount: number; readonly currency: string };
  readonly reason: 'manual' | 'promotion';
  readonly actor: string;
}

interface HistoryRow {
  readonly id: string;
  readonly old_minor: string;
  readonly new_minor: string;
  readonly currency: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/** Prices, and how they came to be. */
@Injectable()
export class Prices {
  private readonly changed;

  constructor(
    private readonly database: Database,
    private readonly changes: ProductChanges,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.changed = metrics.counter('product_price_changes_total', 'Prices that were changed, by reason.', ['reason']);
  }

  async set(request: RequestOf<typeof setPrice>): Promise<Product> {
    const { params, body, caller, expectedVersion } = request;
    return this.database.transaction(request, async (transaction) => {
      const { entities } = transaction;
      const seen = await entities.findOneBy(VariantRow, { sku: params.sku });
      if (seen === null) throw notFound();
      const product = await this.changes.lock(transaction, seen.productId, ownerOf(caller));
      if (product.version !== expectedVersion) throw staleVersion();
      refuseRetired(product);
      // Read again: only now nobody else changes it.
      const old = await entities.findOneByOrFail(VariantRow, { sku: params.sku });
      if (body.price.currency !== old.currency) throw new Problem(422, 'currency-mismatch', `this is sold in ${old.currency}`);
      const forced = body.force && caller.scopes.has('products:write');
      if (!forced && old.costMinor !== null && body.price.amount < Number(old.costMinor))
        throw new Problem(422, 'price-below-cost', 'the price is below what it costs');
      await entities.update(VariantRow, { sku: old.sku }, { priceMinor: String(body.price.amount) });
      const answer = await this.changes.changed(transaction, old.productId, ['variants']);
      await this.record(transaction, { old, to: body.price, reason: body.reason, actor: caller.subject }, answer.version);
      return answer;
    });
  }

  /**
   * One row and one event for each change; a price that stays is no change. The event's version is the product's after the change, so that it
   * can be compared with a snapshot's.
   */
  async record(transaction: Transaction, { old, to, reason, actor }: Change, version: number): Promise<void> {
    const { sku, productId, priceMinor, currency } = old;
    if (Number(priceMinor) === to.amount && currency === to.currency) return;
    const at = this.clock.now();
    await transaction.entities.insert(PriceChangeRow, {
      ...{ id: v7(), sku, oldMinor: priceMinor, newMinor: String(to.amount), currency: to.currency },
      ...{ reason, actor, at },
    });
    await transaction.emit(
      prices.changed,
      { productId, sku, old: { amount: Number(priceMinor), currency }, new: to, reason, effectiveAt: at.toISOString() },
      { version },
    );
    transaction.afterCommit.add(() => this.changed.add({ reason }));
  }

  async history(request: RequestOf<typeof priceHistory>): Promise<AnswerOf<typeof priceHistory>> {
    const { params, query, caller } = request;
    const after = positionOf(query);
    const [found] = await this.database.query(
      request,
      'price_history_of',
      'SELECT 1 FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = $1 AND ($2::text IS NULL OR p.seller_id = $2)',
      [params.sku, ownerOf(caller)],
    );
    if (found === undefined) throw notFound();
    const rows = await this.database.query<HistoryRow>(
      request,
      'price_history',
      'SELECT * FROM price_history WHERE sku = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
      [params.sku, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    const money = (amount: string, currency: string) => ({ amount: Number(amount), currency });
    return {
      data: data.map(({ id, old_minor, new_minor, currency, reason, actor, at }) => ({
        ...{ id, old: money(old_minor, currency), new: money(new_minor, currency), reason, actor, at: at.toISOString() },
      })),
      page,
    };
  }
}
