import { v7 } from 'uuid';
import { reviews } from '#platform/topics/review';
import { type Catalogue, refusal, testCatalogue } from './testing';

let shop: Catalogue;
let follower: string;

beforeAll(async () => {
  shop = await testCatalogue();
  follower = await shop.token({ subject: 'svc:search-service', scopes: ['products:export'] });
});

afterAll(() => shop?.stop());

const rate = (productId: string, ratingAverage: number, ratingCount: number, version = 1) => {
  const publishedAt = '2026-01-01T00:00:00.000Z';
  return shop.deliver(reviews.published, { reviewId: v7(), productId, rating: 5, ratingAverage, ratingCount, publishedAt }, { version });
};
const get = (path: string, token?: string) => shop.request('GET', path, token ? { token } : {});

describe('a product that is kept for a while', () => {
  const patch = (id: string, version: number, name: string) =>
    shop.request('PATCH', `/products/${id}`, { token: shop.seller, ifMatch: `"${version}"`, body: { name } });

  test('is read once, and its changes are seen at once', async () => {
    const id = await shop.onShelf('C-1');
    // Nothing is kept in the seconds after a change.
    shop.cache.clear();
    await get(`/products/${id}`);
    await shop.sql("UPDATE products SET name = 'Behind the back' WHERE id = $1", [id]);
    expect((await get(`/products/${id}`)).body.name).toBe('Blue mug');
    expect((await patch(id, 3, 'New')).status).toBe(200);
    for (let n = 0; n < 3; n++) expect((await get(`/products/${id}`)).body).toMatchObject({ name: 'New', version: 4 });
    shop.cache.clear();
    await get(`/products/${id}`);
    await rate(id, 4.5, 2);
    expect((await get(`/products/${id}`)).body).toMatchObject({ ratingAverage: 4.5, version: 5 });
  });

  test('answers the same when the cache has lost it', async () => {
    const id = await shop.onShelf('C-2');
    shop.cache.clear();
    const answers: unknown[][] = [];
    for (const lose of [false, false, true, true]) {
      if (lose) shop.cache.clear();
      const { status, headers, body } = await get(`/products/${id}`);
      answers.push([status, headers.get('etag'), headers.get('cache-control'), body]);
    }
    expect(answers.every((answer) => JSON.stringify(answer) === JSON.stringify(answers[0]))).toBe(true);
    expect(answers[0]?.slice(0, 3)).toEqual([200, '"3"', 'public, max-age=30']);
  });

  test("is nobody else's while it is a draft", async () => {
    const { productId } = (await shop.create()).body;
    shop.cache.clear();
    for (let n = 0; n < 2; n++) {
      expect((await get(`/products/${productId}`, shop.seller)).status).toBe(200);
      for (const token of [undefined, shop.rival]) expect(refusal(await get(`/products/${productId}`, token))).toEqual([404, 'not-found']);
    }
  });

  test('is not put back by somebody who read it before its change', async () => {
    const id = await shop.onShelf('C-3');
    for (let version = 3; version < 13; version++) {
      shop.cache.clear();
      const [changed] = await Promise.all([
        patch(id, version, `Name ${version}`),
        ...Array.from({ length: 4 }, () => get(`/products/${id}`)),
      ]);
      expect((await get(`/products/${id}`)).body).toEqual(changed?.body);
    }
  });
});

