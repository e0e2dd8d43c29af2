import { v7 } from 'uuid';
import { type Variables, WrongSettings } from './config';
import type { Context } from './context';
import type { EventBus } from './events/bus';
import { Every } from './every';
import { partsOf, ServiceModule } from './service-module';
import { type RunningService, type StartOptions, startService } from './start-service';
import { doubleIssuer } from './testing/doubles';
import { eventually } from './testing/eventually';
import { GiftModule, giftDefinition, mishaps } from './testing/gift-service';
import { connectedDatabase, migratedDatabase, migrateTo, silentTelemetry } from './testing/migrated';
import { testDatabase } from './testing/postgres';
import { recordingBus } from './testing/recording-bus';
import { switchedProxy } from './testing/switched-proxy';

const cleanups: (() => unknown)[] = [];
const logs: string[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  mishaps.whileWrapping = undefined;
  logs.length = 0;
});

const needed = { SERVICE_NAME: 'gift-service', HOST: '127.0.0.1', PORT: '0', PUBLIC_URL: 'http://127.0.0.1/gifts', DRAIN_MS: '0' };

const start = async (variables: { readonly [name: string]: unknown }, more: Partial<StartOptions> = {}): Promise<RunningService> => {
  const service = await startService({
    ...{
      definition: giftDefinition,
      module: GiftModule,
      bus: () => recordingBus(),
      logTo: { write: (line: string) => void logs.push(line) },
    },
    variables: { ...needed, ...(variables as Variables) },
    ...more,
  });
  cleanups.push(() => service.stop());
  return service;
};

const databaseFor = async (make = () => migratedDatabase('gift-service', GiftModule)): Promise<string> => {
  const { url, drop } = await make();
  cleanups.push(drop);
  return url;
};

/** A database that can be switched off and on. */
const switched = async () => {
  const url = new URL(await databaseFor());
  const proxy = await switchedProxy(Number(url.port));
  url.port = String(proxy.port);
  cleanups.push(() => proxy.off().catch(() => undefined));
  return { DATABASE_URL: url.href, on: proxy.on, off: proxy.off };
};

const lines = (level: string) => logs.map((line) => JSON.parse(line)).filter((line) => line.level === level);

/** Statuses of startup, readiness and liveness. */
const health = ({ url }: RunningService) =>
  Promise.all(['startup', 'ready', 'live'].map(async (each) => (await fetch(`${url}/health/${each}`)).status));
const ready = (service: RunningService) => eventually('it to be ready', async () => (await health(service)).join() === '200,200,200');

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code?: string }).code;
const get = async (url: string) => {
  const response = await fetch(url);
  return [response.status, await codeOf(response), response.headers.get('retry-after')];
};

describe('without its database', () => {
  test('it listens, says that it is not ready and what it tries again, and goes on when the database comes', async () => {
    const { on, ...variables } = await switched();
    const service = await start(variables);
    await eventually('the second try', async () => lines('warn').length > 1);
    expect(await health(service)).toEqual([503, 503, 200]);
    expect(await get(`${service.url}/gifts/${v7()}`)).toEqual([503, 'database-unavailable', '1']);
    expect(await (await fetch(`${service.url}/health`)).json()).toEqual({ status: 'down', checks: { db: 'down', bus: 'ok' } });
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
    expect(lines('warn')[0]).toMatchObject({
      ...{ msg: 'the database cannot be reached; trying again', againInMs: 200, reason: expect.stringContaining('ECONNREFUSED') },
    });
    await on();
    await ready(service);
    expect(await get(`${service.url}/gifts/${v7()}`)).toEqual([404, 'not-found', null]);
  });

  test('it stops at once', async () => {
    const { DATABASE_URL } = await switched();
    const service = await start({ DATABASE_URL });
    await eventually('the fourth try', async () => lines('warn').length > 3);
    const before = performance.now();
    await service.stop();
    expect(performance.now() - before).toBeLessThan(1500);
  });

  test('it answers 503 while the database is away, stays started, and works again without a restart', async () => {
    const { on, off, DATABASE_URL } = await switched();
    await on();
    const issuer = await doubleIssuer(() => new Date());
    cleanups.push(issuer.close);
    const service = await start({ DATABASE_URL, ISSUER_URL: issuer.url });
    await ready(service);
    const authorization = `Bearer ${await issuer.token({ subject: v7(), scopes: ['gifts:write'] })}`;
    const wrap = async () => {
      const body = JSON.stringify({ title: v7(), price: { amount: 1, currency: 'EUR' } });
      const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': v7() };
      const response = await fetch(`${service.url}/gifts`, { method: 'POST', headers, body });
      return [response.status, await codeOf(response)];
    };
    expect(await wrap()).toEqual([201, undefined]);
    await off();
    expect([await wrap(), await wrap(), await get(`${service.url}/gifts`)]).toEqual([
      ...Array(2).fill([503, 'database-unavailable']),
      [503, 'database-unavailable', '1'],
    ]);
    expect(await health(service)).toEqual([200, 503, 200]);
    await on();
    await ready(service);
    expect(await wrap()).toEqual([201, undefined]);
  });
});

