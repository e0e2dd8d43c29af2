import { v7 } from 'uuid';
import { eventually, ManualClock, type TestedService } from '#kit/testing';
import { accounts, sessions } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { payments, refunds } from '#platform/topics/payment';
import { reviews } from '#platform/topics/review';
import { queries } from '#platform/topics/search';
import { profiles } from '#platform/topics/user';
import { asking, eventAt, order, send, testAnalytics } from './testing';

const clock = new ManualClock(new Date('2026-03-10T12:00:00.000Z'));
const at = '2026-03-10T11:59:30.000Z';
let service: TestedService;
let ask: Awaited<ReturnType<typeof asking>>;

beforeAll(async () => {
  service = await testAnalytics(clock);
  ask = await asking(service);
});
afterAll(async () => {
  await service?.stop();
});

/** Until what was told is in the sums. */
const added = () => eventually('facts to be added', async () => (await service.sql('SELECT 1 FROM facts_waiting LIMIT 1')).length === 0);

const summary = async (from = '2026-03-10', to = from) => (await ask(`summary?from=${from}&to=${to}`)).body;
const series = async (metric: string, rest = '') =>
  (await ask(`timeseries?metric=${metric}${rest}`)).body.buckets as { at: string; dims: Record<string, string>; value: number }[];

describe('orders', () => {
  const bought = order({ amount: 5000 });
  const { lines: _, ...facts } = bought;
  const refundId = v7();
  const refund = { ...facts, amount: { amount: 1500, currency: 'EUR' }, full: false, lines: [], refundId, refundedAt: at };

  test('analytics I2: an order that is confirmed twice and refunded once earns exactly what is left', async () => {
    const id = v7();
    const confirmed = { ...bought, paymentId: v7(), confirmedAt: at };
    await service.deliver(orders.confirmed, confirmed, { id });
    await service.deliver(orders.confirmed, confirmed, { id });
    await service.deliver(orders.confirmed, { ...confirmed, confirmedAt: '2026-03-10T11:59:31.000Z' });
    await service.deliver(orders.refunded, refund);
    await service.deliver(orders.refunded, refund);
    await added();
    expect(await summary()).toMatchObject({ orders: 1, revenue: [{ amount: 3500, currency: 'EUR' }] });
    expect(await series('revenue')).toEqual([{ at: '2026-03-10T00:00:00.000Z', dims: { currency: 'EUR' }, value: 3500 }]);
  });

  test('in any order of their events and any currency', async () => {
    const yen = order({ amount: 900, currency: 'JPY' });
    const refundedAt = '2026-03-10T10:00:00.000Z';
    await service.deliver(orders.refunded, {
      ...{ orderId: yen.orderId, number: yen.number, userId: yen.userId, amount: { amount: 900, currency: 'JPY' } },
      ...{ full: true, lines: [], refundId: v7(), refundedAt },
    });
    await service.deliver(orders.confirmed, { ...yen, paymentId: v7(), confirmedAt: '2026-03-10T09:00:00.000Z' });
    await service.deliver(orders.confirmed, { ...order({ amount: 102, currency: 'JPY' }), paymentId: v7(), confirmedAt: at });
    await service.deliver(orders.confirmed, { ...order({ amount: 100, currency: 'JPY' }), paymentId: v7(), confirmedAt: at });
    await added();
    const { revenue, averageOrderValue, orders: count } = await summary();
    expect(count).toBe(4);
    expect(revenue).toEqual([
      { amount: 3500, currency: 'EUR' },
      { amount: 202, currency: 'JPY' },
    ]);
    expect(averageOrderValue).toEqual([
      { amount: 5000, currency: 'EUR' },
      { amount: 367, currency: 'JPY' },
    ]);
  });

  test('are counted as they go, each once', async () => {
    const { userId, number, orderId, total } = bought;
    for (let turn = 0; turn < 2; turn++) {
      await service.deliver(orders.placed, { ...bought, country: 'DE', fraudDecision: 'approve', placedAt: at });
      await service.deliver(orders.delivered, { orderId, number, userId, productIds: [v7()], deliveredAt: at });
      await service.deliver(orders.cancelled, { orderId, number, userId, total, reason: 'customer', cancelledAt: at });
    }
    await added();
    const day = '2026-03-10T00:00:00.000Z';
    expect(await series('orders_placed')).toEqual([{ at: day, dims: {}, value: 1 }]);
    expect(await series('orders_delivered')).toEqual([{ at: day, dims: {}, value: 1 }]);
    expect(await series('orders_cancelled')).toEqual([{ at: day, dims: { reason: 'customer' }, value: 1 }]);
    expect(await series('orders_refunded')).toHaveLength(2);
  });
});

