import { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { type Context, Database, Metrics } from '#kit';
import { ManualClock, testDatabase } from '#kit/testing';
import * as entities from './entities';
import { EventStore } from './event-store';
import { CreateAnalytics1763700000000 } from './migrations/1763700000000-create-analytics';
import { Partitions } from './partitions';
import { Retention } from './retention';
import { Rollups } from './rollups';
import { WriteKeys } from './write-keys';

const context = { trace: { sampled: false }, log: { info: () => undefined, warn: () => undefined } } as unknown as Context;
const day = 86_400_000;
const start = new Date('2026-03-10T12:00:00.000Z');

let source: DataSource;
let database: Database;
let drop: () => Promise<void>;
let clock: ManualClock;

beforeAll(async () => {
  const { url, drop: dropDatabase } = await testDatabase();
  drop = dropDatabase;
  source = new DataSource({ type: 'postgres', url, entities: Object.values(entities) });
  database = new Database(source, 'analytics-service', { metrics: new Metrics(), spans: { add: () => undefined } } as never);
  await database.connect();
  const runner = source.createQueryRunner();
  await new CreateAnalytics1763700000000().up(runner);
  await runner.release();
});
beforeEach(() => {
  clock = new ManualClock(start);
});
afterAll(async () => {
  await database?.close();
  await drop?.();
});

const sql = (text: string, values: unknown[] = []) => source.query(text, values);

const store = (at: Date, eventId = v7()) =>
  new EventStore(database, clock, new Rollups(database, clock)).store(context, [
    { eventId, name: 'page_viewed', anonymousId: v7(), at, props: {}, userId: null },
  ]);

describe('partitions', () => {
  const partitions = (): Partitions => new Partitions(database, clock);
  const days = async (table: string): Promise<string[]> =>
    (await sql(`SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = '${table}'::regclass ORDER BY 1`)).map(
      ({ name }: { name: string }) => name.slice(table.length + 1),
    );

  test('take over what waited for them, whichever replica makes them, and lose nothing that comes meanwhile', async () => {
    const ids = Array.from({ length: 40 }, () => v7());
    for (const id of ids.slice(0, 5)) await store(new Date('2026-03-09T10:00:00.000Z'), id);
    const storing = Promise.all(ids.slice(5).map((id, index) => store(new Date(start.getTime() - (index % 6) * day), id)));
    await Promise.all([partitions().keep(context), partitions().keep(context)]);
    await storing;
    // A replica gives up where another is at work, and finishes the next time.
    await partitions().keep(context);
    expect((await sql('SELECT event_id FROM events ORDER BY 1')).map(({ event_id }: { event_id: string }) => event_id)).toEqual(ids.sort());
    expect(await sql('SELECT 1 FROM events_default UNION ALL SELECT 1 FROM event_ids_default')).toEqual([]);
    expect(await days('events')).toEqual([
      ...Array.from({ length: 11 }, (_, index) => `202603${String(index + 3).padStart(2, '0')}`),
      'default',
    ]);
    expect(await days('event_ids')).toEqual(await days('events'));
  });

  test('are made ahead and dropped after 14 days', async () => {
    clock.advance(4 * day);
    await partitions().keep(context);
    expect((await days('events')).at(-2)).toBe('20260317');
    clock.advance(11 * day);
    await partitions().keep(context);
    expect((await days('events'))[0]).toBe('20260311');
    expect((await sql('SELECT min(at) AS first FROM events'))[0].first).toBeNull();
  });

  test('analytics I1: an id is known as long as its event', async () => {
    const id = v7();
    expect([...(await store(start, id))]).toEqual([id]);
    clock.advance(7 * day);
    expect([...(await store(clock.now(), id))]).toEqual([]);
  });
});

test('what no question asks for is forgotten, and nothing else', async () => {
  await sql('TRUNCATE rollups, actives, active_counts, facts_seen, write_keys, erased');
  const ago = (ms: number): Date => new Date(start.getTime() - ms);
  const sums: readonly [metric: string, granularity: string, bucket: Date][] = [
    ['events', 'minute', ago(119 * 60_000)],
    ['events', 'minute', ago(121 * 60_000)],
    ['product_views', 'hour', ago(91 * day)],
    ['product_views', 'day', ago(89 * day)],
    ['events', 'hour', ago(1000 * day)],
    ['events', 'day', ago(1100 * day)],
  ];
  for (const [metric, granularity, bucket] of sums)
    await sql(`INSERT INTO rollups VALUES ($1, $2, $3, '{}', 1)`, [metric, granularity, bucket]);
  for (const [granularity, days] of [
    ['hour', 9],
    ['hour', 7],
    ['day', 366],
    ['day', 368],
  ] as const)
    await sql(`INSERT INTO actives VALUES ($1, $2, '\\x00')`, [granularity, ago(days * day)]);
  await sql(`INSERT INTO facts_seen VALUES ('order.placed', 'new', $1), ('order.placed', 'old', $2)`, [ago(29 * day), ago(31 * day)]);
  await sql('INSERT INTO erased VALUES (gen_random_uuid(), $1), (gen_random_uuid(), $2)', [ago(day / 2), ago(2 * day)]);
  await new Retention(database, clock).forget(context);
  expect(await sql('SELECT metric, granularity, bucket FROM rollups ORDER BY bucket DESC')).toEqual(
    [sums[0], sums[3], sums[4]].map((kept) => ({ metric: kept?.[0], granularity: kept?.[1], bucket: kept?.[2] })),
  );
  expect(await sql('SELECT granularity, bucket FROM actives ORDER BY bucket DESC')).toEqual([
    { granularity: 'hour', bucket: ago(7 * day) },
    { granularity: 'day', bucket: ago(366 * day) },
  ]);
  expect(await sql('SELECT id FROM facts_seen')).toEqual([{ id: 'new' }]);
  expect(await sql('SELECT 1 FROM erased')).toHaveLength(1);
});

test('facts that several replicas add at once are added once each', async () => {
  await sql('TRUNCATE rollups');
  await sql(
    `INSERT INTO facts_waiting (metric, at, dims, value)
     SELECT 'sessions', $1::timestamptz - n * interval '7 minutes', '{}', 1 FROM generate_series(1, 12000) AS n`,
    [start],
  );
  const replicas = Array.from({ length: 3 }, () => new Rollups(database, clock));
  await Promise.all(replicas.map((rollups) => rollups.addWaiting(context)));
  expect(await sql('SELECT granularity, sum(value)::int AS sum FROM rollups GROUP BY 1 ORDER BY 1')).toEqual([
    { granularity: 'day', sum: 12_000 },
    { granularity: 'hour', sum: 12_000 },
    { granularity: 'minute', sum: 17 },
  ]);
});

test('a write key that is replaced is good for another day', async () => {
  await sql('TRUNCATE write_keys');
  const [before, after] = ['b', 'a'].map((letter) => letter.repeat(32)) as [string, string];
  const keysOf = (key: string): WriteKeys => new WriteKeys(database, clock, { WRITE_KEY: key });
  await keysOf(before).noteOwn(context);
  const replica = keysOf(after);
  await replica.noteOwn(context);
  // A replica that has not been replaced yet changes nothing.
  await keysOf(before).noteOwn(context);
  expect(await replica.ownerOf(context, after)).toBe('shop');
  expect(await replica.ownerOf(context, before)).toBe('shop');
  expect(await replica.ownerOf(context, 'c'.repeat(32))).toBeUndefined();
  clock.advance(day);
  expect(await replica.ownerOf(context, before)).toBeUndefined();
  expect(await keysOf(before).ownerOf(context, after)).toBe('shop');
});

test('entities say what the migration makes', async () => {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  // Checks stand in the migration alone.
  expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_check"/.test(query))).toEqual([]);
});