test('on a schema that is older than expected it is not ready, and says what to do', async () => {
  const url = await databaseFor(testDatabase);
  const service = await start({ DATABASE_URL: url });
  await eventually('the warning', async () => lines('warn').length > 0);
  expect(lines('warn')[0].msg).toBe("the schema is older than this version expects; run 'node main.js migrate'");
  expect(await health(service)).toEqual([503, 503, 200]);
  await migrateTo(url, GiftModule);
  await ready(service);
});

test('on a schema that is newer it is ready', async () => {
  const url = await databaseFor();
  const database = await connectedDatabase(url, GiftModule, silentTelemetry());
  await database.query(undefined, 'newer', "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')");
  await database.close();
  await ready(await start({ DATABASE_URL: url }));
});

test('while it drains it says that it is not ready and still answers; then it finishes what runs and lets go', async () => {
  const happened: string[] = [];
  const bus: EventBus = {
    ...recordingBus(),
    subscribe: async () => ({ idleMs: () => 0, lag: () => new Map(), stop: async () => void happened.push('consumer left') }),
    close: async () => void happened.push('bus closed'),
  };
  const issuer = await doubleIssuer(() => new Date());
  cleanups.push(issuer.close);
  const service = await start({ DATABASE_URL: await databaseFor(), ISSUER_URL: issuer.url }, { bus: () => bus });
  await ready(service);
  let finish = (): void => undefined;
  mishaps.whileWrapping = new Promise<void>((resolve) => (finish = resolve)).then(() => void happened.push('request went on'));
  const authorization = `Bearer ${await issuer.token({ subject: v7(), scopes: ['gifts:write'] })}`;
  const running = fetch(`${service.url}/gifts`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': v7() },
    body: JSON.stringify({ title: v7(), price: { amount: 1, currency: 'EUR' } }),
  });
  await eventually('the request to run', async () => logs.some((line) => line.includes('wrapping')));
  const stopping = service.stop(150).then(() => happened.push('stopped'));
  expect(await health(service)).toEqual([200, 503, 200]);
  expect((await fetch(`${service.url}/gifts`)).status).toBe(200);
  await eventually('the listener to close', () =>
    fetch(`${service.url}/health/live`).then(
      () => false,
      () => true,
    ),
  );
  expect(happened).toEqual(['consumer left']);
  finish();
  await stopping;
  expect((await running).status).toBe(201);
  expect(happened).toEqual(['consumer left', 'request went on', 'bus closed', 'stopped']);
});

test('a bus that is away at the start costs no readiness, and is asked again', async () => {
  const bus = recordingBus();
  let refusals = 2;
  const subscribe: EventBus['subscribe'] = async (wanted) => {
    if (refusals-- > 0) throw new Error('no broker');
    return bus.subscribe(wanted);
  };
  const service = await start({ DATABASE_URL: await databaseFor() }, { bus: () => ({ ...bus, subscribe }) });
  await ready(service);
  await eventually('the third try', async () => bus.subscription() !== undefined);
  expect(bus.subscription()).toMatchObject({ group: 'gift-service' });
  expect(bus.subscription()?.topics.map(({ name }) => name)).toEqual(['wish.wish.v1', 'gift.card.v1']);
  expect(lines('warn').map(({ msg }) => msg)).toEqual(Array(2).fill('events cannot be received; trying again'));
});

