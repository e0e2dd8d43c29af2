import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeRole, type PostgresServer, startPostgres, withClient } from '../local/postgres';

/** Names the address of the tests' server for its administrator, in the environment of every Jest worker. */
export const variable = 'TEST_POSTGRES_URL';

/** Owns the databases of tests, as a service's role owns a service's: a test must not be able to do more than a service can. */
export const tester = { user: 'tester', password: 'tester' };

const prefix = 'platform-test-postgres-';

/** Memory that looks like a folder, where there is enough of it: a test's database is copied there in a third of the time. */
const memory = '/dev/shm';
const enough = 4 * 2 ** 30;

/** To prove a password takes both sides milliseconds at each of thousands of connections. */
const settings = { scram_iterations: 1 };

const place = (): string => {
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= enough ? memory : tmpdir();
};

/** Jest runs setup and teardown in one process, but may load their modules apart. */
const shared = globalThis as { testPostgres?: { readonly server: PostgresServer; readonly folder: string } };

/** Starts a server in a new temporary folder. Ctrl-C ends it together with Jest. */
export const startTestServer = async (): Promise<void> => {
  await sweep();
  const folder = mkdtempSync(join(place(), `${prefix}${process.pid}-`));
  const server = await startPostgres({ folder, durable: false, detached: false, settings });
  shared.testPostgres = { server, folder };
  const url = server.url('postgres');
  await withClient(url, (client) => makeRole(client, tester));
  process.env[variable] = url;
};

/** Ends the server and removes its folder. */
export const stopTestServer = async (): Promise<void> => {
  const { server, folder } = shared.testPostgres ?? {};
  await server?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};

/** Clears what runs left behind that were killed before their teardown. A folder's name says whose it is. */
const sweep = async (): Promise<void> => {
  const places = [tmpdir(), memory].filter((each) => existsSync(each));
  const left = places.flatMap((each) => readdirSync(each).flatMap((name) => (name.startsWith(prefix) ? join(each, name) : [])));
  for (const folder of left) {
    if (isRunning(Number(basename(folder).slice(prefix.length).split('-')[0]))) continue;
    if (existsSync(join(folder, 'data', 'postmaster.pid')))
      await startPostgres({ folder, durable: false }).then(
        (server) => server.stop(),
        () => undefined,
      );
    rmSync(folder, { recursive: true, force: true });
  }
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
