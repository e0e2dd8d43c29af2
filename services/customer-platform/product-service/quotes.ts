import { Injectable } from '@nestjs/common';
import { type AnswerOf, Database, Metrics, Problem, type RequestOf } from '#kit';
import type { quote } from './variant-routes';

interface Row {
  readonly sku: string;
  readonly product_id: string;
  readonly seller_id: string;
  readonly price_minor: string;
  readonly currency: string;
  readonly sellable: boolean;
}

/** The only source of prices for those who sell. */
@Injectable()
export class Quotes {
  private readonly quoted;

  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    this.quoted = metrics.counter('product_quote_total', 'Quotes, by result.', ['result']);
  }

  /** Quotes, and counts the result: `ok`, or the code of the problem. */
  async quote(request: RequestOf<typeof quote>): Promise<AnswerOf<typeof quote>> {
    try {
      const answer = await this.linesOf(request);
      this.quoted.add({ result: 'ok' });
      return answer;
    } catch (error) {
      this.quoted.add({ result: error instanceof Problem ? error.code : 'error' });
      throw error;
    }
  }

  private async linesOf(request: RequestOf<typeof quote>): Promise<AnswerOf<typeof quote>> {
    const { items, currency } = request.body;
    const rows = await this.database.query<Row>(
      request,
      'quote',
      `SELECT v.sku, v.product_id, p.seller_id, v.price_minor, v.currency, v.active AND p.status = 'active' AS sellable
       FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = ANY($1)`,
      [items.map(({ sku }) => sku)],
    );
    const bySku = new Map(rows.map((row) => [row.sku, row]));
    const unknown = items.filter(({ sku }) => !bySku.has(sku)).map(({ sku }) => sku);
    if (unknown.length > 0) throw new Problem(422, 'unknown-sku', `nothing has the sku ${unknown.join(', ')}`);
    const foreign = rows.filter((row) => row.currency !== currency).map(({ sku }) => sku);
    if (foreign.length > 0) throw new Problem(422, 'currency-unsupported', `not sold in ${currency}: ${foreign.join(', ')}`);
    const lines = items.flatMap(({ sku, quantity }) => {
      const row = bySku.get(sku);
      if (row === undefined) return [];
      const unitPrice = { amount: Number(row.price_minor), currency };
      return [{ sku, productId: row.product_id, sellerId: row.seller_id, quantity, unitPrice, sellable: row.sellable }];
    });
    return { lines };
  }
}
