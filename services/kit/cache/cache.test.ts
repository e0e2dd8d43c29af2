import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ManualClock, SystemClock } from '../clock';
import type { Variables } from '../config';
import type { Cache } from '../ports/cache';
import { Metrics } from '../telemetry';
import { eventually } from '../testing/eventually';
import { silentTelemetry } from '../testing/migrated';
import { hasRedis, type RedisServer, redisServer } from '../testing/redis-server';
import { MemoryCache } from './memory-cache';
import { cacheRequests } from './requests';
import { valkeyOf } from './valkey';
import { ValkeyCache } from './valkey-cache';

const withRedis = hasRedis('ValkeyCache') ? describe : describe.skip;
const open: Cache[] = [];

afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close();
});

const counts = async (metrics: Metrics): Promise<Record<string, number>> =>
  Object.fromEntries(
    [...(await metrics.text()).matchAll(/^cache_requests_total\{result="(\w+)"\} (\d+)$/gm)].map(([, name, count]) => [
      name,
      Number(count),
    ]),
  );

/** What every cache has to hold. */
const contract = (make: (metrics: Metrics) => Promise<Cache>): void => {
  let metrics: Metrics;
  let cache: Cache;
  beforeEach(async () => {
    metrics = new Metrics();
    cache = await make(metrics);
    open.push(cache);
  });

  test('what is set is found, until it is deleted', async () => {
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', 'one', 60_000);
    await cache.set('a', 'zwei ☂', 60_000);
    expect(await cache.get('a')).toBe('zwei ☂');
    await cache.delete('a');
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.isUp()).toBe(true);
    expect(await counts(metrics)).toEqual({ hit: 1, miss: 2 });
  });

  test('what is added is added once, also by many at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, at) => cache.add('once', String(at), 60_000)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await cache.get('once')).toBe(String(outcomes.indexOf(true)));
  });

  test('a value goes when its time is over, and another can be added', async () => {
    await cache.set('brief', 'x', 30);
    expect(await cache.add('brief', 'y', 30)).toBe(false);
    await pause(60);
    expect(await cache.get('brief')).toBeUndefined();
    expect(await cache.add('brief', 'y', 0.4)).toBe(true);
  });
};

describe('MemoryCache', () => {
  describe('as every cache', () => contract(async (metrics) => new MemoryCache(new SystemClock(), cacheRequests(metrics))));

  test('time is that of the clock', async () => {
    const clock = new ManualClock();
    const cache = new MemoryCache(clock, cacheRequests(new Metrics()));
    await cache.set('a', 'x', 1000);
    clock.advance(999);
    expect(await cache.get('a')).toBe('x');
    clock.advance(1);
    expect(await cache.get('a')).toBeUndefined();
  });

  test('of more than 10,000 values the one unused for longest goes', async () => {
    const cache = new MemoryCache(new ManualClock(), cacheRequests(new Metrics()));
    for (let at = 0; at < 10_000; at++) await cache.set(String(at), 'x', 60_000);
    expect(await cache.get('0')).toBe('x');
    await cache.set('new', 'x', 60_000);
    expect([await cache.get('0'), await cache.get('1'), await cache.get('2')]).toEqual(['x', undefined, 'x']);
    cache.clear();
    expect(await cache.get('new')).toBeUndefined();
  });
});

