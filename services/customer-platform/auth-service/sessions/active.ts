import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, Metrics } from '#kit';

const minute = 60_000;

/** Counts the sessions that go on, every minute: to count millions whenever somebody reads the metrics would take too long. */
@Injectable()
export class ActiveSessions {
  private counted = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge('auth_sessions_active', 'Sessions that have neither ended nor run out.', () => this.counted);
  }

  @Every(minute)
  async count(context: Context): Promise<void> {
    const sql = 'SELECT count(*)::int AS n FROM sessions WHERE revoked_at IS NULL AND expires_at > $1';
    const [row] = await this.database.query<{ n: number }>(context, 'sessions_active', sql, [this.clock.now()]);
    this.counted = row?.n ?? 0;
  }
}
