import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';

const day = 86_400_000;
/** Rows of one statement, so that it stays short. */
const most = 5000;

/** Forgets which search was whose after a day, and how often something was looked for after 90. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(60_000)
  async forget(context: Context): Promise<void> {
    const before = (days: number): Date => new Date(this.clock.now().getTime() - days * day);
    const date = (days: number): string => before(days).toISOString().slice(0, 10);
    await this.deleteAll(context, 'daily_salts', 'day < $1', date(1));
    await this.deleteAll(context, 'recent_queries', 'at < $1', before(1));
    await this.deleteAll(context, 'query_stats', 'day < $1', date(90));
  }

  /** Until nothing is left: more may come between two rounds than one statement deletes. Replicas leave each other's rows alone. */
  private async deleteAll(context: Context, table: string, where: string, limit: Date | string): Promise<void> {
    let deleted = most;
    while (deleted === most) {
      const rows = await this.database.query(
        context,
        `retention_${table}`,
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${most} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
        [limit],
      );
      deleted = rows.length;
    }
  }
}
