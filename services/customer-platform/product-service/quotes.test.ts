import { type Catalogue, mug, refusal, testCatalogue } from './testing';

let shop: Catalogue;
let productId: string;

beforeAll(async () => {
  shop = await testCatalogue();
  productId = await shop.onShelf('SOLD');
});

afterAll(() => shop?.stop());

const quote = (items: unknown, currency: unknown = 'EUR', token = shop.till) =>
  shop.request('POST', '/products/quote', { token, body: { items, currency } });
const one = (sku: string, quantity: unknown = 1) => [{ sku, quantity }];
const sellable = async (sku: string) => (await quote(one(sku))).body.lines[0].sellable;

test('says price, seller and product of each line, in the order asked', async () => {
  const other = await shop.onShelf('SOLD-2', { price: { amount: 1_000_000_000_000, currency: 'EUR' } });
  const { status, body } = await quote([...one('SOLD-2', 99), ...one('SOLD', 2), ...one('SOLD-2', 1)]);
  const facts = { sellerId: shop.sellerId, sellable: true };
  const dear = { sku: 'SOLD-2', productId: other, unitPrice: { amount: 1e12, currency: 'EUR' }, ...facts };
  expect([status, body.lines]).toEqual([
    200,
    [
      { ...dear, quantity: 99 },
      { sku: 'SOLD', productId, unitPrice: mug.price, ...facts, quantity: 2 },
      { ...dear, quantity: 1 },
    ],
  ]);
});

test('says the price of this moment', async () => {
  const id = await shop.onShelf('MOVING');
  const price = { amount: 1, currency: 'EUR' };
  await shop.request('PUT', '/products/skus/MOVING/price', { token: shop.seller, ifMatch: '"3"', body: { price, reason: 'manual' } });
  expect((await quote(one('MOVING'))).body.lines).toMatchObject([{ productId: id, unitPrice: price }]);
});

test('keeps the smallest unit of a currency whatever its decimals', async () => {
  for (const [sku, currency] of Object.entries({ YEN: 'JPY', DINAR: 'KWD' })) {
    await shop.onShelf(sku, { price: { amount: 1234, currency } });
    expect((await quote(one(sku), currency)).body.lines[0].unitPrice).toEqual({ amount: 1234, currency });
  }
});

test('fifty lines with one retired sku are quoted, and that line is not for sale', async () => {
  const id = await shop.onShelf('BULK-0');
  for (let n = 1; n < 49; n++) await shop.put(id, n + 2, `BULK-${n}`);
  await shop.act(await shop.onShelf('GONE'), 'retire');
  const items = [...Array.from({ length: 49 }, (_, n) => one(`BULK-${n}`)), one('GONE')].flat();
  const { status, body } = await quote(items);
  expect([status, body.lines.length]).toEqual([200, 50]);
  expect(body.lines.filter((line: { sellable: boolean }) => !line.sellable).map(({ sku }: { sku: string }) => sku)).toEqual(['GONE']);
  expect(refusal(await quote([...items, ...one('SOLD')]))).toEqual([400, 'validation-failed']);
});

test('a draft, and a variant that is not active, are not for sale', async () => {
  const id = (await shop.create()).body.productId;
  await shop.put(id, 1, 'SOON');
  expect(await sellable('SOON')).toBe(false);
  await shop.act(id, 'publish');
  expect(await sellable('SOON')).toBe(true);
  await shop.put(id, 3, 'SOON-2', { active: false });
  expect(await sellable('SOON-2')).toBe(false);
});

test('names every sku that it does not know, and those in another currency', async () => {
  const unknown = await quote([...one('NO-1'), ...one('SOLD'), ...one('NO-2')]);
  expect([...refusal(unknown), unknown.body.detail]).toEqual([422, 'unknown-sku', expect.stringContaining('NO-1, NO-2')]);
  const foreign = await quote(one('SOLD'), 'USD');
  expect([...refusal(foreign), foreign.body.detail]).toEqual([422, 'currency-unsupported', expect.stringContaining('SOLD')]);
});

test.each([
  ['nothing', []],
  ['no list', {}],
  ['no piece', one('SOLD', 0)],
  ['a hundred', one('SOLD', 100)],
  ['half a piece', one('SOLD', 1.5)],
  ['a number as text', one('SOLD', '1')],
  ['a sku that is none', one('a b')],
  ['a price of its own', [{ sku: 'SOLD', quantity: 1, unitPrice: 1 }]],
])('refuses %s', async (_, items) => expect(refusal(await quote(items))).toEqual([400, 'validation-failed']));

test.each(['eur', 'EURO', '', 1, null])('refuses the currency %j', async (currency) =>
  expect(refusal(await quote(one('SOLD'), currency))).toEqual([400, 'validation-failed']),
);

test('answers services only', async () => {
  for (const token of [shop.seller, shop.merchandiser]) expect(refusal(await quote(one('SOLD'), 'EUR', token))).toEqual([403, 'forbidden']);
});
