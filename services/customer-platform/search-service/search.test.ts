import { v7 } from 'uuid';
import { type SearchUnderTest, snapshot, startSearch } from './testing';

let shop: SearchUnderTest;

beforeAll(async () => {
  shop = await startSearch();
  const add = async (change: Parameters<typeof snapshot>[0], stock = 1) => {
    const product = snapshot(change);
    await shop.product(product);
    if (stock > 0) await shop.stock(product.productId, stock, 1);
    return product.productId;
  };
  await add({ name: 'Blue Headphones', categoryPath: ['audio', 'headphones'], price: 9900, sellerId: 'acme' });
  await add({ name: 'Red Headphones', categoryPath: ['audio', 'headphones'], price: 4900, sellerId: 'acme' }, 0);
  await add({
    name: 'Speaker',
    categoryPath: ['audio', 'speakers'],
    description: 'Louder than headphones',
    price: 15_000,
    currency: 'USD',
  });
  await add({ name: 'Teapot', categoryPath: ['home', 'kitchen'], attributes: { colour: 'blue' }, price: 2500 });
  const rated = await add({ name: 'Kettle', categoryPath: ['home', 'kitchen'], price: 3000 });
  await shop.rate(rated, 4.5, 12, 1);
  await add({ name: 'Secret draft lamp', status: 'draft' });
});

afterAll(() => shop?.stop());

const all = async (query: Record<string, string | number>): Promise<Awaited<ReturnType<typeof shop.get>>['body'][]> => {
  const pages = [(await shop.get(query)).body];
  while (pages.at(-1).page.nextCursor) pages.push((await shop.get({ ...query, cursor: pages.at(-1).page.nextCursor })).body);
  return pages;
};

describe('words', () => {
  test('are found in names first, then categories, attributes and descriptions', async () => {
    expect((await shop.names({ q: 'headphones' })).at(-1)).toBe('Speaker');
    expect(await shop.names({ q: 'HEADPHONE' })).toHaveLength(3);
    expect(await shop.names({ q: 'blue' })).toEqual(['Blue Headphones', 'Teapot']);
    expect(await shop.names({ q: 'headphones -red' })).toEqual(['Blue Headphones', 'Speaker']);
  });

  test('what is in stock comes before what is not', async () => {
    expect((await shop.names({ q: 'headphones' })).slice(0, 2)).toEqual(['Blue Headphones', 'Red Headphones']);
  });

  test('an answer shows prices, the stock flag and the rating', async () => {
    const { data, correctedQuery } = (await shop.get({ q: 'kettle' })).body;
    expect(data).toEqual([
      expect.objectContaining({ price: { amount: 3000, currency: 'EUR' }, inStock: true, rating: { average: 4.5, count: 12 } }),
    ]);
    expect(correctedQuery).toBeUndefined();
  });

  test("'headfones blu' finds blue headphones, and says how it was read", async () => {
    const { data, correctedQuery } = (await shop.get({ q: 'headfones blu' })).body;
    expect([data.map(({ name }: { name: string }) => name), correctedQuery]).toEqual([['Blue Headphones'], 'headphones blue']);
  });

  test('a corrected query goes on over its pages', async () => {
    const pages = await all({ q: 'headfones', limit: 1 });
    expect(pages.map(({ data }) => data[0].name)).toEqual(await shop.names({ q: 'headphones' }));
    expect(new Set(pages.map(({ correctedQuery, queryId }) => `${correctedQuery} ${queryId}`)).size).toBe(1);
  });

  test('a word that only a filter leaves out is not corrected', async () => {
    const { data, correctedQuery } = (await shop.get({ q: 'teapot', seller: 'nobody' })).body;
    expect([data, correctedQuery]).toEqual([[], undefined]);
  });

  test.each([
    ...[
      "' | !(:* ; drop table",
      "'; DROP TABLE documents; --",
      'a & | ! b',
      '!!!',
      '<->',
      "it's",
      '\\',
      '"',
      '"unfinished',
      ':*',
      'a:*b',
      '%',
      '_',
    ],
    ...['-', '((((', "''", 'or or or', '\u{1F3A7}', '$1', 'the', '-headphones', `${'x'.repeat(199)}%`, "kettle:A'", 'or', '{}', '0x00'],
  ])('search I4: %j is words and nothing else', async (q) => {
    const { status, body } = await shop.get({ q });
    expect([status, Array.isArray(body.data)]).toEqual([200, true]);
    expect((await shop.get({ q: 'kettle' })).body.data).toHaveLength(1);
  });

  test('search I4: what looks like a pattern is none', async () => {
    expect(await shop.names({ q: '%' })).toEqual([]);
    expect((await shop.request('GET', '/search/suggest?q=%25%25')).body).toEqual({ data: [] });
    expect(await shop.names({ q: 'kett:*' })).not.toContain('Teapot');
  });
});

