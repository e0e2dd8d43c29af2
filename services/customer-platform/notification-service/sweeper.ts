import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';
import { HandOver } from './hand-over';
import { NotificationSettings } from './settings';

/** Messages of one statement. */
const most = 500;

/** Puts messages on the queue whose next try is due, and those that waited for so long that they may have been lost on their way. */
@Injectable()
export class Sweeper {
  constructor(
    private readonly database: Database,
    private readonly handOver: HandOver,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
  ) {}

  @Every(500)
  async sweep(context: Context): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: string }>(
      context,
      'sweep_due',
      `UPDATE messages SET enqueued_at = $1 WHERE id IN (
         SELECT id FROM messages WHERE next_at <= $1 AND state IN ('queued', 'unknown')
           AND (enqueued_at IS NULL OR enqueued_at < next_at OR enqueued_at <= $2)
         ORDER BY next_at LIMIT ${most} FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [now, new Date(now.getTime() - this.settings.DELIVERY_PATIENCE_MS)],
    );
    if (due.length === 0) return;
    await this.handOver.put(
      context,
      due.map(({ id }) => id),
    );
  }
}
