import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { reviews } from '#platform/topics/review';
import { type Catalogue, mug, refusal, testCatalogue } from './testing';

let shop: Catalogue;

beforeAll(async () => {
  shop = await testCatalogue();
});

afterAll(() => shop?.stop());

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const at = '2026-01-01T00:00:00.000Z';
const read = async (id: string) => (await shop.request('GET', `/products/${id}`)).body;
const setPrice = (sku: string, version: number, body: object) =>
  shop.request('PUT', `/products/skus/${sku}/price`, { token: shop.seller, ifMatch: `"${version}"`, body: { reason: 'manual', ...body } });
const published = (productId: string, version: number, ratingAverage: number, ratingCount: number, id = v7()) =>
  shop.deliver(reviews.published, { reviewId: v7(), productId, rating: 5, ratingAverage, ratingCount, publishedAt: at }, { version, id });
/** Versions of a product's own events, which must be 1, 2, 3 and so on. */
const versions = async (id: string) =>
  (await shop.told(id)).filter(({ what }) => what.startsWith('product.')).map(({ version }) => version);

describe('product I4: every change is told in exactly one event with a rising version', () => {
  test('from draft to retirement', async () => {
    const { body: draft } = await shop.create({ name: 'Told', attributes: { glaze: 'matt' } });
    const id = draft.productId;
    await shop.put(id, 1, 'TOLD', { cost: eur(700) });
    await shop.act(id, 'publish');
    await shop.act(id, 'publish');
    await shop.request('PATCH', `/products/${id}`, {
      token: shop.seller,
      ifMatch: '"3"',
      body: { name: 'Told again', categoryId: shop.categoryId },
    });
    await setPrice('TOLD', 4, { price: eur(1100), reason: 'promotion' });
    await published(id, 1, 4.5, 2);
    await shop.act(id, 'retire');
    const told = await shop.told(id);
    expect(told.map(({ what, version, data }) => [what, version, data.changed])).toEqual([
      ['product.created', 1, undefined],
      ['product.updated', 2, ['variants']],
      ['product.updated', 3, ['status']],
      ['product.updated', 4, ['name', 'categoryId', 'categoryPath']],
      ['product.updated', 5, ['variants']],
      ['price.changed', 5, undefined],
      ['product.updated', 6, ['ratingAverage', 'ratingCount']],
      ['product.retired', 7, undefined],
    ]);
    const variants = [{ sku: 'TOLD', options: mug.options, price: eur(1250), cost: eur(700), active: true }];
    const facts = { productId: id, sellerId: shop.sellerId, slug: draft.slug, description: 'Holds tea.', categoryId: shop.categoryId };
    expect(told[3]?.data).toEqual({
      ...{ ...facts, name: 'Told again', categoryPath: ['Mugs'], status: 'active', attributes: { glaze: 'matt' }, variants },
      ...{ ratingAverage: 0, ratingCount: 0, changed: ['name', 'categoryId', 'categoryPath'] },
    });
    expect(told[0]?.data).toMatchObject({ status: 'draft', name: 'Told', variants: [] });
    const price = { productId: id, sku: 'TOLD', old: eur(1250), new: eur(1100), reason: 'promotion', effectiveAt: expect.any(String) };
    expect(told[5]?.data).toEqual(price);
    expect(told[7]?.data).toEqual({ productId: id, skus: ['TOLD'], retiredAt: expect.any(String) });
  });

  test('what was refused or repeated tells nothing', async () => {
    const [key, name] = [v7(), 'Once'];
    const id = (await shop.create({ name }, shop.seller, key)).body.productId;
    await shop.create({ name }, shop.seller, key);
    await shop.put(id, 7, 'NEVER');
    await shop.act(id, 'publish');
    await shop.put(id, 1, 'NEVER', {}, shop.rival);
    expect(await versions(id)).toEqual([1]);
  });

  test('changes at once come in the order of their versions', async () => {
    const id = await shop.onShelf('MANY');
    await Promise.all([
      ...[1, 2, 3].map((version) => published(id, version, version, version)),
      ...[1, 2, 3, 4].map(async (amount) => shop.put(id, (await read(id)).version, 'MANY', { price: eur(amount) })),
    ]);
    const all = await versions(id);
    expect(all).toEqual(all.map((_, at) => at + 1));
    expect((await read(id)).version).toBe(all.length);
  });

  test('a product that would not fit into an event is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`fact ${n}`, '漢'.repeat(1000)]));
    const { body } = await shop.create({ attributes: many });
    expect(refusal(await shop.put(body.productId, 1, 'HUGE', { options: many }))).toEqual([422, 'product-too-large']);
    expect(await versions(body.productId)).toEqual([1]);
  });
});

