import { v7 } from 'uuid';
import { products } from '#platform/topics/product';
import { publishAfterMs, type Reviewed, refusal, testReviews } from './testing';

let shop: Reviewed;

beforeAll(async () => {
  shop = await testReviews();
});

afterAll(() => shop?.stop());

const change = (person: Awaited<ReturnType<Reviewed['person']>>, id: string, version: number | undefined, body: object) =>
  person.send('PATCH', `/reviews/${id}`, { body, ...(version && { ifMatch: `"${version}"` }) });
const read = (id: string) => shop.request('GET', `/reviews/${id}`);
const statusOf = async (id: string) => (await shop.moderator.send('GET', `/reviews/${id}`)).body.status;

describe('writing', () => {
  test('review I3: only who was delivered the product may review it', async () => {
    const [buyer, stranger, productId] = [await shop.person(), await shop.person(), v7()];
    await stranger.buys(v7());
    for (const person of [buyer, stranger]) expect(refusal(await person.writes(productId))).toEqual([403, 'not-purchased']);
    await buyer.buys(productId);
    const { status, body, headers } = await buyer.writes(productId);
    expect([status, headers.get('location'), headers.get('etag')]).toEqual([201, `/reviews/${body.id}`, '"1"']);
    expect(body).toEqual({
      ...{ id: expect.any(String), productId, rating: 4, title: 'Good', text: 'Holds tea.', locale: 'en', helpfulCount: 0 },
      ...{ createdAt: shop.clock.now().toISOString(), publishedAt: null, version: 1, status: 'pending', reason: null },
    });
    expect(refusal(await stranger.writes(productId))).toEqual([403, 'not-purchased']);
  });

  test('of many who write at once with one key, one review comes out, and another key is told so', async () => {
    const [buyer, productId, key] = [await shop.person(), v7(), v7()];
    await buyer.buys(productId);
    const first = await buyer.writes(productId, {}, key);
    const again = await buyer.writes(productId, {}, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(refusal(await buyer.writes(productId, { rating: 1 }, key))).toEqual([422, 'idempotency-key-reused']);
    expect(refusal(await buyer.writes(productId, {}, ''))).toEqual([400, 'idempotency-key-required']);
  });

  test('review I1: one live review for each user and product, whatever comes at once', async () => {
    const [buyer, productId] = [await shop.person(), v7()];
    await buyer.buys(productId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => buyer.writes(productId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(refusal(await buyer.writes(productId))).toEqual([409, 'already-reviewed']);
    const id = answers.find(({ status }) => status === 201)?.body.id;
    expect((await buyer.send('DELETE', `/reviews/${id}`)).status).toBe(204);
    expect((await buyer.writes(productId)).status).toBe(201);
  });

  test('a retired product takes no new reviews and keeps those that it has', async () => {
    const { productId, id } = await shop.shown();
    const late = await shop.person();
    await late.buys(productId);
    const retired = { productId, skus: [], retiredAt: shop.clock.now().toISOString() };
    const eventId = v7();
    for (let n = 0; n < 2; n++) await shop.deliver(products.retired, retired, { id: eventId });
    await shop.deliver(products.retired, retired);
    expect(refusal(await late.writes(productId))).toEqual([409, 'product-retired']);
    expect(await shop.ids(productId)).toEqual([id]);
  });

  test.each([
    ...[{ rating: 0 }, { rating: 6 }, { rating: 4.5 }, { rating: '5' }, { rating: undefined }, { userId: v7() }, { status: 'published' }],
    ...[{ title: 'x'.repeat(121) }, { text: 'x'.repeat(5001) }, { text: 'null \u0000' }, { locale: 'English' }, { productId: 'mug' }],
  ])('refuses %j', async (wish) => {
    const buyer = await shop.person();
    const productId = v7();
    await buyer.buys(productId);
    expect(refusal(await buyer.writes(productId, wish))).toEqual([400, 'validation-failed']);
  });

  test('takes the longest words, and none at all', async () => {
    const productId = v7();
    await shop.pending(productId, { title: 'x'.repeat(120), text: '漢'.repeat(5000) });
    const { id } = await shop.pending(productId, { title: undefined, text: undefined });
    expect((await shop.moderator.send('GET', `/reviews/${id}`)).body).toMatchObject({ title: '', text: '' });
  });
});

describe('coming out', () => {
  test('a review that nobody holds is published by itself, not before its time', async () => {
    const { productId, id } = await shop.pending();
    shop.clock.advance(publishAfterMs - 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([await statusOf(id), await shop.ids(productId)]).toEqual(['pending', []]);
    shop.clock.advance(1);
    await shop.wait();
    expect([await statusOf(id), await shop.ids(productId)]).toEqual(['published', [id]]);
    const rating = { reviewId: id, productId, rating: 4, ratingAverage: 4, ratingCount: 1, publishedAt: expect.any(String) };
    expect(await shop.told(productId)).toEqual([{ what: 'published', version: 1, data: rating }]);
  });

  test('review I4: what is not published is seen by its author and by moderators only', async () => {
    const { author, productId, id } = await shop.pending();
    const other = await shop.person();
    const readers = async () =>
      (await Promise.all([author, shop.moderator, other].map((each) => each.send('GET', `/reviews/${id}`)))).map(({ status }) => status);
    expect([...(await readers()), (await read(id)).status, await shop.ids(productId)]).toEqual([200, 200, 404, 404, []]);
    await shop.moderator.send('POST', `/reviews/${id}/reject`, { body: { reason: 'rude' } });
    expect([...(await readers()), (await read(id)).status, await shop.ids(productId)]).toEqual([200, 200, 404, 404, []]);
    expect((await author.send('GET', `/reviews/${id}`)).body).toMatchObject({ status: 'rejected', reason: 'rude' });
    expect(await shop.summary(productId)).toEqual({ productId, average: 0, count: 0, histogram: [0, 0, 0, 0, 0] });
    for (const path of ['helpful', 'reports'])
      expect(refusal(await other.send('POST', `/reviews/${id}/${path}`, path === 'reports' ? { body: { reason: 'x' } } : {}))[0]).toBe(404);
  });

  test('shows nothing of who wrote a review, and not what a moderator thought of it', async () => {
    const { author, productId, id } = await shop.pending();
    await shop.moderator.send('POST', `/reviews/${id}/approve`, { body: { reason: 'a bit rude' } });
    const { body } = await shop.request('GET', `/reviews?productId=${productId}`);
    const keys = ['createdAt', 'helpfulCount', 'id', 'locale', 'productId', 'publishedAt', 'rating', 'text', 'title', 'version'];
    expect(Object.keys(body.data[0]).sort()).toEqual(keys);
    expect((await read(id)).body.reason).toBeNull();
    expect((await author.send('GET', `/reviews/${id}`)).body.reason).toBe('a bit rude');
    expect(JSON.stringify([body, (await read(id)).body, await shop.told(productId)])).not.toContain(author.userId);
  });
});

describe('changing', () => {
  test('makes a review pending again, and takes it out of the rating until it is published', async () => {
    const { author, productId, id } = await shop.shown();
    const { status, body } = await change(author, id, 2, { rating: 1, text: 'It broke.' });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ rating: 1, title: 'Good', text: 'It broke.', status: 'pending', version: 3 }),
    ]);
    expect([await shop.ids(productId), await shop.summary(productId)]).toEqual([[], expect.objectContaining({ count: 0, average: 0 })]);
    await shop.wait();
    expect(await shop.summary(productId)).toEqual({ productId, average: 1, count: 1, histogram: [1, 0, 0, 0, 0] });
    expect((await shop.told(productId)).map(({ what, version, data }) => [what, version, data.ratingAverage, data.reason])).toEqual([
      ['published', 1, 4, undefined],
      ['removed', 2, 0, 'author'],
      ['published', 3, 1, undefined],
    ]);
  });

  test('of two who read the same version one changes it', async () => {
    const { author, id } = await shop.pending();
    const answers = await Promise.all([change(author, id, 1, { rating: 1 }), change(author, id, 1, { title: 'New' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(refusal(await change(author, id, undefined, {}))).toEqual([428, 'precondition-required']);
    for (const body of [{ rating: 9 }, { status: 'published' }, { productId: v7() }, { helpfulCount: 9 }])
      expect(refusal(await change(author, id, 2, body))).toEqual([400, 'validation-failed']);
  });

  test("somebody else's review does not exist", async () => {
    const { id } = await shop.shown();
    const other = await shop.person();
    expect(refusal(await change(other, id, 2, { rating: 1 }))).toEqual([404, 'not-found']);
    expect(refusal(await other.send('DELETE', `/reviews/${id}`))).toEqual([404, 'not-found']);
    expect(refusal(await other.send('DELETE', `/reviews/${v7()}`))).toEqual([404, 'not-found']);
    expect((await read(id)).status).toBe(200);
  });

  test('removed is final, and to remove twice is fine', async () => {
    const { author, productId, id } = await shop.shown();
    for (let n = 0; n < 2; n++) expect((await author.send('DELETE', `/reviews/${id}`)).status).toBe(204);
    expect(refusal(await change(author, id, 3, { rating: 1 }))).toEqual([409, 'removed']);
    for (const verb of ['approve', 'reject'])
      expect(refusal(await shop.moderator.send('POST', `/reviews/${id}/${verb}`, { body: { reason: 'x' } }))).toEqual([409, 'removed']);
    expect([(await read(id)).status, (await author.send('GET', `/reviews/${id}`)).status, await shop.ids(productId)]).toEqual([
      404,
      404,
      [],
    ]);
    expect((await shop.told(productId)).map(({ what, data }) => [what, data.reason])).toEqual([
      ['published', undefined],
      ['removed', 'author'],
    ]);
    expect(await shop.sql('SELECT title, text FROM reviews WHERE id = $1', [id])).toEqual([{ title: '', text: '' }]);
  });
});

describe('who may ask', () => {
  const id = v7();
  const body = { reason: 'x' };
  test.each([
    ['POST', '/reviews', 403],
    ['PATCH', `/reviews/${id}`, 403],
    ['DELETE', `/reviews/${id}`, 403],
    ['POST', `/reviews/${id}/helpful`, 404],
    ['DELETE', `/reviews/${id}/helpful`, 204],
    ['POST', `/reviews/${id}/reports`, 404],
    ['GET', '/reviews/queue', 403],
    ['POST', `/reviews/${id}/approve`, 403],
    ['POST', `/reviews/${id}/reject`, 403],
  ])('%s %s wants a token and the right scope', async (method, path, otherwise) => {
    const wish = /reports|approve|reject/.test(path) ? { body } : {};
    expect(refusal(await shop.request(method, path, wish))).toEqual([401, 'unauthenticated']);
    const token = await shop.token({ subject: v7(), scopes: ['orders:own'] });
    expect((await shop.request(method, path, { token, ...wish })).status).toBe(otherwise);
  });

  test('services have no opinion', async () => {
    const { id: shown } = await shop.shown();
    const token = await shop.token({ subject: 'svc:order-service', scopes: ['reviews:own'] });
    for (const [path, wish] of [
      ['helpful', {}],
      ['reports', { body }],
    ] as const)
      expect(refusal(await shop.request('POST', `/reviews/${shown}/${path}`, { token, ...wish }))).toEqual([404, 'not-found']);
  });
});
