import { Injectable } from '@nestjs/common';
import { Clock, Metrics } from '#kit';
import { revenueOf } from './reports';
import { Sums } from './sums';

const [hour, day] = [3_600_000, 86_400_000];
/** How long a figure is shown before it is read again: every replica is asked for it. */
const shownMs = 10_000;

/** Figures of the day among the metrics. Every replica shows the same, so take the highest, not the sum. */
@Injectable()
export class Figures {
  constructor(
    private readonly sums: Sums,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauges(
      'analytics_active_users',
      'Visitors since the hour and since the day began (UTC), by window.',
      'window',
      this.remembered(() => this.activeUsers()),
    );
    metrics.gauges(
      'analytics_revenue_minor',
      'What was confirmed less what was refunded since the day began (UTC), in minor units, by currency.',
      'currency',
      this.remembered(() => this.revenue()),
    );
  }

  private async activeUsers(): Promise<[string, number][]> {
    const now = this.clock.now().getTime();
    return Promise.all(
      (
        [
          ['hour', hour],
          ['day', day],
        ] as const
      ).map(async ([window, length]): Promise<[string, number]> => {
        const start = now - (now % length);
        const [bucket] = await this.sums.visitors(undefined, window, { start: new Date(start), end: new Date(start + length) });
        return [window, bucket?.visitors ?? 0];
      }),
    );
  }

  private async revenue(): Promise<[string, number][]> {
    const now = this.clock.now().getTime();
    const start = now - (now % day);
    const span = { start: new Date(start), end: new Date(start + day) };
    return [...revenueOf(await this.sums.overDays(undefined, ['revenue_confirmed', 'revenue_refunded'], span))];
  }

  /** What cannot be read is shown as it was: that the database is away must not hide all other metrics. */
  private remembered(read: () => Promise<[string, number][]>): () => Promise<[string, number][]> {
    let [values, readAt]: [[string, number][], number] = [[], Number.NEGATIVE_INFINITY];
    return async () => {
      const now = this.clock.now().getTime();
      if (now - readAt < shownMs) return values;
      readAt = now;
      values = await read().catch(() => values);
      return values;
    };
  }
}
