import { v7 } from 'uuid';
import { ManualClock, type TestedService } from '#kit/testing';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { eventAt, send, testAnalytics } from './testing';

const clock = new ManualClock(new Date('2026-03-10T12:00:00.000Z'));
const at = '2026-03-10T11:00:00.000Z';
let service: TestedService;

beforeAll(async () => {
  service = await testAnalytics(clock);
});
afterAll(async () => {
  await service?.stop();
});

const sendAs = async (subject: string, events: readonly unknown[]) => {
  const token = await service.token({ subject, scopes: [] });
  const answer = await service.request('POST', '/analytics/events', { body: { events }, token });
  expect(answer.body).toMatchObject({ accepted: events.length });
};

const forget = async (userId: string, id = v7()) => {
  const requestId = v7();
  await service.deliver(erasures.requested, { requestId, userId, requestedAt: at, dueAt: at }, { id });
  return (await service.published(completions.completed)).filter(({ data }) => data.requestId === requestId).map(({ data }) => data);
};

const sums = () => service.sql('SELECT metric, granularity, bucket, dims, value FROM rollups ORDER BY 1, 2, 3, 4');

test('a person is unlinked from events, the sums stay', async () => {
  const [ann, bob, laptop, phone] = [v7(), v7(), v7(), v7()];
  await sendAs(ann, [eventAt(at, { anonymousId: laptop, props: { title: 'Ann’s list' } }), eventAt(at, { anonymousId: phone })]);
  await sendAs(bob, [eventAt(at, { anonymousId: laptop })]);
  await send(service, [eventAt(at, { anonymousId: laptop }), eventAt(at)]);
  const before = await sums();

  const id = v7();
  expect(await forget(ann, id)).toEqual([
    expect.objectContaining({
      userId: ann,
      service: 'analytics-service',
      deleted: 0,
      anonymised: 4,
      completedAt: clock.now().toISOString(),
    }),
  ]);
  expect(await service.sql('SELECT 1 FROM events WHERE user_id = $1 OR anonymous_id IN ($2, $3)', [ann, laptop, phone])).toEqual([]);
  expect(await service.sql('SELECT 1 FROM events WHERE user_id = $1', [bob])).toHaveLength(1);
  expect(await service.sql(`SELECT 1 FROM events WHERE props::text LIKE '%Ann%'`)).toEqual([]);
  // One new id for each browser, so that ways through the shop still hold.
  const ids = await service.sql<{ count: string }>('SELECT count(*) FROM events GROUP BY anonymous_id ORDER BY 1');
  expect(ids.map(({ count }) => count)).toEqual(['1', '1', '3']);
  expect(await sums()).toEqual(before);

  expect(await forget(ann, id)).toEqual([]);
  expect(await forget(ann)).toEqual([expect.objectContaining({ deleted: 0, anonymised: 0 })]);
});

test('nobody finds a person’s browser among those that were counted, and the counts stay', async () => {
  const [ann, laptop, other] = [v7(), v7(), v7()];
  const yesterday = '2026-03-09T23:30:00.000Z';
  await sendAs(ann, [eventAt(at, { anonymousId: laptop }), eventAt(yesterday, { anonymousId: laptop })]);
  await send(service, [eventAt(at, { anonymousId: other })]);
  const hashes = async (id: string) =>
    (await service.sql('SELECT granularity, bucket FROM actives WHERE id_hash = substr(sha256(uuid_send($1::uuid)), 1, 16)', [id])).length;
  const visitors = () => service.sql('SELECT granularity, bucket, count(DISTINCT id_hash) FROM actives GROUP BY 1, 2 ORDER BY 1, 2');
  const before = await visitors();
  expect([await hashes(laptop), await hashes(other)]).toEqual([4, 2]);
  await forget(ann);
  expect([await hashes(laptop), await hashes(other)]).toEqual([0, 2]);
  expect(await visitors()).toEqual(before);
  const [{ n }] = (await service.sql("SELECT count(DISTINCT id_hash)::int AS n FROM actives WHERE granularity = 'day'")) as [{ n: number }];
  expect(n).toBe((await service.sql('SELECT DISTINCT anonymous_id FROM events')).length);
});

test('a last token brings nobody back', async () => {
  const ann = v7();
  await forget(ann);
  const event = eventAt(at);
  await sendAs(ann, [event]);
  expect(await service.sql('SELECT user_id FROM events WHERE event_id = $1', [event.eventId])).toEqual([{ user_id: null }]);
});

test('whoever is unknown leaves zeros', async () => {
  expect(await forget(v7())).toEqual([expect.objectContaining({ deleted: 0, anonymised: 0 })]);
});

test('an erasure and events that come at the same time leave no link', async () => {
  const ann = v7();
  const batches = Array.from({ length: 10 }, () => sendAs(ann, [eventAt(at), eventAt(at)]));
  const erased = forget(ann);
  await Promise.all(batches);
  await erased;
  expect(await service.sql('SELECT 1 FROM events WHERE user_id = $1', [ann])).toEqual([]);
});

describe('/internal/privacy', () => {
  test('shows a person’s events to services that may ask, and unlinks them', async () => {
    const [ann, anonymousId, productId] = [v7(), v7(), v7()];
    const event = eventAt(at, { anonymousId, productId, name: 'product_viewed', props: { list: 'new' } });
    await sendAs(ann, [event]);
    const token = await service.token({ subject: 'svc:user-service', scopes: ['privacy:service'] });
    const { status, body } = await service.request('GET', `/internal/privacy/${ann}`, { token });
    expect(status).toBe(200);
    const { eventId, name, props } = { ...event, name: 'product_viewed', props: { list: 'new' } };
    expect(JSON.stringify(body)).toContain(JSON.stringify([{ eventId, at, name, anonymousId, productId, props }]));
    expect((await service.request('DELETE', `/internal/privacy/${ann}`, { token })).status).toBeLessThan(300);
    expect(await service.sql('SELECT 1 FROM events WHERE user_id = $1', [ann])).toEqual([]);
  });

  test('is closed to people', async () => {
    const token = await service.token({ subject: v7(), scopes: ['analytics:read'] });
    expect((await service.request('GET', `/internal/privacy/${v7()}`, { token })).status).toBe(403);
  });
});