describe('work that is repeated', () => {
  const done: string[] = [];
  class Sweeper {
    @Every(5)
    async sweep(_: Context): Promise<void> {
      done.push('begun');
      await new Promise((resolve) => setTimeout(resolve, 10));
      done.push('ended');
      if (done.length < 6) throw new Error('swept badly');
    }
  }
  @ServiceModule({ ...partsOf(GiftModule), providers: [...(partsOf(GiftModule).providers ?? []), Sweeper] })
  class SweptModule {}

  beforeEach(() => {
    done.length = 0;
  });

  test('never overlaps, goes on after a failure, and is finished before the service stops', async () => {
    const service = await start({ DATABASE_URL: await databaseFor() }, { module: SweptModule });
    await eventually('some sweeps', async () => done.length > 8);
    await service.stop();
    const { length } = done;
    expect(done).toEqual(Array.from({ length }, (_, at) => (at % 2 ? 'ended' : 'begun')));
    expect(length % 2).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).toHaveLength(length);
    expect(lines('warn')[0]).toMatchObject({ msg: 'repeated work failed; it is tried again', err: { message: 'swept badly' } });
  });

  test('is not done in a standby region, nor are events', async () => {
    const bus = recordingBus();
    const service = await start({ DATABASE_URL: await databaseFor(), STANDBY: 'true' }, { module: SweptModule, bus: () => bus });
    await ready(service);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([done, bus.subscription()]).toEqual([[], undefined]);
  });
});

describe('a process that has one role', () => {
  const inRole = async (ROLE: string) => {
    const bus = recordingBus();
    const service = await start({ DATABASE_URL: await databaseFor(), ROLE }, { bus: () => bus });
    await ready(service);
    const { status, headers } = await fetch(`${service.url}/gifts`);
    return { service, bus, answer: [status, headers.get('content-type')?.split(';')[0]] };
  };

  test('of answering callers leaves events alone', async () => {
    const { bus, answer } = await inRole('api');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([answer, bus.subscription()]).toEqual([[200, 'application/json'], undefined]);
  });

  test('of working off events receives them, and answers the cluster alone', async () => {
    const { service, bus, answer } = await inRole('worker');
    await eventually('events to be asked for', async () => bus.subscription() !== undefined);
    expect([answer, await health(service)]).toEqual([
      [404, 'application/problem+json'],
      [200, 200, 200],
    ]);
  });

  test('has one that there is', async () => {
    const error = await start({ DATABASE_URL: 'postgresql://localhost/x', ROLE: 'cook' }).catch((reason) => reason);
    expect(error.mistakes).toEqual([expect.stringContaining("settings: wrong-setting: ROLE is 'cook'")]);
  });
});

describe('a start is refused', () => {
  test('for wrong settings, all at once and without the values of secrets', async () => {
    const error = await start({ PORT: 'x', DATABASE_URL: 'hunter2://', SERVICE_NAME: 'X' }).catch((reason) => reason);
    expect(error).toBeInstanceOf(WrongSettings);
    expect(error.mistakes).toHaveLength(3);
    expect(error.message).not.toContain('hunter2');
    const missing = await start({}, { definition: { ...giftDefinition, calls: ['user-service'] } }).catch((reason) => reason);
    const names = [
      'DATABASE_HOST',
      'DATABASE_DBNAME',
      'DATABASE_USERNAME',
      'DATABASE_PASSWORD',
      'USER_SERVICE_URL',
      'CLIENT_SECRET',
      'ISSUER_URL',
    ];
    expect(missing.mistakes).toEqual(
      names.map((name) => `settings: missing-setting: ${name} is not set; set ${name}, or ${name}_FILE to a file that holds it`),
    );
  });

  test('for events that are declared and not handled, or handled and not declared', async () => {
    @ServiceModule({ ...partsOf(GiftModule), providers: [] })
    class Idle {}
    const url = await databaseFor();
    await expect(start({ DATABASE_URL: url }, { module: Idle })).rejects.toThrow(
      [
        "gift-service: no-handler: consumes 'wish.wish.made.v1' and no provider handles it; add a method with @On, or remove it from consumes",
        "gift-service: no-handler: consumes 'gift.card.written.v1' and no provider handles it; add a method with @On, or remove it from consumes",
      ].join('\n'),
    );
    await expect(start({ DATABASE_URL: url }, { definition: { ...giftDefinition, consumes: [] } })).rejects.toThrow(
      "gift-service: undeclared-handler: handles 'wish.wish.made.v1', which its definition does not name; add it to consumes",
    );
  });
});