test('what other services tell is counted, each thing once', async () => {
  const [userId, messageId, productId] = [v7(), v7(), v7()];
  const payment = { paymentId: v7(), orderId: v7(), userId, amount: { amount: 1, currency: 'EUR' } };
  const person = { userId, email: 'eve@example.com', locale: 'en' };
  const message = { messageId, template: 'order-confirmed', channel: 'email' as const };
  const session = { sessionId: v7(), userId, ipHash: 'x', agentFamily: 'Firefox', mfa: false, createdAt: at };
  const query = { queryId: v7(), sessionHash: 's', normalisedQuery: 'blue mug', results: 0, zero: true, tookMs: 3, at };
  const review = { reviewId: v7(), productId, rating: 5, ratingAverage: 5, ratingCount: 1, publishedAt: at };
  for (let turn = 0; turn < 2; turn++) {
    await service.deliver(payments.succeeded, { ...payment, providerRef: 'p', method: 'card', succeededAt: at });
    await service.deliver(payments.failed, { ...payment, code: 'declined', retryable: true, failedAt: at });
    await service.deliver(refunds.succeeded, { ...payment, refundId: payment.paymentId, succeededAt: at });
    await service.deliver(accounts.registered, { ...person, origin: 'signup', registeredAt: at });
    await service.deliver(profiles.created, { ...person, marketingConsent: false, origin: 'signup', createdAt: at });
    await service.deliver(sessions.created, session);
    await service.deliver(messages.sent, { ...message, provider: 'smtp', sentAt: at });
    await service.deliver(messages.failed, { ...message, code: 'bounced', permanent: true });
    await service.deliver(queries.executed, query);
    await service.deliver(reviews.published, review);
  }
  await added();
  const once = (dims: object) => [expect.objectContaining({ dims, value: 1 })];
  expect(await series('payments_succeeded')).toEqual(once({ method: 'card' }));
  expect(await series('payments_failed')).toEqual(once({ code: 'declined' }));
  expect(await series('payments_refunded')).toEqual(once({}));
  expect(await series('registrations')).toEqual(once({ origin: 'signup' }));
  expect(await series('profiles')).toEqual(once({ origin: 'signup' }));
  expect(await series('sessions')).toEqual(once({}));
  expect(await series('messages_sent')).toEqual(once({ channel: 'email' }));
  expect(await series('searches')).toEqual(once({}));
  expect(await series('empty_searches')).toEqual(once({}));
  expect(await series('reviews')).toEqual(once({ rating: '5' }));
  // It says in no field of its own when that was, so it counts where it was told.
  expect(await service.sql(`SELECT dims, value FROM rollups WHERE metric = 'messages_failed' AND granularity = 'day'`)).toEqual([
    { dims: { channel: 'email', code: 'bounced' }, value: '1' },
  ]);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/^analytics_sessions_created_total(\{.*\})? 1$/m);
  expect(text).not.toContain(userId);
});

describe('visitors', () => {
  const [ann, bob] = [v7(), v7()];

  test('count once on a day, and once over several', async () => {
    await send(service, [
      eventAt('2026-03-08T08:00:00.000Z', { anonymousId: ann }),
      eventAt('2026-03-08T09:00:00.000Z', { anonymousId: ann }),
      eventAt('2026-03-09T09:30:00.000Z', { anonymousId: ann }),
      eventAt('2026-03-09T09:40:00.000Z', { anonymousId: bob }),
    ]);
    await send(service, [eventAt('2026-03-08T08:30:00.000Z', { anonymousId: ann })]);
    expect((await summary('2026-03-08', '2026-03-09')).activeUsers).toBe(2);
    expect((await summary('2026-03-08')).activeUsers).toBe(1);
    expect((await series('active_users', '&from=2026-03-08&to=2026-03-09')).map(({ value }) => value)).toEqual([1, 2]);
    expect((await series('active_users', '&granularity=hour&from=2026-03-08&to=2026-03-09')).map(({ value }) => value)).toEqual([1, 1, 2]);
  });

  test('and orders give the conversion', async () => {
    await service.deliver(orders.confirmed, { ...order({ amount: 300 }), paymentId: v7(), confirmedAt: '2026-03-09T09:45:00.000Z' });
    await added();
    expect(await summary('2026-03-09')).toMatchObject({ activeUsers: 2, orders: 1, conversion: 0.5 });
    expect(await summary('2026-01-01')).toEqual({
      ...{ from: '2026-01-01', to: '2026-01-01', activeUsers: 0, sessions: 0, orders: 0 },
      ...{ revenue: [], conversion: 0, averageOrderValue: [] },
    });
  });
});

