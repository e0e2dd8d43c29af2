import { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { type Context, Database, Metrics } from '#kit';
import { ManualClock, testDatabase } from '#kit/testing';
import { MovementRow, OpeningRow, ProductRow, SkuRow, StockRow } from './entities';
import { CreateStock1763700000000 } from './migrations/1763700000000-create-stock';
import { MovementMonths } from './movement-months';
import { ReplenishmentRow, ReservationLineRow, ReservationRow } from './order-entities';

const context = { trace: { sampled: false } } as unknown as Context;
const clock = new ManualClock(new Date('2026-01-31T23:59:59.000Z'));
const day = 86_400_000;

let source: DataSource;
let database: Database;
let months: MovementMonths;
let drop: () => Promise<void>;

beforeAll(async () => {
  const { url, drop: dropDatabase } = await testDatabase();
  drop = dropDatabase;
  const entities = [ProductRow, SkuRow, StockRow, MovementRow, OpeningRow, ReservationRow, ReservationLineRow, ReplenishmentRow];
  source = new DataSource({ type: 'postgres', url, entities });
  database = new Database(source, 'inventory-service', { metrics: new Metrics(), spans: { add: () => undefined } } as never);
  await database.connect();
  const runner = source.createQueryRunner();
  await new CreateStock1763700000000().up(runner);
  await runner.release();
  months = new MovementMonths(database, clock);
});

afterAll(async () => {
  await database?.close();
  await drop?.();
});

const move = (at: string, onHand = 1, ref = v7()) =>
  source.query(`INSERT INTO movements VALUES ($1, 'A', 'main', 'receive', $2, 0, $3, $4)`, [v7(), onHand, ref, at]);

const tables = async (): Promise<Record<string, number>> => {
  const names: { name: string }[] = await source.query(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'movements'::regclass ORDER BY 1`,
  );
  const counted = names.map(async ({ name }) => [name, (await source.query(`SELECT count(*)::int AS n FROM ${name}`))[0].n]);
  return Object.fromEntries(await Promise.all(counted));
};

test('entities say what the migrations make', async () => {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  // Checks stand in the migrations alone.
  expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_check"/.test(query))).toEqual([]);
});

test('tables are made before they are needed, also by several replicas at once; what came too early moves over', async () => {
  await move('2026-02-15T00:00:00.000Z');
  await move('2020-01-01T00:00:00.000Z', 5);
  await move('2030-01-01T00:00:00.000Z');
  await Promise.all([months.keep(context), new MovementMonths(database, clock).keep(context)]);
  expect(await tables()).toEqual({ movements_2026_01: 0, movements_2026_02: 1, movements_2026_03: 0, movements_default: 1 });
  clock.advance(1000);
  await months.keep(context);
  expect(Object.keys(await tables())).toContain('movements_2026_04');
});

test('a movement is booked once, in whichever table it lies, and never changed', async () => {
  const ref = v7();
  for (const at of ['2026-02-28T23:59:59.999Z', '2031-01-01T00:00:00.000Z']) {
    await move(at, 1, ref);
    await expect(move(at, 1, ref)).rejects.toThrow(/unique/);
  }
  await expect(source.query('UPDATE movements SET on_hand_delta = 9')).rejects.toThrow(/append only/);
});

test('after 24 months movements are dropped, and their sums kept', async () => {
  const sums = () => source.query(`SELECT (SELECT sum(on_hand_delta) FROM movements) + (SELECT sum(on_hand) FROM openings) AS n`);
  const before = await sums();
  clock.advance(790 * day);
  await months.keep(context);
  const left = await tables();
  expect(clock.now().toISOString().slice(0, 7)).toBe('2028-04');
  expect(Object.keys(left)).not.toContain('movements_2026_03');
  expect(left).toMatchObject({ movements_2026_04: 0, movements_2028_04: 0, movements_2028_06: 0 });
  expect(await sums()).toEqual(before);
  expect(await source.query('SELECT on_hand FROM openings')).toEqual([{ on_hand: 7 }]);
});
