import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type RequestOf } from '#kit';
import { halfEven, moneyOf } from './amounts';
import { daysOf } from './days';
import type { getRealtime, getSummary, getTimeseries, getTop } from './routes';
import { type Sum, Sums } from './sums';

const [minute, hour] = [60_000, 3_600_000];

/** Metrics that a figure is made of, where it is not a metric itself. */
const made: Readonly<Record<string, { readonly plus: readonly string[]; readonly minus: readonly string[] }>> = {
  revenue: { plus: ['revenue_confirmed'], minus: ['revenue_refunded'] },
};

const ranked = {
  products: { metric: 'product_views', dimension: 'productId' },
  'sold-products': { metric: 'product_sales', dimension: 'productId' },
  queries: { metric: 'queries', dimension: 'query' },
  'empty-queries': { metric: 'empty_queries', dimension: 'query' },
  events: { metric: 'events', dimension: 'name' },
} as const;

const total = (sums: readonly Sum[], metric: string): number =>
  sums.reduce((sum, each) => (each.metric === metric ? sum + each.value : sum), 0);

/** Answers questions about the shop from sums that are made as things happen. */
@Injectable()
export class Reports {
  constructor(
    private readonly sums: Sums,
    private readonly clock: Clock,
  ) {}

  async summary(request: RequestOf<typeof getSummary>): Promise<AnswerOf<typeof getSummary>> {
    const days = daysOf(request.query, this.clock.now(), 366);
    const metrics = ['sessions', 'orders_confirmed', 'revenue_confirmed', 'revenue_refunded'];
    const [sums, activeUsers] = await Promise.all([this.sums.overDays(request, metrics, days), this.sums.differentVisitors(request, days)]);
    const orders = total(sums, 'orders_confirmed');
    return {
      ...{ from: days.from, to: days.to, activeUsers, sessions: total(sums, 'sessions'), orders },
      revenue: moneyOf(revenueOf(sums)),
      conversion: activeUsers === 0 ? 0 : Math.round((orders / activeUsers) * 10_000) / 10_000,
      averageOrderValue: moneyOf(averagesOf(sums)),
    };
  }

  async timeseries(request: RequestOf<typeof getTimeseries>): Promise<AnswerOf<typeof getTimeseries>> {
    const { metric, granularity } = request.query;
    const days = daysOf(request.query, this.clock.now(), granularity === 'hour' ? 31 : 366);
    if (metric === 'active_users') {
      const visitors = await this.sums.visitors(request, granularity, days);
      return { metric, granularity, buckets: visitors.map(({ at, visitors: value }) => ({ at: at.toISOString(), dims: {}, value })) };
    }
    const sums = await this.sums.byBucket(request, { ...(made[metric] ?? { plus: [metric] }), granularity, ...days });
    return { metric, granularity, buckets: sums.map(({ at, dims, value }) => ({ at: at.toISOString(), dims, value })) };
  }

  async top(request: RequestOf<typeof getTop>): Promise<AnswerOf<typeof getTop>> {
    const { what, limit } = request.query;
    const days = daysOf(request.query, this.clock.now(), 31);
    const { from, to, start, end } = days;
    return { from, to, ranking: await this.sums.top(request, { ...ranked[what], limit, start, end }) };
  }

  async realtime(request: RequestOf<typeof getRealtime>): Promise<AnswerOf<typeof getRealtime>> {
    const now = this.clock.now().getTime();
    const end = now - (now % minute) + minute;
    const start = end - 60 * minute;
    const metrics = ['events', 'sessions', 'searches', 'orders_confirmed', 'revenue_confirmed', 'revenue_refunded'];
    const [sums, [visitors]] = await Promise.all([
      this.sums.byMetric(request, { metrics, granularity: 'minute', start: new Date(start), end: new Date(end) }),
      this.sums.visitors(request, 'hour', { start: new Date(now - (now % hour)), end: new Date(end) }),
    ]);
    const minutes = Array.from({ length: 60 }, (_, index) => start + index * minute);
    return {
      activeUsers: visitors?.visitors ?? 0,
      minutes: minutes.map((at) =>
        minuteOf(
          at,
          sums.filter((sum) => sum.at.getTime() === at),
        ),
      ),
    };
  }
}

const minuteOf = (at: number, sums: readonly Sum[]) => ({
  at: new Date(at).toISOString(),
  ...{ events: total(sums, 'events'), sessions: total(sums, 'sessions'), searches: total(sums, 'searches') },
  orders: total(sums, 'orders_confirmed'),
  revenue: moneyOf(revenueOf(sums)),
});

/** What was confirmed less what was refunded, by currency. */
export const revenueOf = (sums: readonly Sum[]): ReadonlyMap<string, number> => {
  const revenue = new Map<string, number>();
  for (const { metric, currency, value } of sums) {
    const sign = { revenue_confirmed: 1, revenue_refunded: -1 }[metric];
    if (sign && currency) revenue.set(currency, (revenue.get(currency) ?? 0) + sign * value);
  }
  return revenue;
};

const averagesOf = (sums: readonly Sum[]): ReadonlyMap<string, number> => {
  const orders = new Map(sums.flatMap(({ metric, currency, value }) => (metric === 'orders_confirmed' ? [[currency, value]] : [])));
  return new Map(
    sums.flatMap(({ metric, currency, value }) => {
      const count = orders.get(currency);
      return metric === 'revenue_confirmed' && currency && count ? [[currency, halfEven(value, count)]] : [];
    }),
  );
};
