import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { testWarehouse, type Warehouse } from './testing';

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse({ pool: 10 });
});

afterAll(() => shop?.stop());

afterEach(async () => expect(await shop.faults()).toEqual([]));

const outcomes = async (orderIds: readonly string[]): Promise<Record<string, number>> => {
  const count: Record<string, number> = {};
  for (const { type, key } of await shop.published())
    if (orderIds.includes(key)) count[type.split('.')[2] ?? ''] = (count[type.split('.')[2] ?? ''] ?? 0) + 1;
  return count;
};

const ids = (count: number): string[] => Array.from({ length: count }, () => v7());

test('inventory I1, I4: 10 in stock, 50 parallel reserve of 1 → 10 reserved, 40 rejected', async () => {
  await shop.stocked('RUSH', 10);
  const orderIds = ids(50);
  await Promise.all(orderIds.map((orderId) => shop.reserve(orderId, [{ sku: 'RUSH', quantity: 1 }])));
  expect(await outcomes(orderIds)).toEqual({ reserved: 10, rejected: 40 });
  expect(await shop.level('RUSH')).toMatchObject({ onHand: 10, reserved: 10, available: 0, inStock: false });
  expect(await shop.sql('SELECT count(*)::int AS lines FROM reservation_lines')).toEqual([{ lines: 10 }]);
});

test('stock events of a SKU have rising versions, each with the numbers of its moment', async () => {
  await shop.stocked('BUSY', 100);
  await Promise.all(ids(20).map((orderId) => shop.reserve(orderId, [{ sku: 'BUSY', quantity: 1 }])));
  const events = (await shop.published()).filter(({ type, key }) => key === 'BUSY' && type === 'inventory.stock.changed.v1');
  const told = events.map(({ data, headers }) => [Number(headers.ce_aggregateversion), data.reserved]);
  const first = Number(told[0]?.[0]);
  expect(told).toEqual(Array.from({ length: 21 }, (_, n) => [first + n, n]));
});

test('two multi-line orders over the same SKUs in opposite order, 1,000 times → no deadlock errors surface', async () => {
  const skus = ['D-1', 'D-2'];
  for (const sku of skus) await shop.stocked(sku, 1000);
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  for (let round = 0; round < 100; round++) {
    const orderIds = ids(10);
    await Promise.all(orderIds.map((orderId, n) => shop.reserve(orderId, n % 2 ? lines : [...lines].reverse())));
  }
  for (const sku of skus) expect(await shop.level(sku)).toMatchObject({ onHand: 1000, reserved: 1000, available: 0 });
  expect(await shop.deadLetters()).toEqual([]);
  expect(shop.logs.filter((line) => /deadlock|40P01/.test(line))).toEqual([]);
});

test('adjustments and reservations of one SKU at the same time all count', async () => {
  await shop.stocked('BOTH', 20);
  const adjusting = ids(10).map((_, n) => shop.adjust('BOTH', { delta: 1, warehouse: n % 2 ? 'main' : `new-${n}` }));
  await Promise.all([...adjusting, ...ids(10).map((orderId) => shop.reserve(orderId, [{ sku: 'BOTH', quantity: 2 }]))]);
  expect(await shop.level('BOTH')).toMatchObject({ onHand: 30, reserved: 20, available: 10 });
});

test('DB restart during a batch → after recovery sums match movements', async () => {
  await shop.stocked('CRASH', 30);
  const orderIds = ids(40);
  const delivered = Promise.all(
    orderIds.map(async (orderId) => {
      const id = v7();
      // What the bus does with what was not handled.
      await eventually(`${orderId} to be handled`, async () => {
        await shop.reserve(orderId, [{ sku: 'CRASH', quantity: 1 }], { id });
        return true;
      });
    }),
  );
  for (let n = 0; n < 5; n++) {
    await shop.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await delivered;
  expect(await outcomes(orderIds)).toEqual({ reserved: 30, rejected: 10 });
  expect(await shop.level('CRASH')).toMatchObject({ onHand: 30, reserved: 30 });
});
