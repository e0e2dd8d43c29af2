import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, Metrics } from '#kit';

type Counts = readonly (readonly [string, number])[];

/** Counts profiles and erasures, every minute: to count millions whenever somebody reads the metrics would take too long. */
@Injectable()
export class Census {
  private profiles: Counts = [];
  private erasures: Counts = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauges('user_profiles_total', 'Profiles, by status.', 'status', () => this.profiles);
    metrics.gauges('user_erasures', 'Wishes to be forgotten, by state; overdue ones need a person.', 'state', () => this.erasures);
  }

  @Every(60_000)
  async count(context: Context): Promise<void> {
    const of = async (name: string, sql: string, values: readonly Date[] = []): Promise<Counts> =>
      (await this.database.query<{ key: string; n: number }>(context, name, sql, values)).map(({ key, n }) => [key, n]);
    this.profiles = await of('profiles_count', 'SELECT status AS key, count(*)::int AS n FROM profiles GROUP BY status');
    this.erasures = await of(
      'erasures_count',
      `SELECT CASE WHEN state = 'running' AND due_at < $1 THEN 'overdue' ELSE state END AS key, count(*)::int AS n FROM erasures GROUP BY key`,
      [this.clock.now()],
    );
  }
}
