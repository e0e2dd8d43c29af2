import { v7 } from 'uuid';
import { type Reviewed, refusal, testReviews } from './testing';

let shop: Reviewed;

beforeAll(async () => {
  shop = await testReviews();
});

afterAll(() => shop?.stop());

const get = (path: string) => shop.request('GET', path);

describe('votes', () => {
  test('of fifty at once by one user one counts', async () => {
    const { productId, id } = await shop.shown();
    const reader = await shop.person();
    const answers = await Promise.all(Array.from({ length: 50 }, () => reader.send('POST', `/reviews/${id}/helpful`)));
    expect(answers.map(({ status, body }) => [status, body.helpfulCount])).toEqual(Array(50).fill([200, 1]));
    expect((await get(`/reviews?productId=${productId}`)).body.data).toMatchObject([{ helpfulCount: 1, version: 2 }]);
    await Promise.all(Array.from({ length: 5 }, () => reader.send('DELETE', `/reviews/${id}/helpful`)));
    expect((await get(`/reviews/${id}`)).body.helpfulCount).toBe(0);
  });

  test('of several people count each', async () => {
    const { id } = await shop.shown();
    const readers = await Promise.all(Array.from({ length: 4 }, shop.person));
    await Promise.all(readers.map((reader) => reader.send('POST', `/reviews/${id}/helpful`)));
    expect((await get(`/reviews/${id}`)).body.helpfulCount).toBe(4);
  });

  test('for, and reports of, a review of the own are refused', async () => {
    const { author, id } = await shop.shown();
    expect(refusal(await author.send('POST', `/reviews/${id}/helpful`))).toEqual([422, 'own-review']);
    expect(refusal(await author.send('POST', `/reviews/${id}/reports`, { body: { reason: 'x' } }))).toEqual([422, 'own-review']);
    const reader = await shop.person();
    for (const reason of ['', ' ', 'x'.repeat(501), 1])
      expect(refusal(await reader.send('POST', `/reviews/${id}/reports`, { body: { reason } }))).toEqual([400, 'validation-failed']);
  });
});

describe('the rating of a product', () => {
  test('review I2: equals the sum over its published reviews, whatever happens at once', async () => {
    const productId = v7();
    const all = await Promise.all([5, 5, 4, 1, 3, 2, 1, 5].map((rating) => shop.pending(productId, { rating })));
    const decide = (at: number, verb: string) => shop.moderator.send('POST', `/reviews/${all[at]?.id}/${verb}`, { body: { reason: 'x' } });
    await Promise.all(all.map((_, at) => decide(at, at === 3 ? 'reject' : 'approve')));
    await Promise.all([
      all[0]?.author.send('PATCH', `/reviews/${all[0].id}`, { ifMatch: '"2"', body: { rating: 3 } }),
      all[1]?.author.send('DELETE', `/reviews/${all[1].id}`),
      decide(2, 'reject'),
    ]);
    const rows = await shop.sql<{ rating: number }>("SELECT rating FROM reviews WHERE product_id = $1 AND status = 'published'", [
      productId,
    ]);
    const ratings = rows.map(({ rating }) => rating).sort();
    expect(ratings).toEqual([1, 2, 3, 5]);
    expect(await shop.summary(productId)).toEqual({ productId, average: 2.75, count: 4, histogram: [1, 1, 1, 0, 1] });
    const versions = (await shop.told(productId)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => at + 1));
    expect((await shop.told(productId)).at(-1)?.data).toMatchObject({ ratingAverage: 2.75, ratingCount: 4 });
  });

  test('is nothing for a product without reviews', async () => {
    const productId = v7();
    expect(await shop.summary(productId)).toEqual({ productId, average: 0, count: 0, histogram: [0, 0, 0, 0, 0] });
    expect(refusal(await get('/reviews/summary'))).toEqual([400, 'validation-failed']);
  });
});

describe('the list of a product', () => {
  const productId = v7();
  /** In the order of writing. */
  const ids: string[] = [];

  beforeAll(async () => {
    for (const [at, rating] of [3, 5, 1, 5, 4].entries()) {
      const { id } = await shop.shown(productId, { rating });
      ids.push(id);
      shop.clock.advance(1000);
      const readers = await Promise.all(Array.from({ length: [0, 2, 1, 0, 2][at] ?? 0 }, shop.person));
      await Promise.all(readers.map((reader) => reader.send('POST', `/reviews/${id}/helpful`)));
    }
    await shop.pending(productId);
    await shop.shown();
  });

  const walk = async (sort: string, between = async () => {}): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await get(`/reviews?productId=${productId}&sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor;
      await between();
    }
    return seen;
  };
  const at = (...places: number[]) => places.map((place) => ids[place]);

  test.each([
    ['newest', [4, 3, 2, 1, 0]],
    ['helpful', [4, 1, 2, 3, 0]],
    ['rating', [3, 1, 4, 0, 2]],
  ])('sorted by %s has what is published, in pages', async (sort, places) => {
    expect(await shop.ids(productId, `&sort=${sort}`)).toEqual(at(...places));
    expect(await walk(sort)).toEqual(at(...places));
  });

  test('neither skips nor repeats while reviews come', async () => {
    let left = 2;
    const seen = await walk('newest', async () => {
      if (left-- > 0) await shop.shown(productId, { rating: 2 });
    });
    expect(seen).toEqual(at(4, 3, 2, 1, 0));
  });

  test('refuses what it does not know, and a cursor of another list', async () => {
    for (const query of [
      '',
      `?productId=${productId}&sort=worst`,
      '?productId=mug',
      `?productId=${productId}&limit=101`,
      `?productId=${productId}&user=1`,
    ])
      expect(refusal(await get(`/reviews${query}`))).toEqual([400, 'validation-failed']);
    const { nextCursor } = (await get(`/reviews?productId=${productId}&limit=1`)).body.page;
    for (const query of [`productId=${productId}&sort=rating`, `productId=${v7()}`])
      expect(refusal(await get(`/reviews?${query}&cursor=${nextCursor}`))).toEqual([400, 'invalid-cursor']);
  });
});
