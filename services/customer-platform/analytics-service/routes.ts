import * as z from 'zod';
import { route } from '#kit';

/** Most events of one request. */
const mostEvents = 500;

const shopEvent =
  'An event: eventId and anonymousId (UUIDs), name (a-z, 0-9, _), at (at most 7 days ago and 5 minutes ahead), perhaps productId (UUID) and ' +
  'props (at most 50 texts of 500 characters, numbers, booleans or nulls).';

const exampleEvent = {
  eventId: '0197a5c0-7c00-7000-8000-000000000001',
  name: 'product_viewed',
  anonymousId: '0197a5c0-7c00-7000-8000-000000000002',
  at: '2026-01-31T12:00:00.000Z',
  productId: '0197a5c0-7c00-7000-8000-000000000003',
  props: { list: 'new', position: 3 },
};

const takeEventsAt = (path: `/${string}`) =>
  route({
    method: 'POST',
    path,
    summary: 'Takes what happened in a shop, by its write key or for a signed-in caller; an event that was taken before counts no more.',
    access: 'public',
    maxBytes: 1_048_576,
    limits: [{ group: 'analytics-ingest', most: 600, windowSeconds: 60, by: 'caller' }],
    body: z.object({
      // Each is judged by itself, so that one that is wrong does not hold up the others.
      events: z
        .array(z.unknown().meta({ description: shopEvent, examples: [exampleEvent] }))
        .min(1)
        .max(mostEvents),
    }),
    status: 202,
    answer: z.object({
      /** Events that are new. */
      accepted: z.int(),
      /** Events that were there before, or stand twice in the request. */
      duplicates: z.int(),
      /** Events that are wrong, by their place in the request. */
      rejected: z.array(z.object({ index: z.int(), code: z.string() })),
    }),
    problems: { 'bad-write-key': 401 },
  });

export const takeEvents = takeEventsAt('/analytics/events');
/** The path of old clients, at the service's own root. */
export const takeEventsAtRoot = takeEventsAt('/events');

const money = z.object({ amount: z.int(), currency: z.string().length(3) });
const day = z.iso.date().regex(/^(?!0000)/);
const lately = { from: day.optional(), to: day.optional() };
const access = ['analytics:read'];

export const getSummary = route({
  method: 'GET',
  path: '/analytics/summary',
  summary: 'Says what the shop did on some days, the first and the last included; 366 days at most.',
  access,
  query: z.object({ from: day, to: day }),
  answer: z.object({
    from: day,
    to: day,
    /** Visitors, each counted once. */
    activeUsers: z.int(),
    /** Sign-ins. */
    sessions: z.int(),
    /** Orders that were confirmed. */
    orders: z.int(),
    /** What was confirmed less what was refunded. */
    revenue: z.array(money),
    /** Confirmed orders for each visitor. */
    conversion: z.number(),
    /** What a confirmed order comes to, before refunds. */
    averageOrderValue: z.array(money),
  }),
});

/** What there is a series of. */
export const series = [
  ...['active_users', 'events', 'sessions', 'registrations', 'profiles', 'searches', 'empty_searches', 'reviews'],
  ...['orders_placed', 'orders_confirmed', 'orders_cancelled', 'orders_delivered', 'orders_refunded'],
  ...['revenue', 'revenue_confirmed', 'revenue_refunded', 'payments_succeeded', 'payments_failed', 'payments_refunded'],
  ...['messages_sent', 'messages_failed'],
] as const;

export const getTimeseries = route({
  method: 'GET',
  path: '/analytics/timeseries',
  summary: 'Gives a figure hour by hour (31 days at most) or day by day (366 at most), the last seven days by default.',
  access,
  query: z.object({ metric: z.enum(series), granularity: z.enum(['hour', 'day']).default('day'), ...lately }),
  answer: z.object({
    metric: z.enum(series),
    granularity: z.enum(['hour', 'day']),
    /** Ordered by time; one for each value of the dimensions. Where nothing happened there is none. */
    buckets: z.array(z.object({ at: z.iso.datetime(), dims: z.record(z.string(), z.string()), value: z.number() })),
  }),
});

const name = /^[a-z][a-z0-9_]{0,63}$/;

export const getFunnel = route({
  method: 'GET',
  path: '/analytics/funnels',
  summary: 'Counts how many visitors came how far on a way of two to six events, in this order and within a time; of the last 14 days.',
  access,
  query: z.object({
    /** Names of events, with commas between them. */
    steps: z
      .string()
      .max(400)
      .meta({ examples: ['product_viewed,cart_added,checkout_started'] })
      .transform((text) => text.split(','))
      .pipe(z.array(z.string().regex(name)).min(2).max(6)),
    /** From the first step to the last, 1 minute to 7 days. */
    withinMinutes: z.coerce.number().int().min(1).max(10_080).default(1440),
    ...lately,
  }),
  answer: z.object({
    from: day,
    to: day,
    withinMinutes: z.int(),
    /** `share` is of those who began. */
    steps: z.array(z.object({ name: z.string(), visitors: z.int(), share: z.number() })),
  }),
});

export const getTop = route({
  method: 'GET',
  path: '/analytics/top',
  summary: 'Ranks what is viewed, sold or searched for; over 31 days at most, the last seven by default.',
  access,
  query: z.object({
    what: z.enum(['products', 'sold-products', 'queries', 'empty-queries', 'events']),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    ...lately,
  }),
  answer: z.object({ from: day, to: day, ranking: z.array(z.object({ key: z.string(), value: z.number() })) }),
});

export const getRealtime = route({
  method: 'GET',
  path: '/analytics/realtime',
  summary: 'Shows the last 60 minutes, this one included.',
  access,
  answer: z.object({
    /** Visitors since the hour began. */
    activeUsers: z.int(),
    minutes: z.array(
      z.object({ at: z.iso.datetime(), events: z.int(), sessions: z.int(), searches: z.int(), orders: z.int(), revenue: z.array(money) }),
    ),
  }),
});
