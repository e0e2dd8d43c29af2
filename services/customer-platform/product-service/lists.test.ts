import { type Catalogue, mug, refusal, testCatalogue } from './testing';

let shop: Catalogue;
/** In the order of the list. */
let shelf: string[];
let draftId: string;
let rivalsDraft: string;
let retiredId: string;

beforeAll(async () => {
  shop = await testCatalogue();
  shelf = [];
  for (let n = 0; n < 7; n++) shelf.push(await shop.onShelf(`SKU-${n}`));
  draftId = (await shop.create()).body.productId;
  rivalsDraft = (await shop.create({}, shop.rival)).body.productId;
  retiredId = await shop.onShelf('OLD');
  await shop.act(retiredId, 'retire');
});

afterAll(() => shop?.stop());

const get = (path: string, token?: string) => shop.request('GET', path, token ? { token } : {});
const ids = async (query: string, token?: string): Promise<string[]> =>
  (await get(`/products?limit=100&${query}`, token)).body.data.map(({ productId }: { productId: string }) => productId);

/** All pages of a list; `between` runs after each. */
const walk = async (path: string, { token = shop.seller, between = async () => {} } = {}): Promise<Record<string, unknown>[]> => {
  const seen: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await get(`${path}limit=2${cursor && `&cursor=${cursor}`}`, token);
    seen.push(...body.data);
    cursor = body.page.nextCursor;
    await between();
  }
  return seen;
};

describe('what is listed', () => {
  test('to everybody: what is on the shelf, and what was retired', async () => {
    expect(await ids('')).toEqual(shelf);
    expect(await ids('status=active', shop.rival)).toEqual(shelf);
    expect(await ids('status=retired')).toEqual([retiredId]);
  });

  test('of drafts: their own to sellers, all to merchandisers, none to others', async () => {
    const draftsFor = (token?: string, query = '') => ids(`status=draft${query}`, token);
    const all = [shop.seller, shop.rival, shop.merchandiser, shop.customer, undefined].map((token) => draftsFor(token));
    expect(await Promise.all(all)).toEqual([[draftId], [rivalsDraft], [draftId, rivalsDraft], [], []]);
    const ofSeller = `&seller=${shop.sellerId}`;
    expect(await draftsFor(shop.merchandiser, ofSeller)).toEqual([draftId]);
    expect(await draftsFor(shop.rival, ofSeller)).toEqual([]);
    const namesake = await shop.token({ subject: shop.sellerId, scopes: ['orders:own'] });
    expect(await draftsFor(namesake)).toEqual([]);
  });

  test('by category, seller and time of change', async () => {
    expect(await ids(`category=${shop.categoryId}&seller=${shop.sellerId}`)).toEqual(shelf);
    expect(await ids(`category=${draftId}`)).toEqual([]);
    expect(await ids('seller=nobody')).toEqual([]);
    expect(await ids('updatedSince=2020-01-01T00:00:00Z')).toEqual(shelf);
    expect(await ids('updatedSince=2999-01-01T00:00:00Z')).toEqual([]);
  });

  test('may be kept by caches, but for drafts', async () => {
    const kept = async (query: string) => (await get(`/products?${query}`, shop.seller)).headers.get('cache-control');
    expect([await kept(''), await kept('status=draft')]).toEqual(['public, max-age=30', 'no-store']);
  });

  test.each([
    ...['limit=0', 'limit=101', 'limit=x', 'status=gone', 'category=mugs', 'page=2', 'seller=%00'],
    ...['updatedSince=yesterday', 'updatedSince=2026-02-30T00:00:00Z', 'updatedSince=0000-01-01T00:00:00Z'],
    `updatedSince=2026-01-01T00:00:00.${'1'.repeat(300)}Z`,
  ])('is refused with %s', async (query) => expect(refusal(await get(`/products?${query}`))).toEqual([400, 'validation-failed']));
});

describe('pages', () => {
  test('neither skip nor repeat, while products come and change', async () => {
    let price = 1;
    const between = async () => {
      await shop.onShelf(`NEW-${price}`);
      const [id = ''] = shelf;
      const { version } = (await get(`/products/${id}`)).body;
      await shop.put(id, version, 'SKU-0', { price: { amount: price++, currency: 'EUR' } });
    };
    let left = 3;
    const seen = (await walk('/products?', { between: async () => (left-- > 0 ? between() : undefined) })).map(
      ({ productId }) => productId,
    );
    expect(seen.slice(0, shelf.length)).toEqual(shelf);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('of the price history neither skip nor repeat', async () => {
    const id = await shop.onShelf('MOVED');
    for (let n = 0; n < 5; n++) await shop.put(id, n + 3, 'MOVED', { price: { ...mug.price, amount: n + 1 } });
    const news = (await walk('/products/skus/MOVED/price-history?')).map((change) => (change.new as { amount: number }).amount);
    expect(news).toEqual([5, 4, 3, 2, 1]);
  });
});

describe('a cursor', () => {
  const given = async (path: string): Promise<string> => (await get(`${path}limit=1`, shop.seller)).body.page.nextCursor;
  const made = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const opened = (cursor: string): [string, string, string] => JSON.parse(Buffer.from(cursor, 'base64url').toString());

  test.each(['/products?', '/products/skus/SKU-0/price-history?'])('of %s that was altered or forged is refused', async (path) => {
    const cursor = (await given(path)) ?? (await given('/products?'));
    const [sort, id, seal] = opened(cursor);
    const forged = [
      ...[made([sort, 'no-id', seal]), made(['no-id', 'no-id', seal]), made([sort, shelf[3], seal]), made([sort, id]), made([sort, id, 1])],
      ...[made({ sort, id, seal }), made(null), made([sort, "' OR true --", seal]), cursor.slice(1), 'garbage', '%00', ''],
    ];
    const answers = await Promise.all(forged.map((each) => get(`${path}cursor=${each}`, shop.seller)));
    expect(answers.map(({ status }) => status)).toEqual(forged.map(() => 400));
    expect(answers.map(({ body }) => body.code)).toEqual(forged.map((each) => (each === '%00' ? 'validation-failed' : 'invalid-cursor')));
  });

  test('is refused with other filters', async () => {
    const cursor = await given('/products?');
    expect((await get(`/products?limit=3&cursor=${cursor}`)).status).toBe(200);
    for (const filter of ['status=retired', `seller=${shop.sellerId}`, `category=${shop.categoryId}`])
      expect(refusal(await get(`/products?cursor=${cursor}&${filter}`))).toEqual([400, 'invalid-cursor']);
  });
});
