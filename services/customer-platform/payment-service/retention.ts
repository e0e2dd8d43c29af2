import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';

const [keptMs, mostAtOnce] = [90 * 86_400_000, 5000];

/** Webhooks are forgotten after 90 days; the provider repeats none for so long. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(3_600_000)
  async forget(context: Context): Promise<void> {
    const before = new Date(this.clock.now().getTime() - keptMs);
    for (let deleted = mostAtOnce; deleted === mostAtOnce; )
      deleted = (
        await this.database.query(
          context,
          'webhooks_forget',
          `DELETE FROM webhooks WHERE webhook_id IN (SELECT webhook_id FROM webhooks WHERE received_at < $1 ORDER BY received_at LIMIT $2) RETURNING 1`,
          [before, mostAtOnce],
        )
      ).length;
  }
}
