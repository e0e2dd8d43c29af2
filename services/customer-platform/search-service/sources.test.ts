import { documentOf } from './document';
import { merge, nothingOf, type Sources, saidByPrice, saidBySnapshot } from './sources';
import { snapshot } from './testing';

/** Numbers that are random and the same in every run. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
};

const product = snapshot({ name: 'Globe' });
const { productId } = product;

const prices = (version: number): Sources[] =>
  ['A', 'B'].map((sku, at) =>
    saidByPrice(
      {
        ...{ productId, sku, old: { amount: 1, currency: 'EUR' }, new: { amount: 100 * version + at, currency: 'EUR' } },
        ...{ reason: 'manual', effectiveAt: '2026-01-01T00:00:00.000Z' },
      },
      version * 2 + at,
    ),
  );

const said = (version: number): Sources[] => [
  saidBySnapshot(
    {
      ...{ ...product, name: `Globe mark ${version}` },
      variants: ['A', 'B', 'C'].map((sku) => ({
        sku,
        options: {},
        price: { amount: 50_000 + version, currency: 'EUR' },
        active: sku !== 'B',
      })),
    },
    version,
  ),
  ...prices(version),
  ...['A', 'B', 'C'].map((sku) => ({ ...nothingOf(productId), stocks: { [sku]: { version, available: version % 2 } } })),
  { ...nothingOf(productId), rating: { version, average: version % 5, count: version } },
];

const shuffled = (all: readonly Sources[], seed: number): Sources[] => {
  const random = randomFrom(seed);
  return all
    .map((each) => ({ each, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ each }) => each);
};

test('search I2: 10,000 shuffled duplicate events give the document of the newest of each source', () => {
  const all = Array.from({ length: 1000 }, (_, version) => said(version + 1)).flat();
  const twice = [...all, ...all.slice(0, 10_000 - all.length)];
  const known = shuffled(twice, 42).reduce(merge, nothingOf(productId));
  expect(known).toEqual(said(1000).reduce(merge, nothingOf(productId)));
  expect([twice.length, documentOf(known)]).toEqual([10_000, expect.objectContaining({ name: 'Globe mark 1000', popularity: 1000 })]);
});

test('a price that changed goes before the price of a snapshot, and only what can be ordered counts', () => {
  const known = said(3).reduce(merge, nothingOf(productId));
  expect(documentOf(known)).toMatchObject({ priceMinor: 300, currency: 'EUR', inStock: true, visible: true });
});

test('a product without anything to order is not found', () => {
  expect(documentOf(saidBySnapshot({ ...product, variants: [] }, 1))).toMatchObject({ status: 'active', visible: false, priceMinor: null });
});

test('what is in stock, well rated and much rated comes before what is not', () => {
  const boost = (average: number, count: number, available: number): number => {
    const [sku = ''] = product.variants.map((each) => each.sku);
    const heard = { ...nothingOf(productId), rating: { version: 1, average, count }, stocks: { [sku]: { version: 1, available } } };
    return Number(documentOf(merge(saidBySnapshot(product, 1), heard)).boost);
  };
  const better = [boost(5, 100, 1), boost(5, 100, 0), boost(5, 10, 0), boost(3, 10, 0), boost(0, 0, 1), boost(0, 0, 0)];
  expect([...better].sort((a, b) => b - a)).toEqual(better);
  expect(boost(0, 0, 0)).toBeGreaterThan(0);
});

test('words deep in attributes are found, and no more of them than can be indexed', () => {
  const attributes = { size: { unit: 'inch', values: [3, { note: 'curved' }] }, gift: true, none: null };
  expect(documentOf(saidBySnapshot({ ...product, attributes }, 1)).attributes).toMatch(
    /^size unit inch values 3 note curved gift none SKU-/,
  );
  const long = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`a${at}`, 'x'.repeat(10_000)]));
  expect(documentOf(saidBySnapshot({ ...product, attributes: long }, 1)).attributes).toHaveLength(100_000);
});
