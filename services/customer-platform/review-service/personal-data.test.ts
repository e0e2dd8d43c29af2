import { v7 } from 'uuid';
import { orders } from '#platform/topics/order';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { type Person, type Reviewed, testReviews } from './testing';

let shop: Reviewed;

beforeAll(async () => {
  shop = await testReviews();
});

afterAll(() => shop?.stop());

const forget = async (userId: string, id = v7(), requestId = v7()) => {
  const requestedAt = shop.clock.now().toISOString();
  await shop.deliver(erasures.requested, { requestId, userId, requestedAt, dueAt: requestedAt }, { id });
  return (await shop.published(completions.completed)).filter(({ data }) => data.requestId === requestId).map(({ data }) => data);
};

/** Somebody with a published, a pending, a rejected and a removed review, a vote and a report. */
const busy = async (): Promise<{ person: Person; productId: string; published: string; voted: string }> => {
  const { author: person, productId, id: published } = await shop.shown(undefined, { title: 'Marked title', text: 'Marked text' });
  for (const verb of ['', 'reject', 'DELETE']) {
    const other = v7();
    await person.buys(other);
    const { id } = (await person.writes(other, { text: 'Marked too' })).body;
    if (verb === 'reject') await shop.moderator.send('POST', `/reviews/${id}/reject`, { body: { reason: 'Marked reason' } });
    if (verb === 'DELETE') await person.send('DELETE', `/reviews/${id}`);
  }
  const { id: voted } = await shop.shown();
  await person.send('POST', `/reviews/${voted}/helpful`);
  await person.send('POST', `/reviews/${voted}/reports`, { body: { reason: 'Marked report' } });
  return { person, productId, published, voted };
};

test('an erasure removes author and text, and the rating stays', async () => {
  const { person, productId, published, voted } = await busy();
  const [id, requestId] = [v7(), v7()];
  const facts = { requestId, userId: person.userId, service: 'review-service', completedAt: expect.any(String) };
  const before = await shop.told(productId);
  expect(await forget(person.userId, id, requestId)).toEqual([{ ...facts, deleted: 4 + 1 + 1 + 3, anonymised: 1 }]);
  expect(await forget(person.userId, id, requestId)).toHaveLength(1);
  const tables = ['reviews', 'purchases', 'votes', 'reports'];
  for (const table of tables) expect(await shop.sql(`SELECT 1 FROM ${table} WHERE user_id = $1`, [person.userId])).toEqual([]);
  for (const table of tables) expect(JSON.stringify(await shop.sql(`SELECT * FROM ${table}`))).not.toContain('Marked');
  expect((await shop.request('GET', `/reviews/${published}`)).body).toMatchObject({ rating: 4, title: '', text: '' });
  expect(await shop.summary(productId)).toMatchObject({ count: 1, average: 4 });
  expect((await shop.request('GET', `/reviews/${voted}`)).body.helpfulCount).toBe(0);
  expect(await shop.told(productId)).toEqual(before);
});

test('a person is told all that is held of him or her, and services without the scope are told nothing', async () => {
  const { person, productId, published, voted } = await busy();
  const as = (scope: string) => shop.token({ subject: 'svc:user-service', scopes: [scope] });
  const path = `/internal/privacy/${person.userId}`;
  const { status, body } = await shop.request('GET', path, { token: await as('privacy:service') });
  const told = JSON.stringify(body);
  for (const fact of [productId, published, voted, 'Marked title', 'Marked text', 'Marked reason', 'Marked report'])
    expect(told).toContain(fact);
  expect(status).toBe(200);
  expect((await shop.request('GET', path, { token: await as('reviews:moderate') })).status).toBe(403);
  expect((await shop.request('DELETE', path, { token: await as('privacy:service') })).status).toBeLessThan(300);
  expect(await shop.sql('SELECT 1 FROM reviews WHERE user_id = $1', [person.userId])).toEqual([]);
});

test('a second request finds nothing, and neither does one for somebody unknown', async () => {
  const { author } = await shop.shown();
  await forget(author.userId);
  for (const userId of [author.userId, v7()]) expect(await forget(userId)).toMatchObject([{ deleted: 0, anonymised: 0 }]);
});

test('an order that is delivered late brings nobody back', async () => {
  const person = await shop.person();
  await forget(person.userId);
  const productId = v7();
  await person.buys(productId);
  expect((await person.writes(productId)).body.code).toBe('not-purchased');
  expect(await shop.sql('SELECT 1 FROM purchases WHERE user_id = $1', [person.userId])).toEqual([]);
});

test('a last token leaves nothing new behind', async () => {
  const person = await shop.person();
  const { id } = await shop.shown();
  await forget(person.userId);
  expect((await person.send('POST', `/reviews/${id}/helpful`)).status).toBe(404);
  expect((await person.send('POST', `/reviews/${id}/reports`, { body: { reason: 'late' } })).status).toBe(404);
  expect(
    await shop.sql('SELECT 1 FROM votes WHERE user_id = $1 UNION ALL SELECT 1 FROM reports WHERE user_id = $1', [person.userId]),
  ).toEqual([]);
});

test('a delivery that is told twice, or of two orders, is one purchase', async () => {
  const [userId, productId, id] = [v7(), v7(), v7()];
  const order = { orderId: v7(), number: 'ORD-1', userId, productIds: [productId, productId], deliveredAt: shop.clock.now().toISOString() };
  for (let n = 0; n < 2; n++) await shop.deliver(orders.delivered, order, { id });
  await shop.deliver(orders.delivered, { ...order, orderId: v7() });
  expect(await shop.sql('SELECT 1 FROM purchases WHERE user_id = $1', [userId])).toHaveLength(1);
});

test('columns with words of people say so', async () => {
  const marked = await shop.sql(
    "SELECT c.relname || '.' || a.attname AS name FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid WHERE d.description LIKE 'pd:%' AND c.relname = ANY ($1) ORDER BY 1",
    [['reviews', 'reports']],
  );
  expect(marked).toEqual([{ name: 'reports.reason' }, { name: 'reviews.text' }, { name: 'reviews.title' }]);
});
