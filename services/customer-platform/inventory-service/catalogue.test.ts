import { v7 } from 'uuid';
import { products } from '#platform/topics/product';
import { snapshot, testWarehouse, type Warehouse } from './testing';

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse();
});

afterAll(() => shop?.stop());

let made = 0;

/** A product with two SKUs, and what the catalogue may tell of it. */
const product = () => {
  const [id, one, two] = [v7(), `P${++made}-1`, `P${made}-2`];
  const tell = (version: number, ...variants: readonly { sku: string; active?: boolean }[]) =>
    shop.deliver(products.updated, { ...snapshot(id, shop.sellerId, variants), changed: ['variants'] }, { version });
  return {
    ...{ id, one, two, tell },
    create: () => shop.deliver(products.created, snapshot(id, shop.sellerId, [{ sku: one }]), { version: 1 }),
    retire: (version: number, about = {}) =>
      shop.deliver(products.retired, { productId: id, skus: [one, two], retiredAt: '2026-01-01T00:00:00.000Z' }, { version, ...about }),
    active: async () => {
      const rows = await shop.sql<{ sku: string }>('SELECT sku FROM stock WHERE product_id = $1 AND active ORDER BY sku', [id]);
      return rows.map(({ sku }) => sku);
    },
    known: async () => (await shop.sql('SELECT sku FROM stock WHERE product_id = $1', [id])).length,
  };
};

test('each variant has a place in the main warehouse, and is for sale as the catalogue says', async () => {
  const { one, two, create, tell, active } = product();
  await create();
  expect(await active()).toEqual([one]);
  await tell(2, { sku: one }, { sku: two });
  expect(await active()).toEqual([one, two]);
  await tell(3, { sku: one, active: false }, { sku: two });
  expect(await active()).toEqual([two]);
  expect((await shop.level(two)).warehouses).toMatchObject([{ warehouse: 'main', onHand: 0 }]);
});

test('a change of the catalogue leaves all numbers as they are', async () => {
  const { one, create, tell } = product();
  await create();
  await shop.adjust(one, { delta: 5 });
  await shop.adjust(one, { delta: 2, warehouse: 'west' });
  await tell(2, { sku: one, active: false });
  expect(await shop.level(one)).toMatchObject({ onHand: 7, active: false, inStock: false });
  expect(await shop.faults()).toEqual([]);
});

test('what is retired is not sold any more; what an order holds already, it keeps', async () => {
  const { one, create, retire } = product();
  const [early, late] = [v7(), v7()];
  await create();
  await shop.adjust(one, { delta: 5 });
  await shop.reserve(early, [{ sku: one, quantity: 1 }]);
  await retire(2);
  await shop.reserve(late, [{ sku: one, quantity: 1 }]);
  await shop.ship(early);
  expect(await shop.answers(late)).toMatchObject([{ what: 'rejected', data: { shortages: [{ sku: one, requested: 1, available: 0 }] } }]);
  expect(await shop.level(one)).toMatchObject({ onHand: 4, reserved: 0, inStock: false });
});

test('news that come twice, or after newer ones, change nothing', async () => {
  const { one, two, create, tell, retire, active, known } = product();
  await tell(3, { sku: one }, { sku: two, active: false });
  await create();
  await tell(2, { sku: one, active: false }, { sku: two });
  expect(await active()).toEqual([one]);
  await retire(4);
  await retire(4);
  await tell(3, { sku: one }, { sku: two });
  expect([await active(), await known()]).toEqual([[], 2]);
});

test('a product that is retired before anything else was told of it ends up the same', async () => {
  const { one, two, create, tell, retire, active, known } = product();
  await retire(5);
  await tell(2, { sku: one }, { sku: two });
  await create();
  expect([await active(), await known()]).toEqual([[], 2]);
});
