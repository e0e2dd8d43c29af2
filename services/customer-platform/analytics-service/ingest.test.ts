import { Client } from 'pg';
import { v4, v7 } from 'uuid';
import { eventually, ManualClock, type TestedService } from '#kit/testing';
import { eventAt, send, testAnalytics, writeKey } from './testing';

const clock = new ManualClock(new Date('2026-03-10T12:00:00.000Z'));
const now = '2026-03-10T11:59:30.000Z';
let service: TestedService;

beforeAll(async () => {
  service = await testAnalytics(clock);
});
afterAll(async () => {
  await service?.stop();
});

const stored = async (): Promise<number> => Number((await service.sql<{ count: string }>('SELECT count(*) FROM events'))[0]?.count);
const counted = async (granularity = 'day'): Promise<number> =>
  Number(
    (await service.sql<{ sum: string }>(`SELECT sum(value) FROM rollups WHERE metric = 'events' AND granularity = $1`, [granularity]))[0]
      ?.sum,
  );

/** How many statements go to the database while something is done. */
const statementsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    await work();
    const named = spy.mock.calls.map(([query]) => (query as unknown as { name?: string }).name ?? '');
    // Those of work that nobody asked for come and go.
    return named.filter((name) => /^events_|^rollups_add$/.test(name)).length;
  } finally {
    spy.mockRestore();
  }
};

describe('a batch of 500 with 3 bad and 10 repeats', () => {
  const good = Array.from({ length: 487 }, () => eventAt(now));
  const bad = [eventAt(now, { eventId: 'x' }), eventAt('2026-03-01T00:00:00.000Z'), 17];
  const batch = [...good.slice(0, 100), ...bad, ...good.slice(100), ...good.slice(0, 10)];

  test('is accepted but for these', async () => {
    const { status, body } = await send(service, batch);
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: 487,
      duplicates: 10,
      rejected: [
        { index: 100, code: 'wrong-event-id' },
        { index: 101, code: 'too-old' },
        { index: 102, code: 'not-an-event' },
      ],
    });
    expect(await stored()).toBe(487);
    expect(await counted()).toBe(487);
  });

  test('analytics I1: sent again it changes nothing', async () => {
    const { body } = await send(service, batch);
    expect(body).toMatchObject({ accepted: 0, duplicates: 497 });
    expect(await stored()).toBe(487);
    expect(await counted()).toBe(487);
    const [visitors] = await service.sql<{ visitors: number }>(`SELECT visitors FROM active_counts WHERE granularity = 'day'`);
    expect(visitors?.visitors).toBe(487);
  });

  test('analytics I1: an event that comes with another time counts no more either', async () => {
    const { body } = await send(service, [
      { ...good[0], at: '2026-03-09T10:00:00.000Z' },
      { ...good[1], eventId: good[1]?.eventId.toUpperCase() },
    ]);
    expect(body).toEqual({ accepted: 0, duplicates: 2, rejected: [] });
  });

  test('takes as many statements as a single event', async () => {
    const one = await statementsDuring(() => send(service, [eventAt(now)]));
    const many = await statementsDuring(() =>
      send(
        service,
        Array.from({ length: 500 }, () => eventAt(now)),
      ),
    );
    expect(one).toBe(4);
    expect(many).toBe(one);
  });
});

describe('analytics I1: one event that comes at the same time', () => {
  test('in many batches, in any order, counts once', async () => {
    const before = await counted();
    const events = Array.from({ length: 200 }, () => eventAt(now));
    const answers = await Promise.all(Array.from({ length: 12 }, (_, turn) => send(service, turn % 2 ? events : [...events].reverse())));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(202));
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(200);
    expect((await counted()) - before).toBe(200);
  });

  test('through two replicas around midnight counts once, whichever day they have', async () => {
    clock.advance(Date.parse('2026-03-10T23:59:40.000Z') - clock.now().getTime());
    const night = '2026-03-10T23:59:00.000Z';
    const events = Array.from({ length: 100 }, () => eventAt(night));
    // What another replica, a little ahead, holds at this moment: the first id under the day that begins.
    const [first] = events;
    await service.sql('BEGIN');
    await service.sql('INSERT INTO event_ids (day, event_id) VALUES ($1, $2)', ['2026-03-11', first?.eventId]);
    const sent = send(service, events);
    await service.sql('COMMIT');
    expect((await sent).body).toEqual({ accepted: 99, duplicates: 1, rejected: [] });
    clock.advance(120_000);
    expect((await send(service, events)).body).toEqual({ accepted: 0, duplicates: 100, rejected: [] });
  });
});

test('what a killed process had not committed is taken when it is sent again', async () => {
  const events = [eventAt(clock.now().toISOString()), eventAt(clock.now().toISOString())];
  await service.sql('BEGIN');
  await service.sql('LOCK TABLE active_counts');
  const cut = send(service, events);
  await eventually('the batch to wait, and be cut off', async () => {
    // Inside a transaction others are shown as they were when it looked first.
    await service.sql('SELECT pg_stat_clear_snapshot()');
    const ended = await service.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%active_counts%' AND pid <> pg_backend_pid()`,
    );
    return ended.length > 0;
  });
  await service.sql('COMMIT');
  expect((await cut).status).toBe(503);
  expect((await send(service, events)).body).toMatchObject({ accepted: 2 });
  expect((await send(service, events)).body).toMatchObject({ accepted: 0, duplicates: 2 });
});

