import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type Context, Database, Every, type RequestOf, type Transaction } from '#kit';
import { startsWith } from './matching';
import type { suggest } from './routes';

const most = 10;
/** A query that few people had is their own affair. */
const popular = 5;
/** How long ago it may have been. */
const counted = 7 * 86_400_000;

/** Ends of what somebody begins to type. */
@Injectable()
export class Suggestions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Half of them popular queries, where there are so many; the rest names of products, the best first. */
  async complete(request: RequestOf<typeof suggest>): Promise<AnswerOf<typeof suggest>> {
    const rows = await this.database.query<{ text: string; popular: boolean }>(
      request,
      'suggest',
      `(SELECT text, true AS popular FROM suggestions WHERE text LIKE $1 ORDER BY searches DESC, text LIMIT ${most / 2})
       UNION ALL
       (SELECT name, false FROM documents WHERE visible AND lower(name) LIKE $1 GROUP BY name ORDER BY max(boost) DESC, name LIMIT ${most})`,
      [startsWith(request.query.q)],
    );
    const byWords = new Map<string, string>();
    for (const { text } of rows) if (!byWords.has(text.toLowerCase())) byWords.set(text.toLowerCase(), text);
    return { data: [...byWords.values()].slice(0, most) };
  }

  /** Takes over what many looked for and found in the last days, and drops the rest. Millions of counts take longer than a request may. */
  @Every(600_000)
  async refresh(context: Context): Promise<void> {
    const since = new Date(this.clock.now().getTime() - counted).toISOString().slice(0, 10);
    await this.database.transaction(context, async (transaction) => {
      await transaction.query('suggestions_patience', "SELECT set_config('statement_timeout', '1min', true)");
      const [lock] = await transaction.query<{ free: boolean }>(
        'suggestions_alone',
        "SELECT pg_try_advisory_xact_lock(hashtext('suggestions')) AS free",
      );
      if (lock?.free) await this.replace(transaction, since);
    });
  }

  private async replace(transaction: Transaction, since: string): Promise<void> {
    await transaction.query(
      'suggestions_refresh',
      `WITH wanted AS (
         SELECT normalised AS text, least(sum(count - zero_count + clicks), 2147483647)::int AS searches FROM query_stats
         WHERE day > $1 GROUP BY normalised HAVING sum(count - zero_count) >= ${popular}
       ), dropped AS (DELETE FROM suggestions s WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.text = s.text))
       INSERT INTO suggestions AS s (text, searches) SELECT text, searches FROM wanted ORDER BY text
       ON CONFLICT (text) DO UPDATE SET searches = excluded.searches WHERE s.searches <> excluded.searches`,
      [since],
    );
  }
}
