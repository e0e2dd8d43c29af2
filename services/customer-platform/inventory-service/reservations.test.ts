import { v7 } from 'uuid';
import { testWarehouse, type Warehouse } from './testing';

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse();
});

afterAll(() => shop?.stop());

afterEach(async () => expect(await shop.faults()).toEqual([]));

let made = 0;
const newSku = (): string => `SKU-${made++}`;

/** A SKU with so many pieces. */
const skuWith = async (pieces: number): Promise<string> => {
  const sku = newSku();
  await shop.stocked(sku, pieces);
  return sku;
};

const numbers = async (sku: string) => {
  const { onHand, reserved, available } = await shop.level(sku);
  return { onHand, reserved, available };
};

const stockEvents = async (sku: string) =>
  (await shop.published())
    .filter(({ type, key }) => key === sku && type === 'inventory.stock.changed.v1')
    .map(({ data: { onHand, reserved, available, cause }, headers }) => [
      cause,
      onHand,
      reserved,
      available,
      Number(headers.ce_aggregateversion),
    ]);

describe('an order', () => {
  test('is held, committed and shipped; each change is told with the sums and a rising version', async () => {
    const [sku, orderId] = [await skuWith(10), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 3 }]);
    expect(await numbers(sku)).toEqual({ onHand: 10, reserved: 3, available: 7 });
    await shop.commit(orderId);
    await shop.ship(orderId);
    expect(await numbers(sku)).toEqual({ onHand: 7, reserved: 0, available: 7 });
    const lines = [{ sku, warehouse: 'main', quantity: 3 }];
    expect(await shop.answers(orderId)).toEqual([{ what: 'reserved', data: { orderId, lines }, version: '1' }]);
    const events = await stockEvents(sku);
    expect(events.map(([cause, ...rest]) => [cause, ...rest.slice(0, 3)])).toEqual([
      ['receive', 10, 0, 10],
      ['reserve', 10, 3, 7],
      ['commit', 7, 0, 7],
    ]);
    const versions = events.map((event) => Number(event[4]));
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  test('gets all of its lines or nothing', async () => {
    const [plenty, scarce, orderId] = [await skuWith(10), await skuWith(1), v7()];
    await shop.reserve(orderId, [
      { sku: plenty, quantity: 2 },
      { sku: scarce, quantity: 2 },
      { sku: 'NOBODY-KNOWS', quantity: 1 },
    ]);
    const shortages = [
      { sku: scarce, requested: 2, available: 1 },
      { sku: 'NOBODY-KNOWS', requested: 1, available: 0 },
    ];
    expect(await shop.answers(orderId)).toMatchObject([{ what: 'rejected', data: { shortages } }]);
    expect(await numbers(plenty)).toEqual({ onHand: 10, reserved: 0, available: 10 });
  });

  test('that names a SKU in two lines gets their sum', async () => {
    const [sku, orderId] = [await skuWith(3), v7()];
    const line = { sku, quantity: 2 };
    await shop.reserve(orderId, [line, line]);
    expect(await shop.answers(orderId)).toMatchObject([{ what: 'rejected', data: { shortages: [{ sku, requested: 4, available: 3 }] } }]);
  });

  test('is filled from main first, then from the others by name', async () => {
    const [sku, orderId] = [await skuWith(2), v7()];
    await shop.adjust(sku, { warehouse: 'west', delta: 5 });
    await shop.adjust(sku, { warehouse: 'east', delta: 2 });
    await shop.reserve(orderId, [{ sku, quantity: 6 }]);
    const places = ['east 2', 'main 2', 'west 2'];
    const [answer] = await shop.answers(orderId);
    const lines = (answer?.data.lines ?? []) as { warehouse: string; quantity: number }[];
    expect(lines.map(({ warehouse, quantity }) => `${warehouse} ${quantity}`).sort()).toEqual(places);
    expect(await numbers(sku)).toEqual({ onHand: 9, reserved: 6, available: 3 });
    await shop.ship(orderId);
    await shop.refund(orderId, [{ sku, quantity: 5 }]);
    expect(await numbers(sku)).toEqual({ onHand: 8, reserved: 0, available: 8 });
  });
});

describe('inventory I3: one reservation per order', () => {
  test('the same reserve event three times → one reservation, at most three identical answers', async () => {
    const [sku, orderId, id] = [await skuWith(10), v7(), v7()];
    for (let n = 0; n < 3; n++) await shop.reserve(orderId, [{ sku, quantity: 4 }], { id });
    expect(await shop.answers(orderId)).toHaveLength(1);
    expect(await numbers(sku)).toMatchObject({ reserved: 4 });
  });

  test('three reserve events of one order, also with other lines → one reservation, three identical answers', async () => {
    const [sku, orderId] = [await skuWith(10), v7()];
    for (let n = 0; n < 3; n++) await shop.reserve(orderId, [{ sku, quantity: 4 + n }]);
    const answers = await shop.answers(orderId);
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await numbers(sku)).toMatchObject({ reserved: 4 });
  });

  test('a refused order stays refused, even when there is enough by now', async () => {
    const [sku, orderId] = [await skuWith(1), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 2 }]);
    await shop.adjust(sku, { delta: 10 });
    await shop.reserve(orderId, [{ sku, quantity: 2 }]);
    await shop.release(orderId);
    expect((await shop.answers(orderId)).map(({ what }) => what)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await numbers(sku)).toMatchObject({ reserved: 0 });
  });

  test('repeated commits, shipments and releases change nothing', async () => {
    const [sku, shipped, released] = [await skuWith(10), v7(), v7()];
    for (const orderId of [shipped, released]) await shop.reserve(orderId, [{ sku, quantity: 2 }]);
    for (let n = 0; n < 2; n++) {
      await shop.commit(shipped);
      await shop.ship(shipped);
      await shop.release(released);
    }
    await shop.reserve(released, [{ sku, quantity: 2 }]);
    expect(await numbers(sku)).toEqual({ onHand: 8, reserved: 0, available: 8 });
    const answers = (await shop.answers(released)).filter(({ what }) => what === 'released');
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });
});