test('analytics I3: what adds up over a day is the sum of its hours', async () => {
  const times = Array.from({ length: 300 }, (_, index) => new Date(Date.parse('2026-03-09T00:00:00.000Z') + index * 400_000).toISOString());
  await send(
    service,
    times.map((time, index) => eventAt(time, { name: index % 3 ? 'page_viewed' : 'cart_added' })),
  );
  await added();
  const different = await service.sql(
    `SELECT metric, dims FROM rollups WHERE granularity IN ('hour', 'day')
     GROUP BY metric, dims, date_trunc('day', bucket, 'UTC')
     HAVING sum(value) FILTER (WHERE granularity = 'day') IS DISTINCT FROM sum(value) FILTER (WHERE granularity = 'hour')`,
  );
  expect(different).toEqual([]);
  const span = '&from=2026-03-08&to=2026-03-10';
  const [days, hours] = [await series('events', span), await series('events', `&granularity=hour${span}`)];
  const sum = (buckets: typeof days) => buckets.reduce((total, { value }) => total + value, 0);
  expect(sum(days)).toBe(sum(hours));
  expect(hours.length).toBeGreaterThan(days.length);
});

test('rankings tell what is viewed, sold and searched for most', async () => {
  const [mug, cup] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  const viewed = (productId: string) => eventAt(at, { name: 'product_viewed', productId });
  await send(service, [viewed(cup), viewed(mug), viewed(cup), eventAt(at, { name: 'made_up' })]);
  await service.deliver(orders.confirmed, { ...order({ productId: mug }), paymentId: v7(), confirmedAt: at });
  await added();
  const top = async (what: string, limit = 2) => (await ask(`top?what=${what}&limit=${limit}`)).body.ranking;
  expect(await top('products')).toEqual([
    { key: cup, value: 2 },
    { key: mug, value: 1 },
  ]);
  expect(await top('sold-products', 1)).toEqual([expect.objectContaining({ value: 2 })]);
  expect(await top('queries')).toEqual([{ key: 'blue mug', value: 1 }]);
  expect(await top('empty-queries')).toEqual([{ key: 'blue mug', value: 1 }]);
  expect(await top('events', 9)).toContainEqual({ key: 'other', value: 1 });
});

test('the last hour is shown minute by minute', async () => {
  const { body } = await ask('realtime');
  expect(body.minutes).toHaveLength(60);
  expect(body.minutes[0].at).toBe('2026-03-10T11:01:00.000Z');
  expect(body.minutes[59].at).toBe('2026-03-10T12:00:00.000Z');
  const last = body.minutes[58];
  expect(last).toMatchObject({ at: '2026-03-10T11:59:00.000Z', events: 4, sessions: 1, searches: 1 });
  expect(last.revenue).toContainEqual({ amount: 202, currency: 'JPY' });
  expect(body.minutes[30]).toMatchObject({ events: 0, orders: 0, revenue: [] });
  expect(body.activeUsers).toBe(0);
  await send(service, [eventAt(clock.now().toISOString())]);
  expect((await ask('realtime')).body.activeUsers).toBe(1);
});

test('figures of the day stand among the metrics', async () => {
  clock.advance(10_000);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/^analytics_active_users\{.*window="hour".*\} 1$/m);
  expect(text).toMatch(/^analytics_active_users\{.*window="day".*\} 89$/m);
  expect(text).toMatch(/^analytics_revenue_minor\{.*currency="JPY".*\} 202$/m);
});

describe('questions', () => {
  test.each([
    ['summary?from=2025-01-01&to=2026-01-02', 'query/to'],
    ['summary?from=2026-01-02&to=2026-01-01', 'query/to'],
    ['summary?from=2026-01-02', 'query/to'],
    ['summary?from=2026-02-30&to=2026-03-01', 'query/from'],
    ['timeseries?metric=orders_placed&granularity=hour&from=2026-01-01&to=2026-02-01', 'query/to'],
    ['timeseries?metric=passwords', 'query/metric'],
    ['top?what=people', 'query/what'],
    ['top?what=queries&from=2026-01-01&to=2026-03-01', 'query/to'],
    ['funnels?steps=page_viewed', 'query/steps'],
    ['funnels?steps=a,b&from=2026-01-01&to=2026-01-15', 'query/to'],
  ])('%s is refused', async (path, pointer) => {
    const { status, body } = await ask(path);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
  });

  test('366 days are answered', async () => {
    expect((await ask('summary?from=2025-01-01&to=2026-01-01')).status).toBe(200);
  });

  test.each(['summary?from=2026-01-01&to=2026-01-02', 'timeseries?metric=events', 'funnels?steps=a,b', 'top?what=events', 'realtime'])(
    '%s is for analysts alone',
    async (path) => {
      expect((await service.request('GET', `/analytics/${path}`)).status).toBe(401);
      const token = await service.token({ subject: v7(), scopes: ['profile:own'] });
      expect((await service.request('GET', `/analytics/${path}`, { token })).status).toBe(403);
    },
  );
});
