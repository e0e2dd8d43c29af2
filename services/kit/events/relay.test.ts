import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { v7 } from 'uuid';
import type { Context } from '../context';
import type { Database } from '../database/database';
import { startTrace } from '../telemetry';
import { eventually } from '../testing/eventually';
import { cards, gifts } from '../testing/gift-routes';
import { GiftModule } from '../testing/gift-service';
import { connectedDatabase, migratedDatabase, silentTelemetry } from '../testing/migrated';
import { recordingBus } from '../testing/recording-bus';
import type { BusRecord, EventBus } from './bus';
import { Relay } from './relay';

const cleanups: (() => Promise<unknown>)[] = [];
let url: string;
let database: Database;

beforeEach(async () => {
  const made = await migratedDatabase('gift-service', GiftModule);
  url = made.url;
  cleanups.push(made.drop);
  database = await connected();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const connected = async (logs?: string[]): Promise<Database> => {
  const opened = await connectedDatabase(url, GiftModule, silentTelemetry(logs));
  cleanups.push(() => opened.close());
  return opened;
};

const relayOn = (on: Database, bus: EventBus, logs?: string[]): Relay => {
  const { log, metrics } = silentTelemetry(logs);
  const relay = new Relay({ database: on, bus, log, metrics, sensitive: [cards.topic.name], pauseMs: 20 });
  cleanups.push(() => relay.stop());
  relay.start();
  return relay;
};

const context: Context = { trace: startTrace(undefined), requestId: 'r', log: silentTelemetry().log, deadline: Number.POSITIVE_INFINITY };
const emit = (giftId: string, ...numbers: number[]) =>
  database.transaction(context, async (transaction) => {
    for (const number of numbers) await transaction.emit(gifts.wrapped, { giftId, title: 'x', number });
  });
const waiting = async () =>
  Number((await database.query<{ n: string }>(undefined, 'waiting', 'SELECT count(*) AS n FROM outbox WHERE published_at IS NULL'))[0]?.n);
const emptied = () => eventually('the outbox to be empty', async () => (await waiting()) === 0);
const numbersOf = (records: readonly BusRecord[], key?: string): number[] =>
  records.filter((record) => key === undefined || record.key === key).map(({ value }) => JSON.parse(value.toString()).number);

test('publishes in order, also what is more than one batch, and marks it', async () => {
  const numbers = Array.from({ length: 1100 }, (_, at) => at);
  await emit(v7(), ...numbers);
  const bus = recordingBus();
  relayOn(database, bus);
  await emptied();
  expect(numbersOf(bus.records)).toEqual(numbers);
  expect(bus.records[0]).toMatchObject({
    topic: 'gift.gift.v1',
    headers: { ce_type: 'gift.gift.wrapped.v1', 'content-type': 'application/json' },
  });
});

test('goes on in order when the bus fails, and marks nothing that was not stored', async () => {
  const bus = recordingBus();
  let failures = 2;
  const waited: number[] = [];
  const logs: string[] = [];
  relayOn(
    database,
    {
      ...bus,
      publish: async (records) => {
        waited.push(await waiting());
        if (failures-- > 0) throw new Error('no broker');
        await bus.publish(records);
      },
    },
    logs,
  );
  await emit('00000000-0000-7000-8000-000000000001', 1, 2, 3);
  await emptied();
  expect([numbersOf(bus.records), waited]).toEqual([
    [1, 2, 3],
    [3, 3, 3],
  ]);
  expect(logs.map((line) => JSON.parse(line).msg)).toEqual(Array(2).fill('events could not be published; they wait in the outbox'));
});

test('keeps nothing of sensitive topics once it is published', async () => {
  const giftId = v7();
  await database.transaction(context, (transaction) => transaction.emit(cards.written, { giftId, token: 'hunter2' }));
  await emit(giftId, 1);
  const bus = recordingBus();
  relayOn(database, bus);
  await emptied();
  expect(bus.records.map(({ topic }) => topic)).toEqual(['gift.card.v1', 'gift.gift.v1']);
  expect(await database.query(undefined, 'kept', 'SELECT topic FROM outbox')).toEqual([{ topic: 'gift.gift.v1' }]);
});

test('lives on when its connection is cut while the bus is at work', async () => {
  const bus = recordingBus();
  let cut = false;
  relayOn(database, {
    ...bus,
    publish: async (records) => {
      await bus.publish(records);
      if (cut) return;
      cut = true;
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
      );
      await client.end();
      await pause(50);
    },
  });
  await emit(v7(), 1);
  await emptied();
  // Published twice, because nobody can know whether the mark was set: at least once.
  expect(numbersOf(bus.records)).toEqual([1, 1]);
});

test('three relays lose nothing and keep the order of each key, while twelve writers have long transactions', async () => {
  const [writers, transactions, keys] = [12, 42, 4];
  const ids = Array.from({ length: keys }, () => v7());
  for (const id of ids) await database.query(undefined, 'gift_seed', 'INSERT INTO gifts VALUES ($1, $2, 0, 0)', [id, id]);
  const bus = recordingBus();
  const slow: EventBus = {
    ...bus,
    publish: async (records) => {
      await pause(Math.random() * 5);
      await bus.publish(records);
    },
  };
  for (let n = 0; n < 3; n++) relayOn(await connected(), slow);
  const pools = await Promise.all([connected(), connected()]);
  const next = 'UPDATE gifts SET version = version + 4 WHERE id = $1 RETURNING version';
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < transactions; n++) {
      const giftId = ids[(writer + n) % keys] as string;
      await pools[writer % 2]?.transaction(context, async (transaction) => {
        const [row] = await transaction.query<{ version: number }>('gift_next', next, [giftId]);
        const last = row?.version ?? 0;
        // The numbers of a key are given in the order of its changes; the rows of the outbox are written by many at the same time.
        for (const number of [last - 3, last - 2, last - 1, last]) await transaction.emit(gifts.wrapped, { giftId, title: 'x', number });
        if (n % 6 === 0) await pause(20);
      });
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  await emptied();
  expect(bus.records).toHaveLength(writers * transactions * 4);
  for (const id of ids)
    expect(numbersOf(bus.records, id)).toEqual(Array.from({ length: (writers * transactions * 4) / keys }, (_, at) => at + 1));
});