describe('prices', () => {
  test('product I3: each change has one entry and one event, by whichever way it came', async () => {
    const id = await shop.onShelf('P-1');
    await shop.put(id, 3, 'P-1', { price: eur(1300) });
    await setPrice('P-1', 4, { price: eur(1300) });
    await setPrice('P-1', 5, { price: eur(1200), reason: 'promotion' });
    await shop.put(id, 6, 'P-1', { price: eur(1200), options: {} });
    const told = (await shop.told(id)).filter(({ what }) => what === 'price.changed');
    expect(told.map(({ version, data }) => [version, data.old, data.new, data.reason])).toEqual([
      [4, eur(1250), eur(1300), 'manual'],
      [6, eur(1300), eur(1200), 'promotion'],
    ]);
    expect(await shop.sql("SELECT 1 FROM price_history WHERE sku = 'P-1'")).toHaveLength(2);
    const metrics = (await shop.request('GET', '/metrics')).body;
    for (const reason of ['manual', 'promotion'])
      expect(metrics).toMatch(new RegExp(`product_price_changes_total\\{reason="${reason}"\\} [1-9]`));
    expect(metrics).toMatch(/product_active [1-9]/);
  });
});

describe('ratings', () => {
  test('are those of the newest review event, in whatever order and however often these come', async () => {
    const id = await shop.onShelf('R-1');
    const eventId = v7();
    for (let n = 0; n < 2; n++) await published(id, 3, 4.25, 4, eventId);
    await published(id, 2, 5, 3);
    await published(id, 3, 1, 1);
    expect(await read(id)).toMatchObject({ ratingAverage: 4.25, ratingCount: 4, version: 4 });
    const removed = { reviewId: v7(), productId: id, ratingAverage: 0, ratingCount: 0, reason: 'author' as const, removedAt: at };
    await shop.deliver(reviews.removed, removed, { version: 4 });
    expect(await read(id)).toMatchObject({ ratingAverage: 0, ratingCount: 0, version: 5 });
    expect(await versions(id)).toEqual([1, 2, 3, 4, 5]);
  });

  test('of products that are not here are nothing to us', async () => {
    await expect(published(v7(), 1, 5, 1)).resolves.toBeUndefined();
  });
});

describe('a category that is renamed or moved', () => {
  const change = (id: string, version: number, body: object) =>
    shop.request('PATCH', `/products/categories/${id}`, { token: shop.merchandiser, ifMatch: `"${version}"`, body });
  const add = async (name: string, parentId: string | null): Promise<string> =>
    (await shop.request('POST', '/products/categories', { token: shop.merchandiser, body: { name, slug: `c-${v7()}`, parentId } })).body.id;

  test('takes its products along, each with one event', async () => {
    const root = await add('Kitchen', null);
    const leaf = await add('Cups', await add('Table', root));
    const ids = await Promise.all([1, 2, 3].map(async () => (await shop.create({ categoryId: leaf })).body.productId));
    expect((await shop.told(ids[0]))[0]?.data.categoryPath).toEqual(['Kitchen', 'Table', 'Cups']);
    expect((await change(root, 1, { name: 'Home' })).body.path).toEqual(['Home']);
    await eventually('the products to follow', async () => (await versions(ids[2])).length === 2);
    for (const id of ids) {
      const [, ...rest] = await shop.told(id);
      expect(rest.map(({ what, version, data }) => [what, version, data.changed, data.categoryPath])).toEqual([
        ['product.updated', 2, ['categoryPath'], ['Home', 'Table', 'Cups']],
      ]);
    }
    expect((await change(leaf, 1, { parentId: null })).body.path).toEqual(['Cups']);
    await eventually('the products to follow', async () => (await shop.told(ids[2])).at(-1)?.version === 3);
    expect((await shop.told(ids[0])).at(-1)?.data.categoryPath).toEqual(['Cups']);
    await change(leaf, 2, { slug: `c-${v7()}` });
    expect(await versions(ids[0])).toEqual([1, 2, 3]);
  });

  test('misses no product that is made meanwhile', async () => {
    for (let round = 0; round < 3; round++) {
      const category = await add('Old', null);
      const [{ body }] = await Promise.all([shop.create({ categoryId: category }), change(category, 1, { name: 'New' })]);
      await eventually(
        'the product to follow',
        async () => (await shop.told(body.productId)).at(-1)?.data.categoryPath?.toString() === 'New',
      );
    }
  });
});
