import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';
import { HandOver } from './hand-over';

/** For how long an id that was put on the queue is believed to be there, in milliseconds. */
const patience = 120_000;
/** Messages of one statement. */
const most = 500;

/** Puts messages on the queue whose next try is due, and those that waited for two minutes and may have been lost on their way. */
@Injectable()
export class Sweeper {
  constructor(
    private readonly database: Database,
    private readonly handOver: HandOver,
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
      [now, new Date(now.getTime() - patience)],
    );
    if (due.length === 0) return;
    await this.handOver.put(
      context,
      due.map(({ id }) => id),
    );
  }
}