test.each([
  ['wrong-event-id', { eventId: 'not-a-uuid' }],
  ['wrong-name', { name: 'Page Viewed' }],
  ['wrong-anonymous-id', { anonymousId: 7 }],
  ['wrong-time', { at: 'yesterday' }],
  ['in-the-future', { at: '2026-03-11T00:07:00.000Z' }],
  ['too-old', { at: '2026-03-04T00:00:59.000Z' }],
  ['wrong-product-id', { productId: 'mug' }],
  ['wrong-props', { props: { nested: {} } }],
  ['wrong-props', { props: { text: 'x'.repeat(501) } }],
  ['wrong-props', { props: { 'no key': 1 } }],
  ['wrong-props', { props: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`p${at}`, at])) }],
  ['unknown-key', { ip: '10.0.0.1' }],
])('an event is rejected as %s: %j', async (code, wish) => {
  expect((await send(service, [eventAt(clock.now().toISOString(), wish)])).body).toEqual({
    accepted: 0,
    duplicates: 0,
    rejected: [{ index: 0, code }],
  });
});

test('an event keeps its product and its properties, and nothing of where it came from', async () => {
  const [eventId, productId] = [v4(), v7()];
  const props = { ...Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`p${at}`, at])), title: 'Blue "mug", {50%}\\' };
  const event = eventAt(clock.now().toISOString(), { eventId, productId, name: 'product_viewed', props });
  expect((await send(service, [event])).body).toMatchObject({ accepted: 1 });
  const [row] = await service.sql('SELECT * FROM events WHERE event_id = $1', [eventId]);
  expect(row).toEqual({
    ...{ at: clock.now(), event_id: eventId, name: 'product_viewed', anonymous_id: event.anonymousId },
    ...{ user_id: null, product_id: productId, props },
  });
});

describe('who may send', () => {
  const body = () => ({ events: [eventAt(clock.now().toISOString())] });

  test.each([[{}], [{ 'x-write-key': '' }], [{ 'x-write-key': 'x'.repeat(43) }]])('nobody with %j', async (headers) => {
    const answer = await service.request('POST', '/analytics/events', { body: body(), headers });
    expect([answer.status, answer.body.code]).toEqual([401, 'bad-write-key']);
  });

  test('whoever is signed in, and is remembered with the event', async () => {
    const subject = v7();
    const token = await service.token({ subject, scopes: [] });
    expect((await service.request('POST', '/analytics/events', { body: body(), token })).status).toBe(202);
    expect(await service.sql('SELECT 1 FROM events WHERE user_id = $1', [subject])).toHaveLength(1);
  });

  test('a service, which is no person', async () => {
    const token = await service.token({ subject: 'svc:order-service', scopes: [] });
    const sent = body();
    expect((await service.request('POST', '/analytics/events', { body: sent, token })).status).toBe(202);
    expect(await service.sql('SELECT user_id FROM events WHERE event_id = $1', [sent.events[0]?.eventId])).toEqual([{ user_id: null }]);
  });

  test('not with a broken token', async () => {
    expect((await service.request('POST', '/analytics/events', { body: body(), token: 'a.b.c' })).status).toBe(401);
  });

  test('a key that was replaced, for a day; only hashes of keys are kept', async () => {
    const old = 'o'.repeat(43);
    const hash = `decode('${Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(old))).toString('hex')}', 'hex')`;
    await service.sql(`INSERT INTO write_keys (key_hash, name, created_at, expires_at) VALUES (${hash}, 'old-shop', $1, $2)`, [
      clock.now(),
      new Date(clock.now().getTime() + 60_000),
    ]);
    clock.advance(10_000);
    const ask = () => service.request('POST', '/analytics/events', { body: body(), headers: { 'x-write-key': old } });
    expect((await ask()).status).toBe(202);
    clock.advance(60_000);
    expect((await ask()).status).toBe(401);
    const [kept] = await service.sql<{ kept: string }>(`SELECT string_agg(encode(key_hash, 'escape'), '') AS kept FROM write_keys`);
    expect(kept?.kept).not.toContain(writeKey);
  });
});

test('old clients send to /events', async () => {
  const body = { events: [eventAt(clock.now().toISOString())] };
  const answer = await service.request('POST', '/events', { body, headers: { 'x-write-key': writeKey } });
  expect([answer.status, answer.body.accepted]).toEqual([202, 1]);
});

test.each([[{ events: [] }], [{ events: Array(501).fill(1) }], [{}], [{ events: [1], more: true }]])(
  'a body that is no batch is refused',
  async (body) => {
    const answer = await service.request('POST', '/analytics/events', { body, headers: { 'x-write-key': writeKey } });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
  },
);

test('a body of nearly 1 MiB is taken, a larger one refused', async () => {
  const props = { text: 'x'.repeat(500), more: 'y'.repeat(500), most: 'z'.repeat(490) };
  const events = Array.from({ length: 500 }, () => eventAt(clock.now().toISOString(), { props }));
  expect((await send(service, events)).body).toMatchObject({ accepted: 500 });
  expect(
    (
      await send(
        service,
        events.map((event) => ({ ...event, props: { ...props, one: 'x'.repeat(500) } })),
      )
    ).status,
  ).toBe(413);
});

test('what was taken shows in the metrics, made-up names as one', async () => {
  await send(service, [eventAt(clock.now().toISOString(), { name: 'made_up_by_a_client' })]);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/analytics_events_ingested_total\{.*name="page_viewed".*\} \d{3,}/);
  expect(text).toMatch(/analytics_events_ingested_total\{.*name="other".*\} 1/);
  expect(text).not.toContain('made_up_by_a_client');
  expect(text).toMatch(/analytics_api_usage_total\{.*client="shop".*\} \d+/);
  expect(text).toMatch(/analytics_api_usage_total\{.*client="order-service".*\} 1/);
});
