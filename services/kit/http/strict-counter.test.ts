import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { valkeyOf } from '../cache/valkey';
import { ManualClock } from '../clock';
import { Metrics } from '../telemetry';
import { silentTelemetry } from '../testing/migrated';
import { hasRedis, type RedisServer, redisServer } from '../testing/redis-server';
import { Limits } from './limits';
import { Problem } from './problem';
import { type RateLimit, route } from './route';
import type { Work } from './work';

const windowSeconds = 60;
const login = (limits: readonly RateLimit[]) =>
  route({ method: 'POST', path: '/auth/login', summary: 'Signs in', access: 'public', limits });
const byEmail: RateLimit = { group: 'login', most: 2, windowSeconds, by: { field: 'email' }, strict: true };

/** What all replicas see, by what is asked of a client. */
const sharedStore = () => {
  const counts = new Map<string, number>();
  const client = {
    status: 'ready',
    failing: false,
    defineCommand: () => undefined,
    rlflxIncr: async ([key = '', points]: readonly string[]) => {
      if (client.failing) throw new Error('Command timed out');
      counts.set(key, (counts.get(key) ?? 0) + Number(points));
      return [counts.get(key), 29_500];
    },
  };
  return { client, counts, valkey: client as unknown as Redis };
};

const replica = (valkey: Redis | undefined, contract = login([byEmail]), factor = 1) => {
  const limits = new Limits({ clock: new ManualClock(), metrics: new Metrics(), factor, valkey });
  return async (email: string): Promise<Record<string, string> | 'passed'> => {
    const headers: Record<string, string> = {};
    const reply = { headers: (more: object) => Object.assign(headers, more) } as unknown as FastifyReply;
    const work = { address: '192.0.2.1', header: () => undefined } as unknown as Work;
    try {
      await limits.admit({ body: { email } } as FastifyRequest, reply, work, contract);
      return 'passed';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { code: error.code, ...error.facts.headers };
    }
  };
};

const refused = { code: 'rate-limited', 'retry-after': '30', 'ratelimit-policy': '"login";q=2;w=60', ratelimit: '"login";r=0;t=30' };

test('a strict limit is one for all replicas', async () => {
  const { valkey } = sharedStore();
  const [one, other] = [replica(valkey), replica(valkey)];
  expect([await one('a'), await other('A '), await one('a'), await other('a'), await one('b')]).toEqual([
    ...['passed', 'passed'],
    ...[refused, refused],
    'passed',
  ]);
});

test('the cache never learns what was sent', async () => {
  const { valkey, counts } = sharedStore();
  await replica(valkey)('ada@example.com');
  expect([...counts.keys()]).toEqual([expect.stringMatching(/^limit:login:60:email:[\w-]{22}$/)]);
});

test('while the cache is away each replica counts by itself, and refuses all the same', async () => {
  const { valkey, client, counts } = sharedStore();
  const [one, other] = [replica(valkey), replica(valkey)];
  for (const state of [{ failing: true }, { failing: false, status: 'reconnecting' }]) {
    Object.assign(client, state);
    const email = JSON.stringify(state);
    expect([await one(email), await one(email)]).toEqual(['passed', 'passed']);
    expect(await one(email)).toMatchObject({ code: 'rate-limited', 'retry-after': '30' });
    expect(await other(email)).toBe('passed');
  }
  expect(counts.size).toBe(0);
});

test('a limit that is not strict, and one without a cache, are counted in the process', async () => {
  const { valkey, counts } = sharedStore();
  for (const ask of [replica(valkey, login([{ ...byEmail, strict: false }])), replica(undefined)])
    expect([await ask('a'), await ask('a'), await ask('a')]).toEqual(['passed', 'passed', expect.anything()]);
  expect(counts.size).toBe(0);
});

test('one factor changes all limits', async () => {
  const { valkey } = sharedStore();
  const ask = replica(valkey, login([byEmail]), 2);
  expect([await ask('a'), await ask('a'), await ask('a'), await ask('a'), await ask('a')]).toEqual([
    ...['passed', 'passed', 'passed', 'passed'],
    { ...refused, 'ratelimit-policy': '"login";q=4;w=60' },
  ]);
});

const withRedis = hasRedis('a strict limit over replicas') ? describe : describe.skip;

withRedis('on a real server', () => {
  let server: RedisServer;
  const clients: Redis[] = [];
  const client = async (): Promise<Redis> => {
    const log = silentTelemetry().log;
    const valkey = await valkeyOf({ REDIS_URL: `redis://127.0.0.1:${server.port}` }, { service: 'auth-service', log });
    if (valkey === undefined) throw new Error('the address is one of a server');
    clients.push(valkey);
    await valkey.connect();
    return valkey;
  };

  beforeAll(async () => {
    server = await redisServer();
  });

  afterAll(async () => {
    for (const each of clients) each.disconnect();
    await server?.kill();
  });

  test('requests at the same moment are counted each, and the count ends with its window', async () => {
    const replicas = [replica(await client()), replica(await client())];
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => replicas[at % 2]?.('a')));
    expect(answers.filter((answer) => answer === 'passed')).toHaveLength(2);
    expect(answers.find((answer) => answer !== 'passed')).toMatchObject({ code: 'rate-limited', 'retry-after': '60' });
    const [valkey] = clients;
    const [key = ''] = (await valkey?.keys('*')) ?? [];
    expect(key).toMatch(/^auth-service:limit:login:60:email:/);
    expect(await valkey?.pttl(key.replace('auth-service:', ''))).toBeGreaterThan(50_000);
  });

  test('a server that ends or hangs opens no door', async () => {
    const ask = replica(await client());
    server.hang();
    expect([await ask('b'), await ask('b'), await ask('b')]).toEqual([
      'passed',
      'passed',
      expect.objectContaining({ code: 'rate-limited' }),
    ]);
    server.goOn();
    await server.kill();
    expect([await ask('c'), await ask('c'), await ask('c')]).toEqual([
      'passed',
      'passed',
      expect.objectContaining({ code: 'rate-limited' }),
    ]);
  });
});
