import { v7 } from 'uuid';
import { type Catalogue, mug, refusal, testCatalogue } from './testing';

let shop: Catalogue;

beforeAll(async () => {
  shop = await testCatalogue();
});

afterAll(() => shop?.stop());

const patch = (id: string, version: number | undefined, body: object, token = shop.seller) =>
  shop.request('PATCH', `/products/${id}`, { token, body, ...(version && { ifMatch: `"${version}"` }) });
const read = (id: string, token?: string) => shop.request('GET', `/products/${id}`, token ? { token } : {});
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`fact ${at}`, 'x']));

describe('creating', () => {
  test('makes a draft of the seller who asks', async () => {
    const { status, body, headers } = await shop.create({ attributes: { glaze: 'matt' } });
    expect([status, headers.get('location'), headers.get('etag')]).toEqual([201, `/products/${body.productId}`, '"1"']);
    expect(body).toMatchObject({ sellerId: shop.sellerId, status: 'draft', attributes: { glaze: 'matt' }, variants: [], version: 1 });
    expect((await read(body.productId, shop.seller)).body).toEqual(body);
  });

  test('the same key gives the same product, and another body with it is refused', async () => {
    const key = v7();
    const first = await shop.create({ slug: 'once' }, shop.seller, key);
    const again = await shop.create({ slug: 'once' }, shop.seller, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(refusal(await shop.create({ slug: 'twice' }, shop.seller, key))).toEqual([422, 'idempotency-key-reused']);
    const strangers = await shop.create({}, shop.rival, key);
    expect([strangers.status, strangers.body.productId === first.body.productId]).toEqual([201, false]);
    expect(refusal(await shop.create({}, shop.seller, ''))).toEqual([400, 'idempotency-key-required']);
  });

  test('of ten requests at once with one key, one product comes out', async () => {
    const [key, name] = [v7(), 'Only one'];
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.create({ name }, shop.seller, key)));
    expect(answers.every(({ status, body }) => status === 201 || body.code === 'request-in-progress')).toBe(true);
    expect(await shop.sql('SELECT 1 FROM products WHERE name = $1', [name])).toHaveLength(1);
  });

  test.each([
    ['a key that it does not know', { sellerId: v7() }, '/sellerId'],
    ['a name that is a number', { name: 1 }, '/name'],
    ['a name of blanks', { name: '  ' }, '/name'],
    ['a description that is too long', { description: 'x'.repeat(10_001) }, '/description'],
    ['a category that is no id', { categoryId: 'mugs' }, '/categoryId'],
    ['an address with capitals', { slug: 'Mug' }, '/slug'],
    ['an attribute that is a number', { attributes: { weight: 1 } }, '/attributes/weight'],
    ['51 attributes', { attributes: many(51) }, '/attributes'],
  ])('refuses %s', async (_, change, pointer) => {
    const answer = await shop.create(change);
    expect(refusal(answer)).toEqual([400, 'validation-failed']);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  test('takes 50 attributes, and no category that is not there', async () => {
    expect((await shop.create({ attributes: many(50) })).status).toBe(201);
    expect(refusal(await shop.create({ categoryId: v7() }))).toEqual([422, 'unknown-category']);
  });

  test('an address belongs to one product', async () => {
    await shop.create({ slug: 'my-mug' });
    expect(refusal(await shop.create({ slug: 'my-mug' }))).toEqual([409, 'slug-taken']);
    const { productId } = (await shop.create()).body;
    expect(refusal(await patch(productId, 1, { slug: 'my-mug' }))).toEqual([409, 'slug-taken']);
  });

  test.each(['Über-Größe!', '漢字', `${'a'.repeat(99)} b`])('makes an address that it would take itself out of %s', async (name) => {
    const { productId, slug } = (await shop.create({ name })).body;
    expect((await patch(productId, 1, { slug })).status).toBe(200);
    expect((await shop.request('GET', `/products/by-slug/${slug}`, { token: shop.seller })).body.productId).toBe(productId);
  });
});

describe('reading', () => {
  test('shows a draft to its seller and to merchandisers, to nobody else', async () => {
    const { productId, slug } = (await shop.create()).body;
    const namesake = await shop.token({ subject: shop.sellerId, scopes: ['orders:own'] });
    const readers = [shop.seller, shop.merchandiser, shop.rival, shop.customer, namesake, undefined];
    for (const path of [productId, `by-slug/${slug}`])
      expect((await Promise.all(readers.map((token) => read(path, token)))).map(({ status }) => status)).toEqual([
        ...[200, 200],
        ...[404, 404, 404, 404],
      ]);
  });

  test('lets caches keep what everybody sees, and no draft', async () => {
    const draft = (await shop.create()).body.productId;
    expect((await read(draft, shop.seller)).headers.get('cache-control')).toBe('no-store');
    const shown = await read(await shop.onShelf('CACHED'));
    expect([shown.status, shown.headers.get('cache-control'), shown.headers.get('etag')]).toEqual([200, 'public, max-age=30', '"3"']);
    const seen = await shop.request('GET', `/products/${shown.body.productId}`, { headers: { 'if-none-match': '"3"' } });
    expect([seen.status, seen.body]).toEqual([304, '']);
  });

  test.each([v7(), 'no-id', 'by-slug/nothing', '%00'])('finds nothing at %s', async (path) =>
    expect(refusal(await read(path))).toEqual([404, 'not-found']),
  );
});

describe('changing', () => {
  test('of two who read the same version one changes it, and no field is lost', async () => {
    const { productId } = (await shop.create({ attributes: { glaze: 'matt' } })).body;
    const answers = await Promise.all([patch(productId, 1, { name: 'New' }), patch(productId, 1, { description: 'New' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const changed = answers[0]?.status === 200 ? { name: 'New', description: 'Holds tea.' } : { name: 'Blue mug', description: 'New' };
    expect((await read(productId, shop.seller)).body).toMatchObject({ ...changed, attributes: { glaze: 'matt' }, version: 2 });
    expect(refusal(await patch(productId, 1, {}))).toEqual([412, 'stale-version']);
    expect(refusal(await patch(productId, undefined, {}))).toEqual([428, 'precondition-required']);
  });

  test.each([{ status: 'active' }, { sellerId: v7() }, { version: 7 }, { name: 1 }, { description: null }, { attributes: [] }])(
    'refuses %j',
    async (change) => {
      const { productId } = (await shop.create()).body;
      expect(refusal(await patch(productId, 1, change))).toEqual([400, 'validation-failed']);
      expect((await read(productId, shop.seller)).body.version).toBe(1);
    },
  );

  test('refuses a category that is not there', async () => {
    const { productId } = (await shop.create()).body;
    expect(refusal(await patch(productId, 1, { categoryId: v7() }))).toEqual([422, 'unknown-category']);
  });
});

describe('who may write', () => {
  const id = v7();
  const writes: [string, string][] = [
    ['POST', '/products'],
    ['PATCH', `/products/${id}`],
    ['POST', `/products/${id}/publish`],
    ['POST', `/products/${id}/retire`],
    ['PUT', `/products/${id}/variants/MUG`],
    ['PUT', '/products/skus/MUG/price'],
    ['GET', '/products/skus/MUG/price-history'],
    ['POST', '/products/quote'],
    ['POST', '/products/categories'],
    ['PATCH', `/products/categories/${id}`],
  ];

  test.each(writes)('%s %s wants a token, and one with its scope', async (method, path) => {
    const without = await shop.request(method, path);
    expect([...refusal(without), without.headers.get('www-authenticate')]).toEqual([
      401,
      'unauthenticated',
      expect.stringMatching('Bearer'),
    ]);
    expect(refusal(await shop.request(method, path, { token: shop.customer }))).toEqual([403, 'forbidden']);
  });

  test('product I5: sellers touch their own products only, merchandisers all', async () => {
    const productId = await shop.onShelf('MINE');
    const before = (await read(productId)).body;
    const price = { ...{ price: { amount: 1, currency: 'EUR' }, reason: 'manual' }, force: true };
    const all = (token: string) => [
      () => patch(productId, 3, { name: 'Theirs' }, token),
      () => shop.put(productId, 4, 'MINE', { options: {} }, token),
      () => shop.request('PUT', '/products/skus/MINE/price', { token, ifMatch: '"5"', body: price }),
      () => shop.request('GET', '/products/skus/MINE/price-history', { token }),
      () => shop.act(productId, 'publish', token),
      () => shop.act(productId, 'retire', token),
    ];
    for (const attempt of all(shop.rival)) expect(refusal(await attempt())).toEqual([404, 'not-found']);
    expect((await read(productId)).body).toEqual(before);
    for (const attempt of all(shop.merchandiser)) expect((await attempt()).status).toBe(200);
    expect((await read(productId)).body).toMatchObject({ sellerId: shop.sellerId, name: 'Theirs', status: 'retired' });
  });
});

describe('states', () => {
  test('a draft without an active variant stays a draft', async () => {
    const { productId } = (await shop.create()).body;
    expect(refusal(await shop.act(productId, 'publish'))).toEqual([422, 'no-active-variant']);
    await shop.put(productId, 1, 'IDLE', { active: false });
    expect(refusal(await shop.act(productId, 'publish'))).toEqual([422, 'no-active-variant']);
    await shop.put(productId, 2, 'IDLE', { active: true });
    expect((await shop.act(productId, 'publish')).body).toMatchObject({ status: 'active', version: 4 });
    expect((await shop.act(productId, 'publish')).body).toMatchObject({ status: 'active', version: 4 });
  });

  test('retired is final, and still to be seen', async () => {
    const productId = await shop.onShelf('OLD');
    expect((await shop.act(productId, 'retire')).body).toMatchObject({ status: 'retired', version: 4 });
    const price = { price: mug.price, reason: 'manual' };
    const attempts = [
      await shop.act(productId, 'retire'),
      await shop.act(productId, 'publish'),
      await patch(productId, 4, { name: 'Back' }),
      await shop.put(productId, 4, 'NEW'),
      await shop.request('PUT', '/products/skus/OLD/price', { token: shop.seller, ifMatch: '"4"', body: price }),
    ];
    expect(attempts.map(refusal)).toEqual(Array(5).fill([409, 'already-retired']));
    expect((await read(productId)).body).toMatchObject({ status: 'retired', version: 4 });
  });
});
