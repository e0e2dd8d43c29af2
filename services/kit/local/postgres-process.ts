import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { broken, type DataFolder, inOneLine, readPidFile } from './postgres-folder';

/** A server that answers. */
export interface Running {
  readonly pid: number;
  readonly port: number;
}

export interface Launch {
  readonly port?: number;
  readonly detached: boolean;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** What a server says to somebody who knocks: nothing (nobody listens), to wait, that all is well, or why it refuses. */
const knock = async (port: number, password: string): Promise<'silent' | 'wait' | 'ready' | { readonly refusal: string }> => {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    password,
    ssl: false,
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return 'silent';
    // 57P03: it starts or stops; 53300: all connections are in use; no code: it did not answer in time.
    return code === undefined || code === '57P03' || code === '53300' ? 'wait' : { refusal: message };
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Whether a process runs. One that ended and was not yet collected by its parent does not: in a container nobody may ever collect it. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/**
 * The server that an earlier process left behind on this data, if it still runs. It is known by accepting the folder's password. A file
 * that names a process which does not answer for 2 s is left over from a crash, and its number was given to somebody else since.
 */
export const findRunning = async ({ data, password }: DataFolder): Promise<Running | undefined> => {
  for (let silentUntil = Date.now() + 2000; Date.now() < silentUntil; await sleep(25)) {
    const file = readPidFile(data);
    if (file === undefined || !isAlive(file.pid)) break;
    if (file.port === undefined) continue;
    const answer = await knock(file.port, password);
    if (answer === 'ready') return { pid: file.pid, port: file.port };
    if (answer === 'wait') silentUntil = Date.now() + 2000;
  }
  // Should a server run all the same, then PostgreSQL finds it by the memory that it shares, and refuses to start.
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return undefined;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });

/** Starts a server and resolves when it answers. Refused when it does not start. */
export const launch = async (place: DataFolder, options: Launch): Promise<Running> => {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const started = await start(place, port, options);
    if ('pid' in started) return started;
    // Another process took the free port first, or processes of a killed server are still ending.
    const passing = /pre-existing shared memory/.test(started.said) || (options.port === undefined && /could not bind/.test(started.said));
    if (!passing || attempt === 20) throw failure(place, port, started.said);
    await sleep(250);
  }
};

const start = async (place: DataFolder, port: number, { settings, detached }: Launch): Promise<Running | { readonly said: string }> => {
  const log = openSync(place.log, 'w', 0o600);
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', log_line_prefix: '', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(place.binaries, 'postgres'), ['-D', place.data, '-p', String(port), ...flags], {
    cwd: place.folder,
    detached,
    stdio: ['ignore', log, log],
    windowsHide: true,
    ...place.identity,
  });
  closeSync(log);
  server.unref();
  let ended: string | undefined;
  // The log is read below and not here: much later, when the server was stopped, it may be gone.
  server.once('error', ({ message }) => (ended = message)).once('exit', () => (ended ??= ''));
  for (; ended === undefined; await sleep(10)) {
    const { pid, ready } = readPidFile(place.data) ?? {};
    if (pid === undefined || pid !== server.pid || !ready) continue;
    const answer = await knock(port, place.password);
    if (answer === 'ready') return { pid, port };
    if (typeof answer === 'string') continue;
    await stop(place, pid);
    return { said: answer.refusal };
  }
  return { said: ended || readFileSync(place.log, 'utf8') };
};

/** Reasons that lie outside the data, which must not be thrown away for them. */
const outside = /shared memory|semaphore|No space left|Permission denied|wrong ownership|invalid permissions|parameter|ENOENT|EACCES/;

const failure = ({ folder, log }: DataFolder, port: number, said: string): Error => {
  if (/could not bind/.test(said))
    return new Error(`127.0.0.1:${port}: port-taken: another process listens there; stop it, or give another port`);
  const lines = said.split('\n').filter((line) => /^(FATAL|PANIC|DETAIL):/.test(line));
  const reason = inOneLine(lines.length > 0 ? lines.join(' ') : said);
  if (!outside.test(reason)) return broken(folder, `PostgreSQL says '${reason}'`);
  return new Error(`${folder}: postgres-did-not-start: it says '${reason}'; remove the cause and start again (all it wrote is in ${log})`);
};

/** Ends the sessions and the server in good order, and resolves when its process is gone. Refused when that takes more than a minute. */
export const stop = async ({ data, folder, binaries, identity }: DataFolder, pid: number): Promise<void> => {
  if (readPidFile(data)?.pid !== pid || !isAlive(pid)) return;
  // Windows has no signals; the server listens there to a message that this program sends.
  if (process.platform === 'win32') spawnSync(join(binaries, 'pg_ctl'), ['kill', 'INT', String(pid)], { windowsHide: true, ...identity });
  else process.kill(pid, 'SIGINT');
  for (const until = Date.now() + 60_000; isAlive(pid); await sleep(10))
    if (Date.now() > until)
      throw new Error(`${folder}: postgres-does-not-stop: process ${pid} still runs after 60 s; end it with 'kill -QUIT ${pid}'`);
};
