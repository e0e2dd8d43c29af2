import { v7 } from 'uuid';
import { testWarehouse, type Warehouse } from './testing';

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse();
});

afterAll(() => shop?.stop());

afterEach(async () => expect(await shop.faults()).toEqual([]));

const refusal = ({ status, body }: Awaited<ReturnType<Warehouse['adjust']>>): [number, string] => [status, body.code];
const alerts = async (sku: string) =>
  (await shop.published())
    .filter(({ type, key }) => type === 'inventory.alert.low-stock.v1' && key === sku)
    .map(({ data: { available, reorderPoint, sellerId } }) => ({ available, reorderPoint, sellerId }));

describe('an adjustment', () => {
  test('books a movement and tells the new numbers', async () => {
    await shop.know('A');
    const { status, body } = await shop.adjust('A', { delta: 10, reason: 'receive' });
    expect([status, body]).toMatchObject([201, { sku: 'A', warehouse: 'main', kind: 'receive', onHandDelta: 10, reservedDelta: 0 }]);
    await shop.adjust('A', { delta: -2, reason: 'damage' });
    await shop.adjust('A', { setTo: 5 });
    const { body: list } = await shop.request('GET', '/inventory/A/movements', { token: shop.seller });
    expect(list.data.map(({ kind, onHandDelta }: Record<string, unknown>) => [kind, onHandDelta])).toEqual([
      ['correction', -3],
      ['damage', -2],
      ['receive', 10],
    ]);
    expect(list.data[2]).toEqual(body);
    const causes = (await shop.published()).filter(({ key }) => key === 'A').map(({ data }) => [data.cause, data.onHand]);
    expect(causes).toEqual([
      ['receive', 10],
      ['adjust', 8],
      ['adjust', 5],
    ]);
  });

  test('with the same key is booked once', async () => {
    await shop.know('ONCE');
    const key = v7();
    const answers = [await shop.adjust('ONCE', { delta: 3 }, shop.seller, key), await shop.adjust('ONCE', { delta: 3 }, shop.seller, key)];
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[1]?.headers.get('idempotency-replayed')).toBe('true');
    expect(await shop.level('ONCE')).toMatchObject({ onHand: 3 });
    expect(refusal(await shop.adjust('ONCE', { delta: 4 }, shop.seller, key))).toEqual([422, 'idempotency-key-reused']);
    const body = { sku: 'ONCE', delta: 1, reason: 'correction' };
    expect(refusal(await shop.request('POST', '/inventory/adjustments', { token: shop.seller, body }))).toEqual([
      400,
      'idempotency-key-required',
    ]);
  });

  test('inventory I1: never leaves less than is reserved', async () => {
    await shop.stocked('HELD', 5);
    await shop.reserve(v7(), [{ sku: 'HELD', quantity: 3 }]);
    for (const change of [{ delta: -3 }, { setTo: 2 }, { delta: -6 }])
      expect(refusal(await shop.adjust('HELD', change))).toEqual([422, 'would-go-negative']);
    expect((await shop.adjust('HELD', { delta: -2 })).status).toBe(201);
    expect(await shop.level('HELD')).toMatchObject({ onHand: 3, reserved: 3, available: 0 });
  });

  test('never counts more than can be counted', async () => {
    await shop.stocked('MANY', 1);
    expect((await shop.adjust('MANY', { setTo: 1_000_000_000 })).status).toBe(201);
    expect(refusal(await shop.adjust('MANY', { delta: 1 }))).toEqual([422, 'too-many']);
  });

  test('opens a warehouse for an article that is known, and nothing for others', async () => {
    await shop.know('FAR');
    expect((await shop.adjust('FAR', { delta: 1, warehouse: 'north-2' })).status).toBe(201);
    const { warehouses, onHand } = await shop.level('FAR');
    expect([onHand, warehouses.map(({ warehouse }: { warehouse: string }) => warehouse)]).toEqual([1, ['main', 'north-2']]);
    expect(refusal(await shop.adjust('UNKNOWN', { delta: 1 }, shop.merchandiser))).toEqual([404, 'not-found']);
    expect(refusal(await shop.adjust('FAR', { delta: -1, warehouse: 'south' }))).toEqual([422, 'would-go-negative']);
    expect((await shop.level('FAR')).warehouses).toHaveLength(2);
  });

  test.each([
    ...[{}, { delta: 1, setTo: 1 }, { delta: 0 }, { delta: 1.5 }, { delta: 2_000_000 }, { setTo: -1 }, { delta: 1, reason: 'theft' }],
    ...[
      { delta: -1, reason: 'receive' },
      { delta: 1, reason: 'damage' },
      { delta: 1, note: 'x' },
    ],
    ...[
      { delta: 1, warehouse: 'Main' },
      { delta: 1, warehouse: 'x'.repeat(33) },
      { delta: 1, warehouse: '' },
    ],
  ])('%j is refused', async (change) => expect(refusal(await shop.adjust('A', change))).toEqual([400, 'validation-failed']));

  test('is for the seller of the article and for those who manage all', async () => {
    await shop.know('MINE');
    expect((await shop.adjust('MINE', { delta: 1 }, shop.merchandiser)).status).toBe(201);
    expect(refusal(await shop.adjust('MINE', { delta: 1 }, shop.rival))).toEqual([404, 'not-found']);
    expect(refusal(await shop.adjust('MINE', { delta: 1 }, shop.customer))).toEqual([403, 'forbidden']);
    const movements = async (token?: string) => refusal(await shop.request('GET', '/inventory/MINE/movements', token ? { token } : {}));
    expect(await movements(shop.rival)).toEqual([404, 'not-found']);
    expect(await movements()).toEqual([401, 'unauthenticated']);
    expect(await movements('a.b.c')).toEqual([401, 'unauthenticated']);
  });
});

