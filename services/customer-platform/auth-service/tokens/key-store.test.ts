import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Database, Metrics } from '#kit';
import { ManualClock, testDatabase } from '#kit/testing';
import { Account, Challenge } from '../accounts/entities';
import { CreateAccounts1763700000000 } from '../migrations/1763700000000-create-accounts';
import { AddSecondFactor1763800000000 } from '../migrations/1763800000000-add-second-factor';
import { RecoveryCode } from '../second-factor/entity';
import { Session } from '../sessions/entity';
import { SigningKey } from './entity';
import { KeyStore } from './key-store';
import { SigningKeys } from './signing-keys';

const context = { trace: { sampled: false }, log: { info: () => undefined, warn: () => undefined } } as never;
const settings = { KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') } as never;
const clock = new ManualClock();

let source: DataSource;
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const { url, drop: dropDatabase } = await testDatabase();
  drop = dropDatabase;
  source = new DataSource({ type: 'postgres', url, entities: [Account, Challenge, RecoveryCode, Session, SigningKey] });
  database = new Database(source, 'auth-service', { metrics: new Metrics(), spans: { add: () => undefined } } as never);
  await database.connect();
  const runner = source.createQueryRunner();
  for (const Migration of [CreateAccounts1763700000000, AddSecondFactor1763800000000]) await new Migration().up(runner);
  await runner.release();
});

afterAll(async () => {
  await database?.close();
  await drop?.();
});

/** Replicas that have nothing in common but the database. */
const replicas = (): SigningKeys[] => Array.from({ length: 5 }, () => new SigningKeys(new KeyStore(database, clock, settings), clock));
const kids = async (all: SigningKeys[]) => new Set((await Promise.all(all.map((keys) => keys.signer(context)))).map(({ kid }) => kid));
const count = async (): Promise<unknown> =>
  await source.query('SELECT state, count(*)::int AS n FROM signing_keys GROUP BY state ORDER BY state');

test('replicas that start at the same moment make one pair of keys', async () => {
  expect((await kids(replicas())).size).toBe(1);
  expect(await count()).toEqual([
    { state: 'active', n: 1 },
    { state: 'next', n: 1 },
  ]);
});

test('replicas that rotate at the same moment do it once', async () => {
  const all = replicas();
  const [before] = await kids(all);
  const [next] = await source.query("SELECT kid FROM signing_keys WHERE state = 'next'");
  clock.advance(30 * 24 * 3_600_000);
  const after = await kids(all);
  expect([...after]).toEqual([next.kid]);
  expect(after.has(before ?? '')).toBe(false);
  expect(await count()).toEqual([
    { state: 'active', n: 1 },
    { state: 'next', n: 1 },
    { state: 'retired', n: 1 },
  ]);
});

test('known keys serve while the database is away', async () => {
  const failing = { query: () => Promise.reject(new Error('away')) };
  const store = new KeyStore(database, clock, settings);
  const keys = new SigningKeys(store, clock);
  const { kid } = await keys.signer(context);
  Object.assign(store, { database: failing });
  clock.advance(120_000);
  expect((await keys.signer(context)).kid).toBe(kid);
  await expect(new SigningKeys(store, clock).signer(context)).rejects.toThrow('away');
});

test('a key does not open with another encryption key', async () => {
  const other = { KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') } as never;
  await expect(new SigningKeys(new KeyStore(database, clock, other), clock).signer(context)).rejects.toThrow();
});

test('entities say what the migrations make', async () => {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  // Checks stand in the migrations alone.
  expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_(check|means_\w+)"/.test(query))).toEqual([]);
});
