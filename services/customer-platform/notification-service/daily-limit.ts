import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database } from '#kit';

/** Messages that a person gets on one day at most, besides those that they need. */
const most = 10;

/** Keeps people from too many messages: ten a day, by UTC, over all channels. */
@Injectable()
export class DailyLimit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts a message in, once however often it is tried on a day; whether it may be sent. One statement, so that it holds for all replicas. */
  async admits(context: Context, userId: string, messageId: string): Promise<boolean> {
    const day = this.clock.now().toISOString().slice(0, 10);
    const counted = await this.database.query(
      context,
      'daily_send_count',
      `INSERT INTO daily_sends AS d (user_id, day, message_ids) VALUES ($1, $2, ARRAY[$3::uuid])
       ON CONFLICT (user_id, day) DO UPDATE
         SET message_ids = CASE WHEN $3 = ANY (d.message_ids) THEN d.message_ids ELSE d.message_ids || $3 END
         WHERE $3 = ANY (d.message_ids) OR cardinality(d.message_ids) < ${most}
       RETURNING 1`,
      [userId, day, messageId],
    );
    return counted.length > 0;
  }
}
