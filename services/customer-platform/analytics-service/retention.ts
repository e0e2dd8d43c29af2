import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';
import { minutesKeptMs } from './rollups';

const [hour, day] = [3_600_000, 86_400_000];

/** Metrics with a sum for each product or query: rankings ask for the last weeks only. */
const ofMany = `('product_views', 'product_sales', 'queries', 'empty_queries')`;

interface Rule {
  readonly name: string;
  readonly table: string;
  /** What is too old; `$1` is the time before which it is. */
  readonly where: string;
  readonly keptMs: number;
}

const rules: readonly Rule[] = [
  { name: 'minutes', table: 'rollups', where: "granularity = 'minute' AND bucket < $1", keptMs: minutesKeptMs },
  ...['hour', 'day'].flatMap((granularity) => [
    {
      ...{ name: `${granularity}s_of_many`, table: 'rollups' },
      where: `granularity = '${granularity}' AND bucket < $1 AND metric IN ${ofMany}`,
      keptMs: 90 * day,
    },
    { name: `${granularity}s`, table: 'rollups', where: `granularity = '${granularity}' AND bucket < $1`, keptMs: 3 * 366 * day },
    {
      name: `${granularity}_counts`,
      table: 'active_counts',
      where: `granularity = '${granularity}' AND bucket < $1`,
      keptMs: 3 * 366 * day,
    },
  ]),
  // Events may come seven days late; whoever came before them is then still known.
  { name: 'active_hours', table: 'actives', where: "granularity = 'hour' AND bucket < $1", keptMs: 8 * day },
  { name: 'active_days', table: 'actives', where: "granularity = 'day' AND bucket < $1", keptMs: 367 * day },
  { name: 'facts', table: 'facts_seen', where: 'seen_at < $1', keptMs: 30 * day },
  // Tokens of those who were erased are good for a quarter of an hour.
  { name: 'erased', table: 'erased', where: 'erased_at < $1', keptMs: 24 * hour },
  { name: 'write_keys', table: 'write_keys', where: 'expires_at < $1', keptMs: 0 },
];

/** Rows of one statement, so that it stays short. */
const most = 5000;

/** Forgets what no question asks for any more. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(60_000)
  async forget(context: Context): Promise<void> {
    for (const rule of rules) {
      let deleted = most;
      while (deleted === most) deleted = await this.deleteSome(context, rule);
    }
  }

  private async deleteSome(context: Context, { name, table, where, keptMs }: Rule): Promise<number> {
    const rows = await this.database.query(
      context,
      `retention_${name}`,
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${most} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      [new Date(this.clock.now().getTime() - keptMs)],
    );
    return rows.length;
  }
}