describe('what goes with a product', () => {
  test('are the best rated of its category that are on the shelf, twelve at most', async () => {
    const { id: categoryId } = (
      await shop.request('POST', '/products/categories', { token: shop.merchandiser, body: { name: 'Pots', slug: `c-${v7()}` } })
    ).body;
    const make = async (sku: string, published = true): Promise<string> => {
      const { productId } = (await shop.create({ categoryId })).body;
      await shop.put(productId, 1, sku);
      if (published) await shop.act(productId, 'publish');
      return productId;
    };
    const asked = await make('G-0');
    const ids: string[] = [];
    for (let n = 1; n <= 13; n++) ids.push(await make(`G-${n}`));
    await make('G-DRAFT', false);
    const retired = await make('G-RETIRED');
    await rate(retired, 5, 99);
    await shop.act(retired, 'retire');
    await rate(ids[7] ?? '', 4.5, 10);
    await rate(ids[9] ?? '', 4.5, 20);
    await rate(ids[11] ?? '', 4.9, 1);
    const { status, body, headers } = await get(`/products/${asked}/related`);
    const found = body.data.map(({ productId }: { productId: string }) => productId);
    expect([status, found.length, headers.get('cache-control')]).toEqual([200, 12, 'public, max-age=30']);
    expect(found.slice(0, 4)).toEqual([ids[11], ids[9], ids[7], ids[0]]);
    expect(found).not.toContain(asked);
  });

  test('is told of what one may see only', async () => {
    const draft = (await shop.create()).body.productId;
    expect(refusal(await get(`/products/${draft}/related`))).toEqual([404, 'not-found']);
    expect(refusal(await get(`/products/${v7()}/related`))).toEqual([404, 'not-found']);
    expect((await get(`/products/${draft}/related`, shop.seller)).status).toBe(200);
  });
});

describe('the export', () => {
  const all = async (query = '') => {
    const lines = [];
    let pages = 0;
    for (let cursor = ''; ; pages++) {
      const { status, body, headers } = await get(`/products/export?${query}${cursor && `cursor=${cursor}`}`, follower);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      lines.push(...body);
      cursor = headers.get('x-next-cursor') ?? '';
      if (cursor === '') return { lines, pages: pages + 1 };
    }
  };

  test('has each product as its events tell it, drafts and retired ones too', async () => {
    const id = await shop.onShelf('X-1', { cost: { amount: 700, currency: 'EUR' } });
    await rate(id, 4.5, 2);
    const draft = (await shop.create()).body.productId;
    const retired = await shop.onShelf('X-2');
    await shop.act(retired, 'retire');
    const { lines } = await all();
    const line = (of: string) => lines.find(({ productId }) => productId === of);
    const { changed: _, ...snapshot } = (await shop.told(id)).at(-1)?.data ?? {};
    expect(line(id)).toEqual({ ...snapshot, version: 4, updatedAt: expect.stringMatching(/Z$/) });
    expect([line(draft)?.status, line(retired)?.status]).toEqual(['draft', 'retired']);
  });

  test('comes in pages of 500 that neither skip nor repeat, and can begin at a time', async () => {
    await shop.sql(
      `INSERT INTO products (id, seller_id, name, slug, description, category_id, attributes, updated_at)
       SELECT gen_random_uuid(), 'x', 'x', 'bulk-' || n, '', $1, '{}', '2020-01-01' FROM generate_series(1, 1000) n`,
      [shop.categoryId],
    );
    const { lines, pages } = await all();
    const [{ n } = { n: 0 }] = await shop.sql<{ n: number }>('SELECT count(*)::int AS n FROM products');
    expect([lines.length, new Set(lines.map(({ productId }) => productId)).size, pages]).toEqual([n, n, 3]);
    expect((await all('since=2025-01-01T00:00:00Z&')).lines).toHaveLength(n - 1000);
    expect((await all('since=2999-01-01T00:00:00Z&')).lines).toEqual([]);
  });

  test('is for services with the scope, and refuses what it does not know', async () => {
    expect(refusal(await get('/products/export'))).toEqual([401, 'unauthenticated']);
    for (const token of [shop.seller, shop.merchandiser, shop.till])
      expect(refusal(await get('/products/export', token))).toEqual([403, 'forbidden']);
    for (const query of ['since=yesterday', 'limit=5'])
      expect(refusal(await get(`/products/export?${query}`, follower))).toEqual([400, 'validation-failed']);
    expect(refusal(await get('/products/export?cursor=forged', follower))).toEqual([400, 'invalid-cursor']);
  });
});

test('quotes are counted by their result', async () => {
  await shop.onShelf('Q-1');
  const quote = (sku: string) =>
    shop.request('POST', '/products/quote', { token: shop.till, body: { items: [{ sku, quantity: 1 }], currency: 'EUR' } });
  await quote('Q-1');
  await quote('NOWHERE');
  const { body } = await get('/metrics');
  for (const result of ['ok', 'unknown-sku']) expect(body).toContain(`product_quote_total{result="${result}"} 1`);
});