describe('filters and facets', () => {
  test.each<[Record<string, string | number>, string[]]>([
    [{ category: 'kitchen', sort: 'price' }, ['Teapot', 'Kettle']],
    [{ seller: 'acme', sort: 'price' }, ['Red Headphones', 'Blue Headphones']],
    [{ minPrice: 3000, maxPrice: 9900, currency: 'EUR', sort: 'price' }, ['Kettle', 'Red Headphones', 'Blue Headphones']],
    [{ currency: 'USD' }, ['Speaker']],
    [{ inStock: 'false' }, ['Red Headphones']],
    [{ minRating: 4 }, ['Kettle']],
    [{ sort: 'newest' }, ['Kettle', 'Teapot', 'Speaker', 'Red Headphones', 'Blue Headphones']],
    [{ category: 'home', q: 'blue' }, ['Teapot']],
  ])('%j', async (query, names) => expect(await shop.names(query)).toEqual(names));

  test('facets count what their own limit leaves out, and the categories below', async () => {
    const { facets } = (await shop.get({ minPrice: 5000, currency: 'EUR' })).body;
    expect(facets).toEqual({
      category: [{ value: 'audio', count: 1 }],
      price: [
        { currency: 'EUR', from: 2500, to: 5000, count: 3 },
        { currency: 'EUR', from: 5000, to: 10_000, count: 1 },
      ],
      rating: [4, 3, 2, 1].map((from) => ({ from, count: 0 })),
    });
    const below = (await shop.get({ category: 'audio', minRating: 4 })).body.facets;
    expect([below.category, below.price.length]).toEqual([[], 0]);
    expect((await shop.get({ category: 'audio' })).body.facets.category).toEqual([
      { value: 'headphones', count: 2 },
      { value: 'speakers', count: 1 },
    ]);
    expect((await shop.get({})).body.facets.rating[0]).toEqual({ from: 4, count: 1 });
  });

  test.each(['relevance', 'price', 'rating', 'newest'])('pages by %s neither skip nor repeat', async (sort) => {
    for (const q of ['', 'headphones or kettle or teapot']) {
      const query = { sort, ...(q && { q }) };
      const pages = await all({ ...query, limit: 2 });
      expect(pages.flatMap(({ data }) => data.map(({ name }: { name: string }) => name))).toEqual(await shop.names(query));
      expect(pages).toHaveLength(3);
    }
  });

  test('a product that comes meanwhile neither hides nor repeats others', async () => {
    const before = await shop.names({ sort: 'newest' });
    const first = (await shop.get({ sort: 'newest', limit: 3 })).body;
    const late = snapshot({ name: 'Late' });
    await shop.product(late);
    const rest = await shop.names({ sort: 'newest', limit: 50, cursor: first.page.nextCursor });
    expect([...first.data.map(({ name }: { name: string }) => name), ...rest]).toEqual(before);
    await shop.retire(late.productId, 2);
  });

  test('a cursor that was altered, or made with other filters, is refused', async () => {
    const { nextCursor } = (await shop.get({ limit: 1 })).body.page;
    const forged = Buffer.from(JSON.stringify(['1', v7(), v7(), null, 'x'])).toString('base64url');
    const wrong: Record<string, string>[] = [
      ...[{ cursor: 'x' }, { cursor: forged }],
      ...[
        { cursor: nextCursor, sort: 'price' },
        { cursor: nextCursor, q: 'a' },
      ],
    ];
    for (const query of wrong) {
      const { status, body } = await shop.get(query);
      expect([status, body.code]).toEqual([400, 'invalid-cursor']);
    }
  });

  test.each<Record<string, string | number>>([
    { limit: 51 },
    { q: 'x'.repeat(201) },
    { currency: 'eur' },
    { minRating: 6 },
    { sort: 'best' },
    { minPrice: -1 },
    { unknown: 1 },
  ])('refuses %j', async (query) => {
    const { status, body } = await shop.get(query);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
  });
});

test('search I1: drafts and retired products never appear', async () => {
  const product = snapshot({ name: 'Gramophone' });
  await shop.product({ ...product, status: 'draft' });
  expect(await shop.names({ q: 'gramophone' })).toEqual([]);
  await shop.update(product, 2);
  expect(await shop.names({ q: 'gramophone' })).toEqual(['Gramophone']);
  await shop.retire(product.productId, 3);
  const suggested = (await shop.request('GET', '/search/suggest?q=gramo')).body.data;
  expect([await shop.names({ q: 'gramophone' }), suggested]).toEqual([[], []]);
  await shop.update({ ...product, name: 'Gramophone again' }, 2);
  expect(await shop.names({ q: 'gramophone' })).toEqual([]);
});

describe('suggestions', () => {
  test('complete names', async () => {
    expect((await shop.request('GET', '/search/suggest?q=Ke')).body).toEqual({ data: ['Kettle'] });
    expect((await shop.request('GET', '/search/suggest?q=k')).status).toBe(400);
  });
});

describe('without pg_trgm', () => {
  test('the service still finds words, and names by their start', async () => {
    await shop.sql('DROP EXTENSION pg_trgm CASCADE');
    expect(await shop.names({ q: 'headphones' })).toHaveLength(3);
    expect((await shop.get({ q: 'headfones blu' })).body.data).toEqual([]);
    const { data, correctedQuery } = (await shop.get({ q: 'blue  headph' })).body;
    expect([data.map(({ name }: { name: string }) => name), correctedQuery]).toEqual([['Blue Headphones'], undefined]);
    await shop.product(snapshot({ name: 'Blue Hat' }));
    const pages = await all({ q: 'blue h', limit: 1 });
    expect(pages.map(({ data: [hit] }) => hit.name).sort()).toEqual(['Blue Hat', 'Blue Headphones']);
  });
});
