import { Injectable } from '@nestjs/common';
import { Database, Metrics } from '#kit';

/** Measures how many articles that are for sale run out. */
@Injectable()
export class Scarcity {
  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    metrics.gauge('inventory_stockouts', 'Articles for sale of which there is nothing.', () => this.count('out'));
    metrics.gauge('inventory_low_stock', 'Articles for sale of which there is as much as is to be ordered at, or less.', () =>
      this.count('low'),
    );
  }

  private async count(level: 'low' | 'out'): Promise<number> {
    const [row] = await this.database.query<{ articles: number }>(
      undefined,
      'scarcity',
      `SELECT count(*)::int AS articles FROM skus k JOIN stock s ON s.sku = k.sku AND s.warehouse = 'main' AND s.active
       WHERE k.level = $1 AND k.level <> 'enough'`,
      [level],
    );
    return row?.articles ?? 0;
  }
}
