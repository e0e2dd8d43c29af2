import { Injectable } from '@nestjs/common';
import { Clock, Database, notFound, type RequestOf } from '#kit';
import { queries } from '#platform/topics/search';
import type { click } from './routes';

interface Row {
  readonly session_hash: string;
  readonly normalised: string;
  readonly results: number;
  readonly took_ms: number;
  readonly fresh: boolean;
}

/** Clicks of one search that are counted; nobody opens more. */
const most = 50;

/** What people open of what they found. */
@Injectable()
export class Clicks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts a click once for each search and product. Refused where nobody searched so today, or there is no such product. */
  async take(request: RequestOf<typeof click>): Promise<void> {
    const { queryId, productId } = request.body;
    const at = this.clock.now().toISOString();
    await this.database.transaction(request, async (transaction) => {
      const [row] = await transaction.query<Row>(
        'click_find',
        `SELECT session_hash, normalised, results, took_ms, NOT $2 = ANY(clicked) AND cardinality(clicked) < ${most} AS fresh
         FROM recent_queries WHERE id = $1 AND EXISTS (SELECT FROM documents WHERE product_id = $2 AND visible) FOR UPDATE`,
        [queryId, productId],
      );
      if (row === undefined) throw notFound();
      if (row.fresh) {
        await transaction.query('click_keep', 'UPDATE recent_queries SET clicked = clicked || $2::uuid WHERE id = $1', [
          queryId,
          productId,
        ]);
        await transaction.query(
          'click_count',
          `INSERT INTO query_stats AS s (day, normalised, clicks) SELECT $1::timestamptz AT TIME ZONE 'UTC', $2, 1 WHERE $2 <> ''
           ON CONFLICT (day, normalised) DO UPDATE SET clicks = s.clicks + 1`,
          [at, row.normalised],
        );
        await transaction.emit(queries.executed, {
          ...{ queryId, sessionHash: row.session_hash, normalisedQuery: row.normalised, results: row.results },
          ...{ zero: row.results === 0, tookMs: row.took_ms, clickedProductId: productId, at },
        });
      }
      await transaction.answer(request.idempotency, undefined);
    });
  }
}
