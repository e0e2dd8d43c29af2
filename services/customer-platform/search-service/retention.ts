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
    await this.database.query(context, 'retention_salts', 'DELETE FROM daily_salts WHERE day < $1', [date(1)]);
    await this.database.query(
      context,
      'retention_queries',
      `DELETE FROM recent_queries WHERE id IN (SELECT id FROM recent_queries WHERE at < $1 LIMIT ${most})`,
      [before(1)],
    );
    await this.database.query(
      context,
      'retention_stats',
      `DELETE FROM query_stats WHERE (day, normalised) IN (SELECT day, normalised FROM query_stats WHERE day < $1 LIMIT ${most})`,
      [date(90)],
    );
  }
}
