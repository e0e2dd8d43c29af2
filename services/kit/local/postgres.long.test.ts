import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../testing/eventually';
import { ensureDatabase, type PostgresOptions, type PostgresServer, startPostgres, withClient } from './postgres';
import { nobody, postgresBinaries, requireReachable, serverIdentity } from './postgres-binaries';

const parent = mkdtempSync(join(tmpdir(), 'postgres-test-'));
chmodSync(parent, 0o711);
const folder = join(parent, 'kept');
const data = join(folder, 'data');
const pidFile = join(data, 'postmaster.pid');
const servers = new Set<PostgresServer>();

const start = async (options: Partial<PostgresOptions> = {}): Promise<PostgresServer> => {
  const server = await startPostgres({ folder, durable: false, ...options });
  servers.add(server);
  return server;
};

const query = (url: string, text: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query({ text, rowMode: 'array' })).rows.flat());

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

/** A process that is alive and no PostgreSQL, of the user as whom the server runs: of others, and of its parent, PostgreSQL thinks nothing. */
const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd: '/', stdio: 'ignore', ...serverIdentity(data) });

beforeAll(async () => (await start()).stop(), 30_000);

afterEach(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
  servers.clear();
});

afterAll(() => {
  stranger.kill('SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

test('answers on the loopback address, to the password only, and keeps what was written', async () => {
  const first = await start();
  await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.stop();
  // Ended processes keep their number until Node has collected them.
  await eventually('the process to be gone', async () => {
    try {
      return !process.kill(first.pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ESRCH';
    }
  });
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url('postgres'), 'SELECT n FROM kept')).toEqual([7]);
  expect(await query(second.url('postgres'), 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
  expect(await messageOf(query(second.url('postgres', { user: 'postgres', password: 'wrong' }), 'SELECT 1'))).toMatch(
    'password authentication failed',
  );
  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
});

test.each([
  [true, 'on'],
  [false, 'off'],
])('durable %s keeps fsync %s', async (durable, fsync) => {
  const server = await start({ durable, settings: { max_connections: 17 } });
  const shown = `SELECT setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'max_connections', 'synchronous_commit') ORDER BY name`;
  expect(await query(server.url('postgres'), shown)).toEqual([fsync, fsync, '17', fsync]);
});

test('a server outlives the killing of its starter and its group, and is taken over', async () => {
  const code = `import { startPostgres } from './services/kit/local/postgres.ts';
    const { port, pid } = await startPostgres({ folder: ${JSON.stringify(folder)}, durable: false });
    console.log(JSON.stringify({ port, pid })); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  process.kill(-(starter.pid ?? Number.NaN), 'SIGKILL');
  await once(starter, 'exit');

  const server = await start();
  expect(server).toMatchObject({ ...JSON.parse(String(line)), adopted: true });
  expect(await query(server.url('postgres'), 'SELECT 1')).toEqual([1]);
  await server.stop();
  await server.stop();
  expect((await start()).adopted).toBe(false);
}, 20_000);

test('starts after the server itself was killed', async () => {
  const killed = await start();
  process.kill(killed.pid, 'SIGKILL');
  const server = await start();
  expect(server.pid).not.toBe(killed.pid);
  expect(await query(server.url('postgres'), 'SELECT 1')).toEqual([1]);
}, 20_000);

test.each([
  ['a process that is gone', () => 2 ** 22 + 1],
  ['another process by now', () => stranger.pid],
])('a pid file that names %s is no obstacle', async (_, pid) => {
  writeFileSync(pidFile, `${pid()}\n${data}\n1700000000\n1\n\n127.0.0.1\n  1  1\nready   \n`);
  expect(await query((await start()).url('postgres'), 'SELECT 1')).toEqual([1]);
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const message = await messageOf(start({ port }));
  other.close();
  expect(message).toBe(`127.0.0.1:${port}: port-taken: another process listens there; stop it, or give another port`);
  expect((await start({ port })).port).toBe(port);
});

describe('a folder that cannot be used ends in one line that says what to do', () => {
  const { major } = postgresBinaries();
  const files = { version: join(data, 'PG_VERSION'), control: join(data, 'global', 'pg_control'), password: join(folder, 'password') };
  const restore = (file: string): void => renameSync(`${file}.kept`, file);

  test.each([
    ['another major version', files.version, '9\n', `its data was made by PostgreSQL '9', and this is PostgreSQL ${major}`],
    ['no version', files.version, undefined, 'data/PG_VERSION is missing'],
    ['a missing file', files.control, undefined, 'could not find the database system'],
    ['garbage', files.control, 'garbage', 'pg_control'],
    ['no password', files.password, undefined, 'the file password is missing'],
    ['another password', files.password, 'another', 'password authentication failed'],
  ])('%s', async (_, file, content, fact) => {
    renameSync(file, `${file}.kept`);
    if (content !== undefined) writeFileSync(file, content);
    if (content !== undefined) chmodSync(file, 0o666);
    const message = await messageOf(start());
    restore(file);
    expect(message).toMatch(/^[^\n]+: broken-data-folder: [^\n]+; run 'npm start -- --reset' to make it anew \(its data is lost\)$/);
    expect(message).toContain(fact);
    expect(await query((await start()).url('postgres'), 'SELECT 1')).toEqual([1]);
  });

  test('a file in its place', async () => {
    const file = join(parent, 'file');
    writeFileSync(file, '');
    expect(await messageOf(start({ folder: file }))).toMatch('file: broken-data-folder: ');
  });

  test('a wrong setting is not blamed on the data', async () => {
    const message = await messageOf(start({ settings: { max_connections: 'many' } }));
    expect(message).toMatch(
      /^[^\n]+: postgres-did-not-start: it says 'FATAL: invalid value for parameter "max_connections": "many"'; [^\n]+$/,
    );
  });

  test('a folder above that the server may not enter is named', () => {
    const closed = join(parent, 'closed');
    mkdirSync(join(closed, 'inner'), { recursive: true });
    chmodSync(closed, 0o700);
    const others = { uid: nobody.uid - 1, gid: nobody.gid - 1 };
    expect(() => requireReachable(join(closed, 'inner'), others)).toThrow(`${closed}: closed-folder: its mode is 700, and PostgreSQL`);
    expect(() => requireReachable(parent, others)).not.toThrow();
  });
});

test('an interrupted first start leaves nothing that the next one stumbles over', async () => {
  const fresh = join(parent, 'fresh');
  mkdirSync(join(fresh, 'data.new', 'base'), { recursive: true });
  writeFileSync(join(fresh, 'password'), 'of the first attempt');
  expect(await query((await start({ folder: fresh })).url('postgres'), 'SELECT 1')).toEqual([1]);
});

test('the database of a service is its own, with the limits of requests; making it again changes the password only', async () => {
  const server = await start();
  await ensureDatabase(server, { name: 'order_service', password: 'first' });
  const url = await ensureDatabase(server, { name: 'order_service', password: "it's second" });
  await query(url, 'CREATE TABLE orders (id int)');
  const settings = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'].map((name) => `current_setting('${name}')`);
  expect(await query(url, `SELECT ${settings}, current_database(), current_user`)).toEqual([
    '2s',
    '1s',
    '10s',
    'order_service',
    'order_service',
  ]);
  expect(await messageOf(query(url.replace('second', 'first'), 'SELECT 1'))).toMatch('password authentication failed');

  const other = await ensureDatabase(server, { name: 'user_service', password: 'other' });
  expect(await messageOf(query(other.replace(/[^/]+$/, 'order_service'), 'SELECT 1'))).toMatch(
    'permission denied for database "order_service"',
  );
  expect(await messageOf(query(other, 'CREATE DATABASE more'))).toMatch('permission denied to create database');
});

test('the log is kept beside the data', async () => {
  await (await start()).stop();
  expect(readFileSync(join(folder, 'server.log'), 'utf8')).toMatch('database system is shut down');
});
