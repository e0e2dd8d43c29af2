import { Injectable } from '@nestjs/common';
import { type Context, Database } from '#kit';

/** A time and those after it, up to another. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** Sums of one metric; `currency` where it is money. */
export interface Sum {
  readonly metric: string;
  readonly currency: string | null;
  readonly value: number;
}

/** A sum in one bucket. */
export interface BucketSum {
  readonly at: Date;
  readonly dims: Record<string, string>;
  readonly value: number;
}

type Granularity = 'minute' | 'hour' | 'day';

/** Reads the rollups. A sum is a whole number, so that it fits a number of this language up to 9 · 10^15. */
@Injectable()
export class Sums {
  constructor(private readonly database: Database) {}

  /** Sums over whole days, by metric and currency. */
  async overDays(context: Context | undefined, metrics: readonly string[], { start, end }: Span): Promise<readonly Sum[]> {
    const rows = await this.database.query<Sum & { value: string }>(
      context,
      'sums_over_days',
      `SELECT metric, dims->>'currency' AS currency, sum(value) AS value FROM rollups
       WHERE metric = ANY($1::text[]) AND granularity = 'day' AND bucket >= $2 AND bucket < $3 GROUP BY 1, 2`,
      [metrics, start, end],
    );
    return rows.map((row) => ({ ...row, value: Number(row.value) }));
  }

  /** Sums by bucket and dimensions: of `plus` less those of `minus`. */
  async byBucket(
    context: Context,
    { plus, minus = [], granularity, start, end }: Span & { plus: readonly string[]; minus?: readonly string[]; granularity: Granularity },
  ): Promise<readonly BucketSum[]> {
    const rows = await this.database.query<Omit<BucketSum, 'value'> & { value: string }>(
      context,
      'sums_by_bucket',
      `SELECT bucket AS at, dims, sum(CASE WHEN metric = ANY($2::text[]) THEN -value ELSE value END) AS value FROM rollups
       WHERE metric = ANY($1::text[] || $2::text[]) AND granularity = $3 AND bucket >= $4 AND bucket < $5 GROUP BY 1, 2 ORDER BY 1, 2`,
      [plus, minus, granularity, start, end],
    );
    return rows.map((row) => ({ ...row, value: Number(row.value) }));
  }

  /** Sums of several metrics by bucket, whatever their dimensions are besides the currency. */
  async byMetric(
    context: Context,
    { metrics, granularity, start, end }: Span & { metrics: readonly string[]; granularity: Granularity },
  ): Promise<readonly (Sum & { at: Date })[]> {
    const rows = await this.database.query<{ metric: string; currency: string | null; at: Date; value: string }>(
      context,
      'sums_by_metric',
      `SELECT metric, dims->>'currency' AS currency, bucket AS at, sum(value) AS value FROM rollups
       WHERE metric = ANY($1::text[]) AND granularity = $2 AND bucket >= $3 AND bucket < $4 GROUP BY 1, 2, 3`,
      [metrics, granularity, start, end],
    );
    return rows.map((row) => ({ ...row, value: Number(row.value) }));
  }

  /** Visitors in each bucket. */
  visitors(context: Context | undefined, granularity: 'hour' | 'day', { start, end }: Span): Promise<{ at: Date; visitors: number }[]> {
    return this.database.query(
      context,
      'visitors_by_bucket',
      'SELECT bucket AS at, visitors FROM active_counts WHERE granularity = $1 AND bucket >= $2 AND bucket < $3 ORDER BY bucket',
      [granularity, start, end],
    );
  }

  /** Visitors over several days, each counted once. */
  async differentVisitors(context: Context, { start, end }: Span): Promise<number> {
    const [row] = await this.database.query<{ visitors: number }>(
      context,
      'visitors_over_days',
      `SELECT count(DISTINCT id_hash)::int AS visitors FROM actives WHERE granularity = 'day' AND bucket >= $1 AND bucket < $2`,
      [start, end],
    );
    return row?.visitors ?? 0;
  }

  /** What comes up most, by the only dimension of a metric. */
  async top(
    context: Context,
    { metric, dimension, limit, start, end }: Span & { metric: string; dimension: string; limit: number },
  ): Promise<{ key: string; value: number }[]> {
    const rows = await this.database.query<{ key: string; value: string }>(
      context,
      'sums_top',
      `SELECT dims->>$2::text AS key, sum(value) AS value FROM rollups
       WHERE metric = $1 AND granularity = 'day' AND bucket >= $3 AND bucket < $4 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $5`,
      [metric, dimension, start, end, limit],
    );
    return rows.map(({ key, value }) => ({ key, value: Number(value) }));
  }
}