withRedis('ValkeyCache', () => {
  let server: RedisServer;
  const lines: string[] = [];

  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server?.kill());
  beforeEach(() => {
    lines.length = 0;
  });

  const openAt = async (variables: Variables, metrics = new Metrics(), service = 'gift-service') => {
    const client = await valkeyOf(variables, { service, log: silentTelemetry(lines).log });
    if (client === undefined) throw new Error('there is no client');
    const cache = new ValkeyCache(client, cacheRequests(metrics));
    open.push(cache);
    await client.connect();
    return { cache, client, metrics };
  };
  const here = (): Variables => ({ REDIS_URL: `redis://127.0.0.1:${server.port}` });
  const messages = () => lines.map((line) => JSON.parse(line).msg);

  describe('as every cache', () =>
    contract(async (metrics) => {
      const admin = new Redis(server.port);
      await admin.flushall();
      admin.disconnect();
      return (await openAt(here(), metrics)).cache;
    }));

  test('each service has keys of its own, which begin with its name', async () => {
    const [one, two] = [await openAt(here()), await openAt(here(), new Metrics(), 'card-service')];
    await one.cache.set('mine', 'x', 60_000);
    expect(await two.cache.get('mine')).toBeUndefined();
    const admin = new Redis(server.port);
    expect(await admin.get('gift-service:mine')).toBe('x');
    admin.disconnect();
  });

  test('one service has one connection, and none where it keeps its cache in this process', async () => {
    const variables = here();
    const { client } = await openAt(variables);
    const options = { service: 'gift-service', log: silentTelemetry().log };
    expect(await valkeyOf(variables, options)).toBe(client);
    expect([valkeyOf({ REDIS_URL: 'memory:' }, options), valkeyOf({}, options)]).toEqual([undefined, undefined]);
  });

  test('while the server is away there are misses and no errors; when it is back there are hits again', async () => {
    const { cache, metrics } = await openAt(here());
    await cache.set('a', 'x', 60_000);
    expect(await cache.get('a')).toBe('x');
    await server.kill();
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', 'y', 60_000);
    await cache.delete('a');
    expect([await cache.add('b', 'x', 60_000), await cache.isUp()]).toEqual([true, false]);
    expect(await counts(metrics)).toEqual({ hit: 1, error: 4 });
    await eventually('the warning', async () => messages().length > 0);
    await server.start();
    await eventually('the connection', () => cache.isUp());
    await cache.set('a', 'z', 60_000);
    expect(await cache.get('a')).toBe('z');
    expect(messages()).toEqual(['the cache cannot be reached; the service goes on without it', 'the cache can be reached again']);
  });

  test('a server that hangs costs 100 ms, and is given up until it answers', async () => {
    const { cache } = await openAt(here());
    await cache.set('a', 'x', 60_000);
    server.hang();
    try {
      const before = performance.now();
      expect(await cache.get('a')).toBeUndefined();
      const took = performance.now() - before;
      expect(took).toBeGreaterThan(90);
      expect(took).toBeLessThan(2000);
      await eventually('commands to fail at once', async () => {
        const start = performance.now();
        await cache.get('a');
        return performance.now() - start < 50;
      });
    } finally {
      server.goOn();
    }
    await eventually('hits', async () => (await cache.get('a')) === 'x');
  });

  test('name and password are read again from their files, and never told to the log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cache-test-'));
    const write = (name: string, value: string): string => {
      writeFileSync(join(folder, name), value);
      return join(folder, name);
    };
    const admin = new Redis(server.port);
    const login = async (password: string) =>
      admin.call('ACL', 'SETUSER', 'gifts', 'reset', 'on', `>${password}`, '~gift-service:*', '+@all');
    await login('first-secret');
    // Files mean a cluster, where connections are encrypted; this server is not.
    const plain = { CACHE_HOST_FILE: write('host', '127.0.0.1'), CACHE_PORT_FILE: write('port', String(server.port)) };
    const variables = { ...plain, CACHE_USERNAME_FILE: write('username', 'gifts'), CACHE_PASSWORD_FILE: write('password', 'first-secret') };
    const client = await valkeyOf(variables, { service: 'gift-service', log: silentTelemetry(lines).log });
    if (client === undefined) throw new Error('there is no client');
    expect(client.options).toMatchObject({ tls: {}, username: 'gifts', password: 'first-secret', host: '127.0.0.1', port: server.port });
    delete client.options.tls;
    const cache = new ValkeyCache(client, cacheRequests(new Metrics()));
    open.push(cache);
    await client.connect();
    await cache.set('a', 'x', 60_000);
    expect(await cache.get('a')).toBe('x');
    await login('second-secret');
    await admin.call('CLIENT', 'KILL', 'USER', 'gifts');
    await eventually('the refusal', async () => messages().length > 0);
    expect(await cache.get('a')).toBeUndefined();
    write('password', 'second-secret');
    await eventually('hits', async () => (await cache.get('a')) === 'x');
    expect(lines.join()).not.toMatch(/(first|second)-secret/);
    admin.disconnect();
    rmSync(folder, { recursive: true });
  });
});
