import { type Catalogue, mug, refusal, testCatalogue } from './testing';

let shop: Catalogue;

beforeAll(async () => {
  shop = await testCatalogue();
});

afterAll(() => shop?.stop());

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const draft = async (): Promise<string> => (await shop.create()).body.productId;
const history = async (sku: string) => (await shop.request('GET', `/products/skus/${sku}/price-history`, { token: shop.seller })).body.data;
const setPrice = (sku: string, version: number | undefined, body: object, token = shop.seller) =>
  shop.request('PUT', `/products/skus/${sku}/price`, {
    token,
    body: { price: eur(1000), reason: 'manual', ...body },
    ...(version && { ifMatch: `"${version}"` }),
  });

describe('variants', () => {
  test('are added and replaced, each time with a new version', async () => {
    const id = await draft();
    const first = await shop.put(id, 1, 'A-1', { cost: eur(700) });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    // What it costs the seller is told to nobody.
    expect(first.body.variants).toEqual([{ sku: 'A-1', options: { color: 'blue' }, price: eur(1250), active: true }]);
    const { body } = await shop.put(id, 2, 'A-1', { options: { size: 'L' }, active: false });
    expect(body.variants).toEqual([{ sku: 'A-1', options: { size: 'L' }, price: eur(1250), active: false }]);
    expect(body.version).toBe(3);
  });

  test('of two who read the same version one puts its variant', async () => {
    const id = await draft();
    const answers = await Promise.all([shop.put(id, 1, 'B-1'), shop.put(id, 1, 'B-2')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const without = await shop.request('PUT', `/products/${id}/variants/B-3`, { token: shop.seller, body: mug });
    expect(refusal(without)).toEqual([428, 'precondition-required']);
  });

  test.each([
    ['no price', { price: undefined }],
    ['a price of nothing', { price: eur(0) }],
    ['half a cent', { price: eur(0.5) }],
    ['a price as text', { price: { amount: '1', currency: 'EUR' } }],
    ['more than a number can hold', { price: eur(2 ** 53) }],
    ['a currency that is none', { price: { amount: 1, currency: 'euro' } }],
    ['an unknown key', { sku: 'C-1' }],
    ['an unknown key further down', { price: { ...eur(1), tax: 1 } }],
    ['a negative weight', { weightGrams: -1 }],
  ])('with %s are refused', async (_, change) =>
    expect(refusal(await shop.put(await draft(), 1, 'C-1', change))).toEqual([400, 'validation-failed']),
  );

  test('with a sku that is none are not found', async () => {
    for (const sku of ['with%20blank', 'x'.repeat(65), '%00']) expect(refusal(await shop.put(await draft(), 1, sku))[0]).toBe(404);
  });

  test('keep to one currency', async () => {
    const id = await draft();
    const usd = { amount: 1, currency: 'USD' };
    expect(refusal(await shop.put(id, 1, 'D-1', { cost: usd }))).toEqual([422, 'currency-mismatch']);
    await shop.put(id, 1, 'D-1');
    expect(refusal(await shop.put(id, 2, 'D-1', { price: usd }))).toEqual([422, 'currency-mismatch']);
    expect(refusal(await setPrice('D-1', 2, { price: usd }))).toEqual([422, 'currency-mismatch']);
    expect(await history('D-1')).toEqual([]);
  });

  test('product I1: a sku stays with its product, also after retirement', async () => {
    const first = await shop.onShelf('E-1');
    const second = await draft();
    expect(refusal(await shop.put(second, 1, 'E-1', { price: { amount: 1, currency: 'USD' } }))).toEqual([409, 'sku-taken']);
    await shop.act(first, 'retire');
    expect(refusal(await shop.put(second, 1, 'E-1'))).toEqual([409, 'sku-taken']);
    expect(await shop.sql("SELECT product_id FROM variants WHERE sku = 'E-1'")).toEqual([{ product_id: first }]);
  });

  test('product I1: of many products that take one sku at once, one gets it', async () => {
    for (let round = 0; round < 4; round++) {
      const ids = await Promise.all(Array.from({ length: 5 }, draft));
      const answers = await Promise.all(ids.map((id) => shop.put(id, 1, `F-${round}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
      const winner = ids[answers.findIndex(({ status }) => status === 200)];
      expect(await shop.sql('SELECT product_id FROM variants WHERE sku = $1', [`F-${round}`])).toEqual([{ product_id: winner }]);
    }
  });

  test('product I2: what is on the shelf keeps an active variant', async () => {
    const id = await shop.onShelf('G-1');
    expect(refusal(await shop.put(id, 3, 'G-1', { active: false }))).toEqual([422, 'no-active-variant']);
    await shop.put(id, 3, 'G-2');
    const both = await Promise.all([shop.put(id, 4, 'G-1', { active: false }), shop.put(id, 4, 'G-2', { active: false })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { body } = await shop.request('GET', `/products/${id}`);
    expect(body.variants.filter(({ active }: { active: boolean }) => active)).toHaveLength(1);
    expect(body.version).toBe(5);
  });
});

describe('prices', () => {
  test('product I3: each change has one entry in the history, and what stays has none', async () => {
    const id = await shop.onShelf('H-1');
    expect((await setPrice('H-1', 3, { price: eur(1100), reason: 'promotion' })).body).toMatchObject({ productId: id, version: 4 });
    await setPrice('H-1', 4, { price: eur(1100) });
    await shop.put(id, 5, 'H-1', { price: eur(1300) });
    await shop.put(id, 6, 'H-1', { price: eur(1300), options: {} });
    const facts = { actor: shop.sellerId, id: expect.any(String), at: expect.any(String) };
    expect(await history('H-1')).toEqual([
      { old: eur(1100), new: eur(1300), reason: 'manual', ...facts },
      { old: eur(1250), new: eur(1100), reason: 'promotion', ...facts },
    ]);
  });

  test('product I3: of five changes at once one is made, with one entry', async () => {
    await shop.onShelf('I-1');
    const answers = await Promise.all([1, 2, 3, 4, 5].map((amount) => setPrice('I-1', 3, { price: eur(amount) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    expect(await history('I-1')).toHaveLength(1);
    expect(refusal(await setPrice('I-1', undefined, {}))).toEqual([428, 'precondition-required']);
  });

  test('go below what it costs only by the hand of a merchandiser', async () => {
    await shop.onShelf('J-1', { cost: eur(700) });
    const below = { price: eur(699) };
    expect(refusal(await setPrice('J-1', 3, below))).toEqual([422, 'price-below-cost']);
    expect(refusal(await setPrice('J-1', 3, { ...below, force: true }))).toEqual([422, 'price-below-cost']);
    expect(refusal(await setPrice('J-1', 3, below, shop.merchandiser))).toEqual([422, 'price-below-cost']);
    expect((await setPrice('J-1', 3, { price: eur(700) })).status).toBe(200);
    expect((await setPrice('J-1', 4, { ...below, force: true }, shop.merchandiser)).status).toBe(200);
    expect(await history('J-1')).toHaveLength(2);
  });

  test.each([{ reason: 'whim' }, { price: eur(-1) }, { price: eur(1.5) }, { price: 5 }, { proposalId: 'x' }])('refuse %j', async (change) =>
    expect(refusal(await setPrice('K-1', 1, change))).toEqual([400, 'validation-failed']),
  );

  test('of what is not there are not found', async () => {
    expect(refusal(await setPrice('NOWHERE', 1, {}))).toEqual([404, 'not-found']);
    const read = await shop.request('GET', '/products/skus/NOWHERE/price-history', { token: shop.seller });
    expect(refusal(read)).toEqual([404, 'not-found']);
  });
});
