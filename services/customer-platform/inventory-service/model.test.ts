import { v7 } from 'uuid';
import { testWarehouse, type Warehouse } from './testing';

/** Numbers by chance that are the same in every run. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

type State = 'reserved' | 'committed' | 'shipped' | 'released' | 'rejected' | 'tombstone';
type Lines = Record<string, number>;

/** What the service promises, in as few words as possible. */
class Model {
  readonly onHand: Lines = {};
  readonly reserved: Lines = {};
  readonly received: Lines = {};
  readonly sold: Lines = {};
  readonly orders = new Map<string, { state: State; lines: Lines; back: Lines }>();

  adjust(sku: string, delta: number): boolean {
    const left = (this.onHand[sku] ?? 0) + delta;
    if (left < (this.reserved[sku] ?? 0)) return false;
    this.onHand[sku] = left;
    this.received[sku] = (this.received[sku] ?? 0) + delta;
    return true;
  }

  reserve(id: string, lines: Lines): void {
    const order = this.orders.get(id);
    if (order?.state === 'tombstone') order.state = 'rejected';
    if (order) return;
    const fits = Object.entries(lines).every(([sku, n]) => (this.onHand[sku] ?? 0) - (this.reserved[sku] ?? 0) >= n);
    this.orders.set(id, { state: fits ? 'reserved' : 'rejected', lines: fits ? lines : {}, back: {} });
    if (fits) this.add(this.reserved, lines, 1);
  }

  commit(id: string): void {
    const order = this.orders.get(id);
    if (order?.state === 'reserved') order.state = 'committed';
  }

  release(id: string): void {
    const order = this.orders.get(id);
    if (!order) this.orders.set(id, { state: 'tombstone', lines: {}, back: {} });
    else if (order.state === 'reserved' || order.state === 'committed') {
      order.state = 'released';
      this.add(this.reserved, order.lines, -1);
    }
  }

  ship(id: string): void {
    const order = this.orders.get(id);
    if (order?.state !== 'reserved' && order?.state !== 'committed') return;
    order.state = 'shipped';
    this.add(this.reserved, order.lines, -1);
    this.add(this.onHand, order.lines, -1);
    this.add(this.sold, order.lines, 1);
  }

  refund(id: string, sku: string, quantity: number): void {
    const order = this.orders.get(id);
    const left = (order?.lines[sku] ?? 0) - (order?.back[sku] ?? 0);
    if (order?.state !== 'shipped' || left < quantity) return;
    order.back[sku] = (order.back[sku] ?? 0) + quantity;
    this.add(this.onHand, { [sku]: quantity }, 1);
    this.add(this.sold, { [sku]: quantity }, -1);
  }

  private add(to: Lines, lines: Lines, sign: number): void {
    for (const [sku, n] of Object.entries(lines)) to[sku] = (to[sku] ?? 0) + sign * n;
  }
}

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse();
});

afterAll(() => shop?.stop());

const skus = ['M-1', 'M-2', 'M-3'];

/** One step by chance, taken by the service and by the model; `again` repeats the event. */
const stepper = (model: Model, draw: (below: number) => number) => {
  const orderIds = Array.from({ length: 25 }, () => v7());
  const pick = <Item>(items: readonly Item[]): Item => items[draw(items.length)] as Item;
  const twice = async (work: (about: { id: string }) => Promise<void>): Promise<void> => {
    const id = v7();
    await work({ id });
    if (draw(4) === 0) await work({ id });
  };
  const linesOf = (): Lines => Object.fromEntries(skus.filter(() => draw(2) === 0).map((sku) => [sku, 1 + draw(3)]));
  const steps: readonly ((orderId: string) => Promise<void>)[] = [
    async (orderId) => {
      const lines = { 'M-1': 1, ...linesOf() };
      const wanted = Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
      await twice((about) => shop.reserve(orderId, draw(2) ? wanted : [...wanted].reverse(), about));
      model.reserve(orderId, lines);
    },
    async (orderId) => {
      // What cannot be is tried three times with pauses; the tests of single events have that.
      if (!['reserved', 'committed', 'shipped'].includes(model.orders.get(orderId)?.state ?? '')) return;
      await twice((about) => shop.commit(orderId, about));
      model.commit(orderId);
    },
    async (orderId) => {
      if (model.orders.get(orderId)?.state === 'shipped') return;
      await twice((about) => shop.release(orderId, about));
      model.release(orderId);
    },
    async (orderId) => {
      if (!['reserved', 'committed', 'shipped'].includes(model.orders.get(orderId)?.state ?? '')) return;
      await twice((about) => shop.ship(orderId, about));
      model.ship(orderId);
    },
    async (orderId) => {
      const order = model.orders.get(orderId);
      const [sku, quantity] = [pick(skus), 1 + draw(2)];
      if (!order || (order.state === 'shipped' && (order.lines[sku] ?? 0) - (order.back[sku] ?? 0) < quantity)) return;
      await twice((about) => shop.refund(orderId, [{ sku, quantity }], { ...about, refundId: about.id }));
      model.refund(orderId, sku, quantity);
    },
    async () => {
      const [sku, delta, warehouse] = [pick(skus), pick([-3, -1, 2, 4]), pick(['main', 'east'])];
      const { status } = await shop.adjust(sku, { delta, warehouse });
      // One warehouse may be short of what all of them have; the model knows the sum only.
      if (status === 201) expect(model.adjust(sku, delta)).toBe(true);
    },
  ];
  return () => pick([...steps, steps[0] ?? pick(steps)])(pick(orderIds));
};

/** Everything that the service and the model can both say. */
const check = async (model: Model): Promise<void> => {
  for (const sku of skus) {
    const { onHand, reserved } = await shop.level(sku);
    expect([sku, onHand, reserved]).toEqual([sku, model.onHand[sku] ?? 0, model.reserved[sku] ?? 0]);
    expect(onHand + (model.sold[sku] ?? 0)).toBe(model.received[sku] ?? 0);
  }
  const rows = await shop.sql<{ order_id: string; state: State }>('SELECT order_id, state FROM reservations');
  const known = new Map(rows.map(({ order_id, state }) => [order_id, state]));
  for (const [id, { state }] of model.orders) expect(known.get(id)).toBe(state);
  expect(await shop.faults()).toEqual([]);
  expect(await shop.deadLetters()).toEqual([]);
};

test('inventory I1 to I5 hold whatever comes in whatever order', async () => {
  const model = new Model();
  await shop.know(...skus);
  for (const seed of [1, 2, 3]) {
    const step = stepper(model, chance(seed));
    for (let n = 0; n < 120; n++) {
      await step();
      if (n % 20 === 0) await check(model);
    }
    await check(model);
  }
  const states = new Set([...model.orders.values()].map(({ state }) => state));
  expect(states.size).toBeGreaterThanOrEqual(5);
  await checkAnswers(model);
});

/** Every wish was answered; every stock event has a newer version than the one before, and the last one the numbers of now. */
const checkAnswers = async (model: Model): Promise<void> => {
  const published = await shop.published();
  for (const id of model.orders.keys()) expect(published.some(({ key }) => key === id)).toBe(true);
  for (const sku of skus) {
    const events = published.filter(({ type, key }) => key === sku && type === 'inventory.stock.changed.v1');
    const versions = events.map(({ headers }) => Number(headers.ce_aggregateversion));
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(events.at(-1)?.data).toMatchObject({ onHand: model.onHand[sku], reserved: model.reserved[sku] });
    for (const { data } of events) expect(data.available).toBe(Number(data.onHand) - Number(data.reserved));
  }
};
