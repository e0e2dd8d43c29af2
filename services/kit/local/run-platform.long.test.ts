import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { ServiceDefinition } from '#model';
import { settings } from '../config';
import { ServiceModule, type ServiceModuleClass } from '../service-module';
import { lockFolder } from './folder-lock';
import { portMistakes } from './ports';
import { type PlatformOptions, runPlatform } from './run-platform';
import type { RunnableService } from './runnable';

class NeedyModule {}
ServiceModule({ settings: [settings({ LEFT_OUT: z.string(), FORGOTTEN: z.string() })] })(NeedyModule);

class ThrowingModule {
  constructor() {
    throw new Error('it is broken\nin two lines');
  }
}
ServiceModule({ providers: [], entities: [] })(ThrowingModule);

class SoundModule {}
ServiceModule({ providers: [] })(SoundModule);

const parent = mkdtempSync(join(tmpdir(), 'run-platform-test-'));
chmodSync(parent, 0o711);
const folder = join(parent, 'data');
const said: string[] = [];
const servers: Server[] = [];

const portTaken = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const portFree = async (): Promise<number> => {
  const port = await portTaken();
  servers.pop()?.close();
  return port;
};

const made = async (name: string, module: ServiceModuleClass, port?: number): Promise<RunnableService> => {
  const http = { port: port ?? (await portFree()), path: `/${name}`, exposure: 'public' } as const;
  return {
    name,
    domain: 'shop',
    module,
    definition: { purpose: 'Is made up.', owner: 'x', tier: 'batch', http } as unknown as ServiceDefinition,
  };
};

const run = async (options: Pick<PlatformOptions, 'services'> & Partial<PlatformOptions>): Promise<number> =>
  runPlatform({ folder, port: await portFree(), ...options });

beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
  said.length = 0;
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

