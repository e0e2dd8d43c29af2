import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, type Transaction } from '#kit';

/** Something to add to the sums of the minute, the hour and the day in which it happened. */
export interface Amount {
  readonly metric: string;
  readonly at: Date | string;
  /** Of few values each, so that sums stay few. */
  readonly dims: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Sums by minute are kept for two hours; before that none are made. */
export const minutesKeptMs = 2 * 3_600_000;

/**
 * Adds rows `f(metric, at, dims, value)` to the sums. Rows of sums are locked in the order of their key, so that no two statements wait for
 * each other.
 */
const adding = (from: string, since: string): string => `
  INSERT INTO rollups AS r (metric, granularity, bucket, dims, value)
  SELECT f.metric, g, date_trunc(g, f.at, 'UTC'), f.dims, sum(f.value)
  FROM ${from} CROSS JOIN unnest(ARRAY['day', 'hour', 'minute']) AS g
  WHERE g <> 'minute' OR f.at >= ${since}
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (metric, granularity, bucket, dims) DO UPDATE SET value = r.value + excluded.value`;

const given = 'unnest($1::text[], $2::timestamptz[], $3::jsonb[], $4::numeric[]) AS f(metric, at, dims, value)';

/** Amounts as the four columns of `given`. */
export const columnsOf = (amounts: readonly Amount[]) => [
  amounts.map(({ metric }) => metric),
  amounts.map(({ at }) => at),
  amounts.map(({ dims }) => JSON.stringify(dims)),
  amounts.map(({ value }) => value),
];

const most = 5000;

/** The sums from which questions are answered. */
@Injectable()
export class Rollups {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds at once. The sums stay locked until the transaction ends, so it is the last thing to do in it. */
  async add(transaction: Transaction, amounts: readonly Amount[]): Promise<void> {
    await transaction.query('rollups_add', adding(given, '$5'), [...columnsOf(amounts), this.minutesSince()]);
  }

  /** Adds what other services told. They tell one thing at a time, so each alone would lock the same sums again and again. */
  @Every(1000)
  async addWaiting(context: Context): Promise<void> {
    for (;;) {
      const [taken] = await this.database.query<{ facts: number }>(
        context,
        'rollups_add_waiting',
        `WITH f AS (
           DELETE FROM facts_waiting WHERE id IN (SELECT id FROM facts_waiting ORDER BY id LIMIT ${most} FOR UPDATE SKIP LOCKED)
           RETURNING metric, at, dims, value
         ), added AS (${adding('f', '$1')})
         SELECT count(*)::int AS facts FROM f`,
        [this.minutesSince()],
      );
      if ((taken?.facts ?? 0) < most) return;
    }
  }

  private minutesSince(): Date {
    return new Date(this.clock.now().getTime() - minutesKeptMs);
  }
}
