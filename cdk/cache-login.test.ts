import { Redis } from 'ioredis';
import { cacheRequests } from '../services/kit/cache/requests';
import { valkeyOf } from '../services/kit/cache/valkey';
import { ValkeyCache } from '../services/kit/cache/valkey-cache';
import { StrictCounter } from '../services/kit/http/strict-counter';
import { type Logger, Metrics } from '../services/kit/telemetry';
import { hasRedis, type RedisServer, redisServer } from '../services/kit/testing/redis-server';
import { accessString } from './cache-stack';

const silent = { info: () => undefined, warn: () => undefined } as unknown as Logger;

const withRedis = hasRedis('the login of a service to the cache') ? describe : describe.skip;

withRedis('the login of a service to the cache', () => {
  let server: RedisServer;
  let admin: Redis;
  let client: Redis;
  /** The same login without the prefix that the kit gives to keys. */
  let bare: Redis;

  beforeAll(async () => {
    server = await redisServer();
    admin = new Redis(server.port, '127.0.0.1');
    await admin.acl('SETUSER', 'menu', '>secret', ...accessString('menu').split(' '));
    const variables = { REDIS_URL: `redis://menu:secret@127.0.0.1:${server.port}` };
    client = await (valkeyOf(variables, { service: 'menu', log: silent }) as Promise<Redis>);
    await client.connect();
    bare = new Redis(variables.REDIS_URL, { disableClientInfo: true, enableReadyCheck: false });
  });

  afterAll(async () => {
    for (const each of [client, bare, admin]) each?.disconnect();
    await server?.kill();
  });

  test('is enough for all that the kit asks of the cache', async () => {
    const metrics = new Metrics();
    const cache = new ValkeyCache(client, cacheRequests(metrics));
    await cache.set('soup', 'tomato', 60_000);
    expect(await cache.get('soup')).toBe('tomato');
    expect(await cache.add('once', 'first', 60_000)).toBe(true);
    expect(await cache.add('once', 'second', 60_000)).toBe(false);
    await cache.delete('soup');
    expect(await cache.get('soup')).toBeUndefined();
    expect(await cache.isUp()).toBe(true);
    // What fails is a miss to the caller, and counted.
    expect(await metrics.text()).not.toContain('result="error"');
  });

  test('is enough for limits that are counted over all replicas, also for a counter that lost its end', async () => {
    const counter = new StrictCounter({ group: 'orders', most: 2, windowSeconds: 60, by: 'address' }, client);
    expect(await counter.count('a guest')).toMatchObject({ left: 1 });
    expect(await counter.count('a guest')).toMatchObject({ left: 0, waitMs: 0 });
    const [key = ''] = await admin.keys('menu:limit:*');
    await admin.persist(key);
    expect(await counter.count('a guest')).toMatchObject({ left: 0, resetMs: 60_000 });
    expect(await admin.ttl(key)).toBeGreaterThan(0);
  });

  test('reaches keys that begin with the name', async () => expect(await bare.set('menu:cake', 'apple')).toBe('OK'));

  test.each([
    ['get', 'kitchen:soup'],
    ['set', 'menus:soup', 'tomato'],
    ['eval', "return redis.call('get', KEYS[1])", '1', 'kitchen:soup'],
    ['eval', "return redis.call('get', 'kitchen:soup')", '0'],
  ])('reaches no key of others: %s %s', (command, ...rest) =>
    expect(bare.call(command, ...rest)).rejects.toThrow(/^NOPERM|No permissions|can't access/),
  );

  test.each([['keys', '*'], ['flushall'], ['info'], ['config', 'get', '*'], ['acl', 'list'], ['scan', '0'], ['publish', 'news', 'soup']])(
    'has no right to %s',
    (command, ...rest) => expect(bare.call(command, ...rest)).rejects.toThrow(/^NOPERM/),
  );
});