describe('how much there is', () => {
  test('everybody may know; all numbers only who manages it', async () => {
    await shop.stocked('SEEN', 4);
    const brief = { sku: 'SEEN', available: 4, inStock: true, version: expect.any(Number) };
    for (const token of [shop.rival, shop.customer]) expect(await shop.level('SEEN', token)).toEqual(brief);
    const { body, headers } = await shop.request('GET', '/inventory/SEEN');
    expect([body, headers.get('etag')]).toEqual([brief, `"${body.version}"`]);
    const warehouses = [{ warehouse: 'main', onHand: 4, reserved: 0, available: 4, reorderPoint: 0, leadTimeDays: null, version: 1 }];
    for (const token of [shop.seller, shop.merchandiser])
      expect(await shop.level('SEEN', token)).toEqual({ ...brief, onHand: 4, reserved: 0, active: true, warehouses });
    expect(refusal(await shop.request('GET', '/inventory/NOBODY'))).toEqual([404, 'not-found']);
    expect(refusal(await shop.request('GET', '/inventory/n%20o'))).toEqual([404, 'not-found']);
  });

  test('of several at once, each as the caller may see it', async () => {
    await shop.stocked('S-1', 1);
    await shop.stocked('S-2', 0);
    const { body } = await shop.request('GET', '/inventory?skus=S-2,S-1,S-1,NOBODY', { token: shop.rival });
    expect(body.data).toMatchObject([
      { sku: 'S-1', available: 1, inStock: true },
      { sku: 'S-2', available: 0, inStock: false },
    ]);
    const many = (count: number) => Array.from({ length: count }, (_, n) => `N-${n}`).join(',');
    expect((await shop.request('GET', `/inventory?skus=${many(100)}`)).body).toEqual({ data: [] });
    for (const query of [`?skus=${many(101)}`, '', '?skus=', '?skus=a,,b', '?skus=%00', '?sku=A'])
      expect(refusal(await shop.request('GET', `/inventory${query}`))).toEqual([400, 'validation-failed']);
  });

  test('movements come in pages that neither skip nor repeat, while others are booked', async () => {
    await shop.stocked('PAGES', 1);
    for (let n = 2; n <= 7; n++) await shop.adjust('PAGES', { delta: n });
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/inventory/PAGES/movements?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await shop.request('GET', path, { token: shop.seller });
      seen.push(...body.data.map(({ onHandDelta }: { onHandDelta: number }) => onHandDelta));
      cursor = body.page.nextCursor;
      await shop.adjust('PAGES', { delta: 100 });
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });
});

describe('the reorder point', () => {
  const change = (sku: string, body: object, version: number, token = shop.seller, warehouse = 'main') =>
    shop.request('PATCH', `/inventory/${sku}/${warehouse}`, { token, ifMatch: `"${version}"`, body });

  test('raises the alarm once for each time that the stock falls to it', async () => {
    await shop.stocked('LOW', 10);
    const { status, body, headers } = await change('LOW', { reorderPoint: 5, leadTimeDays: 7 }, 1);
    expect([status, body, headers.get('etag')]).toMatchObject([200, { sku: 'LOW', reorderPoint: 5, leadTimeDays: 7, version: 2 }, '"2"']);
    const orderId = v7();
    await shop.reserve(orderId, [{ sku: 'LOW', quantity: 5 }]);
    await shop.reserve(v7(), [{ sku: 'LOW', quantity: 1 }]);
    const sellerId = shop.sellerId;
    expect(await alerts('LOW')).toEqual([{ available: 5, reorderPoint: 5, sellerId }]);
    await shop.release(orderId);
    await shop.adjust('LOW', { delta: -6 });
    expect((await alerts('LOW')).slice(1)).toEqual([{ available: 3, reorderPoint: 5, sellerId }]);
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toMatch(/inventory_low_stock 1\n/);
    expect(metrics).toMatch(/inventory_stockouts [1-9]/);
  });

  test('raises the alarm too when it is raised to what is there', async () => {
    await shop.stocked('RAISED', 10);
    await change('RAISED', { reorderPoint: 9 }, 1);
    expect(await alerts('RAISED')).toEqual([]);
    await change('RAISED', { reorderPoint: 10 }, 2);
    await change('RAISED', { reorderPoint: 11 }, 3);
    expect(await alerts('RAISED')).toMatchObject([{ available: 10, reorderPoint: 10 }]);
  });

  test('is changed by the seller, who has read it', async () => {
    await shop.stocked('OWN', 1);
    expect((await change('OWN', { leadTimeDays: 3 }, 1)).status).toBe(200);
    expect(refusal(await change('OWN', { reorderPoint: 3 }, 1))).toEqual([412, 'stale-version']);
    const patch = { token: shop.seller, body: { reorderPoint: 3 } };
    expect(refusal(await shop.request('PATCH', '/inventory/OWN/main', patch))).toEqual([428, 'precondition-required']);
    expect(refusal(await change('OWN', { reorderPoint: 3 }, 2, shop.rival))).toEqual([404, 'not-found']);
    expect(refusal(await change('OWN', { reorderPoint: 3 }, 2, shop.customer))).toEqual([403, 'forbidden']);
    expect(refusal(await change('OWN', { reorderPoint: 3 }, 1, shop.seller, 'moon'))).toEqual([404, 'not-found']);
    for (const body of [{}, { reorderPoint: -1 }, { leadTimeDays: 999 }, { onHand: 7 }])
      expect(refusal(await change('OWN', body, 2))).toEqual([400, 'validation-failed']);
    expect((await change('OWN', { leadTimeDays: null }, 2)).body).toMatchObject({ leadTimeDays: null, reorderPoint: 0, version: 3 });
  });
});
