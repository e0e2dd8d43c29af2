import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';

const day = 86_400_000;
/** Rows of one statement, so that it stays short. */
const most = 5000;

/** Forgets what messages said after 30 days, and that there were any after 180; deleted endpoints after 30, daily counts after two. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(60_000)
  async forget(context: Context): Promise<void> {
    const before = (days: number): Date => new Date(this.clock.now().getTime() - days * day);
    await this.database.query(
      context,
      'retention_words',
      `UPDATE messages SET body = NULL, data = NULL, recipient = NULL
       WHERE id IN (SELECT id FROM messages WHERE created_at < $1 AND next_at IS NULL AND (body IS NOT NULL OR data IS NOT NULL) LIMIT ${most})`,
      [before(30)],
    );
    await this.database.query(
      context,
      'retention_messages',
      `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE created_at < $1 AND next_at IS NULL LIMIT ${most})`,
      [before(180)],
    );
    await this.database.query(context, 'retention_daily_sends', 'DELETE FROM daily_sends WHERE day < $1::date', [before(2)]);
    await this.database.query(context, 'retention_endpoints', 'DELETE FROM endpoints WHERE deleted_at < $1', [before(30)]);
  }
}
