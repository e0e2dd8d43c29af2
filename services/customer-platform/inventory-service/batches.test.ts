import { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { type Context, Database, Metrics, type Received, type Transaction } from '#kit';
import { ManualClock, testDatabase } from '#kit/testing';
import { Answers } from './answers';
import { Catalogue } from './catalogue';
import { Contended, Locks } from './locks';
import { CreateStock1763700000000 } from './migrations/1763700000000-create-stock';
import { ReservationStore } from './reservation-store';
import { Reservations } from './reservations';
import { Stock } from './stock';
import { snapshot } from './testing';

const clock = new ManualClock();
const context = { trace: { sampled: false, traceId: '0'.repeat(32), spanId: '0'.repeat(16) }, requestId: 'r' } as unknown as Context;
const skus = ['A', 'B', 'C', 'D'];

let database: Database;
let reservations: Reservations;
let drop: () => Promise<void>;

beforeAll(async () => {
  const { url, drop: dropDatabase } = await testDatabase();
  drop = dropDatabase;
  const source = new DataSource({ type: 'postgres', url });
  database = new Database(source, 'inventory-service', { metrics: new Metrics(), spans: { add: () => undefined } } as never);
  await database.connect();
  await source.query(outbox);
  await new CreateStock1763700000000().up(source.createQueryRunner());
  const locks = new Locks();
  const stock = new Stock(locks, clock);
  reservations = new Reservations(new ReservationStore(locks, clock), stock, new Answers(), clock, new Metrics());
  const variants = skus.map((sku) => ({ sku }));
  const product = received(snapshot(v7(), 'seller', variants), 1);
  await database.transaction(context, (transaction) => new Catalogue(stock, clock).created(product, transaction));
  await source.query('UPDATE stock SET on_hand = 1000');
});

afterAll(async () => {
  await database?.close();
  await drop?.();
});

const outbox = 'CREATE TABLE outbox (event_id uuid, type text, topic text, key text, subject text, data jsonb, headers jsonb)';

const received = <Data>(data: Data, version?: number): Received<Data> =>
  ({ id: v7(), type: 't', subject: 's', time: '', data, version, correlationId: undefined, context }) as Received<Data>;

type Work = (transaction: Transaction) => Promise<void>;

const wish = (...wanted: readonly string[]): Work => {
  const lines = wanted.map((sku) => ({ sku, quantity: 1 }));
  const event = received({ orderId: v7(), attempt: 1, lines });
  return (transaction) => reservations.reserve(event, transaction);
};

/** As the inbox does it: a batch in one transaction, each event with a transaction object of its own. */
const together = (batch: readonly Work[]): Promise<void> =>
  database.transaction(context, async (transaction) => {
    for (const work of batch) await work(Object.create(transaction, { context: { value: context } }) as Transaction);
  });

/** As the inbox does it with what fails for good: one by one. */
const handle = async (batch: readonly Work[]): Promise<'together' | 'apart'> => {
  try {
    await together(batch);
    return 'together';
  } catch (error) {
    if (!(error instanceof Contended)) throw error;
    for (const work of batch) await together([work]);
    return 'apart';
  }
};

test('batches that lock the same SKUs in opposite order neither deadlock nor lose anything', async () => {
  const rounds = 40;
  const ways: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const up = skus.map((sku) => wish(sku));
    const down = [...skus].reverse().map((sku) => wish(sku));
    ways.push(...(await Promise.all([handle(up), handle(down), handle([wish('A', 'B'), wish('C', 'D')]), handle([wish('D', 'A')])])));
  }
  expect(new Set(ways)).toEqual(new Set(['together', 'apart']));
  const stock = await database.query(undefined, 'test_reserved', 'SELECT sku, reserved FROM stock ORDER BY sku');
  const counts: Record<string, number> = { A: 4, B: 3, C: 3, D: 4 };
  expect(stock).toEqual(skus.map((sku) => ({ sku, reserved: (counts[sku] ?? 0) * rounds })));
});

test('a batch that meets nobody stays together', async () => {
  expect(await handle([wish('D'), wish('A'), wish('C', 'B'), wish('A')])).toBe('together');
});

test('what comes first in a transaction waits; what comes later does not', async () => {
  let finish: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let holding: () => void = () => undefined;
  const isHeld = new Promise<void>((resolve) => {
    holding = resolve;
  });
  const holder = database.transaction(context, async (transaction) => {
    await wish('B')(transaction);
    holding();
    await held;
  });
  await isHeld;
  await expect(together([wish('A'), wish('B')])).rejects.toThrow(Contended);
  const waiting = together([wish('B')]);
  finish();
  await Promise.all([holder, waiting]);
});