describe('events out of order', () => {
  test('release before reserve → the later reserve is rejected, nothing held', async () => {
    const [sku, orderId] = [await skuWith(10), v7()];
    await shop.release(orderId);
    await shop.reserve(orderId, [{ sku, quantity: 1 }]);
    await shop.reserve(orderId, [{ sku, quantity: 1 }]);
    expect((await shop.answers(orderId)).map(({ what }) => what)).toEqual(['released', 'rejected', 'rejected']);
    expect(await numbers(sku)).toEqual({ onHand: 10, reserved: 0, available: 10 });
  });

  test('shipped implies commit, which may come later', async () => {
    const [sku, orderId] = [await skuWith(5), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 5 }]);
    await shop.ship(orderId);
    await shop.commit(orderId);
    const { body } = await shop.request('GET', `/inventory/reservations/${orderId}`, { token: shop.merchandiser });
    expect(body).toMatchObject({ state: 'shipped', committedAt: expect.any(String), shippedAt: expect.any(String), releasedAt: null });
    expect(await numbers(sku)).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  test('inventory I5: a released reservation cannot be shipped or committed', async () => {
    const [sku, orderId] = [await skuWith(5), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 5 }]);
    await shop.commit(orderId);
    await shop.release(orderId);
    const before = (await shop.deadLetters()).length;
    await shop.ship(orderId);
    await shop.commit(orderId);
    await shop.ship(v7());
    const dead = (await shop.deadLetters()).slice(before);
    expect(dead.map(({ error }) => /impossible-(\w+): the reservation is ([\w ]+);/.exec(error)?.slice(1))).toEqual([
      ['shipped', 'released'],
      ['committed', 'released'],
      ['shipped', 'not known'],
    ]);
    expect(await numbers(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});

describe('a refund', () => {
  const shippedOrder = async (pieces: number): Promise<[string, string]> => {
    const [sku, orderId] = [await skuWith(pieces), v7()];
    await shop.reserve(orderId, [{ sku, quantity: pieces }]);
    await shop.ship(orderId);
    return [sku, orderId];
  };

  test('restocks the lines that say so, once', async () => {
    const [sku, orderId] = await shippedOrder(5);
    const refundId = v7();
    for (let n = 0; n < 2; n++) await shop.refund(orderId, [{ sku, quantity: 2 }], { refundId });
    await shop.refund(orderId, [{ sku, quantity: 1, restock: false }]);
    expect(await numbers(sku)).toEqual({ onHand: 2, reserved: 0, available: 2 });
    expect((await stockEvents(sku)).at(-1)).toMatchObject({ 0: 'restock', 1: 2 });
  });

  test('inventory I4: brings back no more than was shipped', async () => {
    const [sku, orderId] = await shippedOrder(5);
    await shop.refund(orderId, [{ sku, quantity: 3 }]);
    await shop.refund(orderId, [{ sku, quantity: 3 }]);
    expect((await shop.deadLetters()).at(-1)?.error).toMatch(/too-much-returned: 1 of/);
    expect(await numbers(sku)).toMatchObject({ onHand: 3 });
  });

  test('of an order that was never shipped brings back nothing', async () => {
    const [sku, orderId] = [await skuWith(5), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 5 }]);
    await shop.refund(orderId, [{ sku, quantity: 5 }]);
    expect(await numbers(sku)).toEqual({ onHand: 5, reserved: 5, available: 0 });
  });
});

describe('who sees a reservation', () => {
  test('services and those who manage all stock; nobody else', async () => {
    const [sku, orderId] = [await skuWith(1), v7()];
    await shop.reserve(orderId, [{ sku, quantity: 1 }]);
    const see = async (token?: string, id = orderId) => {
      const { status, body } = await shop.request('GET', `/inventory/reservations/${id}`, token ? { token } : {});
      return [status, body.state ?? body.code];
    };
    const orderService = await shop.token({ subject: 'svc:order-service', scopes: [] });
    expect(await see(orderService)).toEqual([200, 'reserved']);
    expect(await see(shop.merchandiser)).toEqual([200, 'reserved']);
    expect(await see(shop.merchandiser, v7())).toEqual([404, 'not-found']);
    expect(await see(shop.seller)).toEqual([403, 'forbidden']);
    expect(await see(shop.customer)).toEqual([403, 'forbidden']);
    expect(await see()).toEqual([401, 'unauthenticated']);
  });
});

test('results are measured', async () => {
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  for (const result of ['reserved', 'rejected', 'repeated', 'released'])
    expect(metrics).toMatch(new RegExp(`inventory_reservations_total\\{result="${result}"\\} [1-9]`));
  expect(metrics).toMatch(/inventory_reserve_seconds_count [1-9]/);
});