test('services that do not start are told one line each; nothing is left behind', async () => {
  const services = [await made('needy', NeedyModule), await made('sound', SoundModule), await made('broken', ThrowingModule)];
  expect(await run({ services })).toBe(1);
  expect(said.join('').trimEnd().split('\n')).toEqual([
    'needy: missing-setting: LEFT_OUT is not set; set LEFT_OUT, or LEFT_OUT_FILE to a file that holds it',
    'needy: missing-setting: FORGOTTEN is not set; set FORGOTTEN, or FORGOTTEN_FILE to a file that holds it',
    `broken: does-not-start: it is broken; see ${folder}/logs/broken.log, or leave it out by '--only'`,
  ]);
  expect(readFileSync(join(folder, 'logs', 'broken.log'), 'utf8')).toContain('at new ThrowingModule');
  expect(existsSync(join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  await expect(fetch(`http://127.0.0.1:${services[1]?.definition.http?.port}/info`)).rejects.toThrow();
}, 60_000);

test('runs until it is told to stop, and a reset removes what it made and nothing else', async () => {
  const sound = await made('sound', SoundModule);
  writeFileSync(join(folder, 'mine'), 'not made by the platform');
  const port = await portFree();
  let status = 0;
  const stop = async (): Promise<void> => {
    status = (await fetch(`http://127.0.0.1:${port}/sound/health`)).status;
    process.emit('SIGTERM');
  };
  expect(await run({ services: [sound], port, reset: true, onReady: () => void stop() })).toBe(0);
  expect(status).toBe(200);
  expect(said.join('')).toMatch(/^ready after \d+\.\d s; Ctrl-C stops\n/);
  expect(said.at(-1)).toBe('stopping\n');
  expect(readdirSync(folder).sort()).toEqual(
    ['bus', 'logs', 'mine', 'postgres', 'secrets'].filter((name) => existsSync(join(folder, name))),
  );
  expect(existsSync(join(folder, 'logs', 'broken.log'))).toBe(false);
  expect(existsSync(join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
}, 60_000);

test('a signal during the start ends it too', async () => {
  const sound = await made('sound', SoundModule);
  const running = run({ services: [sound] });
  while (!existsSync(join(folder, 'lock'))) await pause(1);
  process.emit('SIGINT');
  expect(await running).toBe(0);
  expect(said).toEqual(['stopping\n']);
}, 60_000);

test('all ports that are taken are named before anything starts', async () => {
  const taken = await portTaken();
  const port = await portTaken();
  expect(await run({ services: [await made('sound', SoundModule, taken)], port })).toBe(1);
  const rest = "or add to all ports by '--offset 1000'";
  expect(said.join('').trimEnd().split('\n')).toEqual([
    `port ${port}: port-taken: the gateway needs it and another process has it; stop that process, give another by '--port', ${rest}`,
    `port ${taken}: port-taken: sound needs it and another process has it; stop that process, leave out sound by '--only', ${rest}`,
  ]);
});

test('one port cannot serve two', async () => {
  const port = await portFree();
  expect(
    await portMistakes([
      { name: 'a', port },
      { name: 'b', port },
    ]),
  ).toEqual([`port ${port}: port-wanted-twice: a and b both need it; give another '--port'`]);
});

test.each([
  [
    'postgresql://a:b@127.0.0.1:1/c',
    false,
    /^DATABASE_URL: unreachable-database: 127\.0\.0\.1:1 says '.*ECONNREFUSED.*'; start that server .*\n$/,
  ],
  ['127.0.0.1', false, /^DATABASE_URL: wrong-address: it is no address of a PostgreSQL; write it like .*\n$/],
  ['postgresql://a:b@127.0.0.1:1/c', true, /^--reset: foreign-database: DATABASE_URL names a server of yours, .*\n$/],
])('DATABASE_URL %s with reset %s is refused in one line', async (url, reset, message) => {
  jest.replaceProperty(process, 'env', { ...process.env, DATABASE_URL: url });
  expect(await run({ services: [], reset })).toBe(1);
  expect(said.join('')).toMatch(message);
});

test.each([
  [
    'redis://127.0.0.1:1',
    /^REDIS_URL: unreachable-cache: 127\.0\.0\.1:1 says '.*ECONNREFUSED.*'; start that server and correct the address, or unset REDIS_URL .*\n$/,
  ],
  ['localhost:6379', /^REDIS_URL: wrong-address: it is no address of a Valkey or Redis; write it like 'redis:.*', or unset REDIS_URL\n$/],
])('REDIS_URL %s is refused in one line', async (url, message) => {
  jest.replaceProperty(process, 'env', { ...process.env, REDIS_URL: url });
  expect(await run({ services: [] })).toBe(1);
  expect(said.join('')).toMatch(message);
});

test.each([
  [{ CHAOS: 'redeliver:lots' }, /^CHAOS: wrong-chaos: 'redeliver:lots' needs a whole number from 0 to 100; write it like .*\n$/],
  [
    { KAFKA_BROKERS: '127.0.0.1:1' },
    /^KAFKA_BROKERS: unreachable-brokers: 127\.0\.0\.1:1 says '.*ECONNREFUSED.*'; start that broker .*\n$/,
  ],
  [{ KAFKA_BROKERS: 'localhost' }, /^KAFKA_BROKERS: wrong-address: 'localhost' is no address of a broker; write them like .*\n$/],
  [{ KAFKA_BROKERS: '127.0.0.1:1', CHAOS: 'shuffle' }, /^CHAOS: foreign-bus: KAFKA_BROKERS names brokers of yours, .*\n$/],
])('%j is refused in one line', async (environment, message) => {
  // The server of the tests spares the start of another one.
  jest.replaceProperty(process, 'env', { ...process.env, DATABASE_URL: process.env.TEST_POSTGRES_URL, ...environment });
  expect(await run({ services: [] })).toBe(1);
  expect(said.join('')).toMatch(message);
});

test('the port of the simulated payment provider is looked at before anything starts', async () => {
  const payment = await made('payment', SoundModule);
  const service = {
    ...payment,
    definition: { ...payment.definition, http: { ...payment.definition.http, port: 9 }, secrets: ['payment-provider-key'] },
  };
  const taken = await portTaken();
  expect(await run({ services: [service as RunnableService], offset: taken - 8090 })).toBe(1);
  expect(said.join('')).toContain(
    `port ${taken}: port-taken: the simulated payment provider needs it and another process has it; stop that process, or add to all ports by '--offset 1000'`,
  );
});

test('a bus that cannot be read is told in one line', async () => {
  const broken = join(parent, 'broken');
  mkdirSync(join(broken, 'bus', 'groups'), { recursive: true });
  writeFileSync(join(broken, 'bus', 'groups', 'a.json'), '{\n"half');
  // The server of the tests spares the start of another one.
  jest.replaceProperty(process, 'env', { ...process.env, DATABASE_URL: process.env.TEST_POSTGRES_URL });
  expect(await run({ services: [], folder: broken })).toBe(1);
  expect(said.join('')).toMatch(/^.*\/bus: broken-data-folder: .+; run 'npm start -- --reset' to make it anew \(its data is lost\)\n$/);
});

describe('a folder is for one process', () => {
  const locked = join(parent, 'locked');

  // That a second process is refused is tried in tools/start.test.ts.
  test('the lock of a process whose number is now that of another one is taken over', () => {
    const release = lockFolder(locked);
    const [, started] = readFileSync(join(locked, 'lock'), 'utf8').split(' ');
    // The first process runs too, but it did not start when this lock's owner did.
    writeFileSync(join(locked, 'lock'), `1 ${started}`);
    if (process.platform === 'linux') lockFolder(locked);
    release();
    expect(existsSync(join(locked, 'lock'))).toBe(false);
  });

  test.each([
    ['a process that is gone', `${2 ** 22 + 1} 1`],
    ['nobody', ''],
    ['nonsense', 'x y'],
  ])('the lock of %s is taken over', (_, content) => {
    mkdirSync(locked, { recursive: true });
    writeFileSync(join(locked, 'lock'), content);
    lockFolder(locked)();
    expect(existsSync(join(locked, 'lock'))).toBe(false);
  });

  test('one that cannot be written is named', () => {
    writeFileSync(join(parent, 'file'), '');
    expect(() => lockFolder(join(parent, 'file'))).toThrow(
      /file: unusable-folder: .+ cannot be written \(E\w+\); give another folder with '--folder'$/,
    );
  });
});
