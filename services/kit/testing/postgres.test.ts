import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DatabaseError } from 'pg';
import { withClient } from '../local/postgres';
import { type TestDatabase, testDatabase, testDatabaseFrom, testTemplate } from './postgres';

const made: TestDatabase[] = [];
const keep = async (promise: Promise<TestDatabase>): Promise<TestDatabase> => {
  const database = await promise;
  made.push(database);
  return database;
};

const query = (url: string, text: string): Promise<unknown[]> =>
  withClient(url, async (client: Client) => (await client.query({ text, rowMode: 'array' })).rows?.flat());

afterEach(async () => {
  await Promise.all(made.splice(0).map((database) => database.drop()));
});

test('each test gets an empty database of its own, as a role that can do no more than a service', async () => {
  const [one, two] = await Promise.all([keep(testDatabase()), keep(testDatabase())]);
  await query(one.url, 'CREATE TABLE only_here (id int)');
  await expect(query(two.url, 'TABLE only_here')).rejects.toThrow('relation "only_here" does not exist');
  expect(await query(one.url, `SELECT current_setting('statement_timeout'), rolsuper FROM pg_roles WHERE rolname = current_user`)).toEqual([
    '2s',
    false,
  ]);
});

test('a copy has the rows of its template, and owns them', async () => {
  const template = await keep(testDatabase());
  await query(template.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const copy = await keep(testDatabaseFrom(template));
  await query(copy.url, 'ALTER TABLE kept ADD COLUMN more int');
  expect(await query(copy.url, 'SELECT n FROM kept')).toEqual([7]);
  expect(await query(template.url, 'TABLE kept')).toEqual([7]);
});

test('a template is prepared once, whoever asks, and anew after a failure', async () => {
  const prepare = jest.fn(async (url: string) => {
    await sleep(20);
    await query(url, 'CREATE TABLE prepared ()');
  });
  await expect(testTemplate('of_this_test', () => Promise.reject(new Error('no migration')))).rejects.toThrow('no migration');
  const [template] = await Promise.all([1, 2, 3].map(() => keep(testTemplate('of_this_test', prepare))));
  expect(prepare).toHaveBeenCalledTimes(1);
  expect(await query((await keep(testDatabaseFrom(template as TestDatabase))).url, `SELECT to_regclass('prepared')::text`)).toEqual([
    'prepared',
  ]);
});

test('to drop a database ends who is connected, and may be repeated', async () => {
  const database = await testDatabase();
  await withClient(database.url, async (client) => {
    await database.drop();
    await database.drop();
    await expect(client.query('SELECT 1')).rejects.toThrow();
  });
  await expect(query(database.url, 'SELECT 1')).rejects.toBeInstanceOf(DatabaseError);
});
