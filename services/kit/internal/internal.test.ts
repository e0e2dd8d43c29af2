import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import type { Context } from '../context';
import { Database } from '../database/database';
import type { Transaction } from '../database/transaction';
import { type Erased, PersonalData } from '../personal-data';
import { partsOf, ServiceModule } from '../service-module';
import { eventually } from '../testing/eventually';
import { cards, gifts, wishes } from '../testing/gift-routes';
import { GiftModule, giftDefinition, mishaps } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

@Injectable()
class GiftData extends PersonalData {
  constructor(private readonly database: Database) {
    super();
  }

  async export(context: Context, userId: string): Promise<Record<string, readonly object[]>> {
    return { gifts: await this.database.query(context, 'test_export', 'SELECT id, title FROM gifts WHERE id = $1', [userId]) };
  }

  async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const deleted = await transaction.query('test_erase', 'DELETE FROM gifts WHERE id = $1 RETURNING id', [userId]);
    if (deleted.length > 0 && mishaps.breaking) throw mishaps.breaking();
    return { deleted: deleted.length, anonymised: 0 };
  }
}

@ServiceModule({ ...partsOf(GiftModule), providers: [...(partsOf(GiftModule).providers ?? []), GiftData] })
class PersonalModule {}

let service: TestedService;
let operator: string;
let friend: string;

beforeAll(async () => {
  service = await testService({
    ...{ name: 'gift-service', definition: giftDefinition, module: PersonalModule },
    settings: { FAULTS_ENABLED: 'true' },
  });
  operator = await service.token({ subject: v7(), scopes: ['ops:write'] });
  friend = await service.token({ subject: 'svc:user-service', scopes: ['privacy:service'] });
});

afterEach(async () => {
  mishaps.handling = undefined;
  mishaps.breaking = undefined;
  await faults({});
});

afterAll(() => service?.stop());

const faults = (body: object) => service.request('PUT', '/internal/faults', { token: operator, body });
const get = (path: string) => service.request('GET', path, { token: operator });
const post = (path: string) => service.request('POST', path, { token: operator });

/** Delivers an event that fails for good; gives the id of its dead letter. */
const bury = async (title: string): Promise<string> => {
  mishaps.handling = () => {
    throw new Error('cannot be handled');
  };
  const wishId = v7();
  await service.deliver(wishes.made, { wishId, title });
  mishaps.handling = undefined;
  const [row] = await service.sql<{ id: string }>('SELECT id FROM dead_letters WHERE key = $1', [wishId]);
  return row?.id ?? '';
};

describe('who may come in', () => {
  test.each([
    ['GET', '/internal/outbox'],
    ['GET', '/internal/dead-letters'],
    ['POST', '/internal/dead-letters/1/replay'],
    ['POST', '/internal/dead-letters/1/discard'],
    ['PUT', '/internal/faults'],
  ])('%s %s needs ops:write', async (method, path) => {
    const wish = method === 'PUT' ? { body: {} } : {};
    expect((await service.request(method, path, wish)).status).toBe(401);
    expect((await service.request(method, path, { ...wish, token: friend })).body.code).toBe('forbidden');
  });

  test.each([['GET'], ['DELETE']])('%s /internal/privacy/{userId} needs privacy:service', async (method) => {
    const path = `/internal/privacy/${v7()}`;
    expect((await service.request(method, path)).status).toBe(401);
    expect((await service.request(method, path, { token: operator })).body.code).toBe('forbidden');
  });

  test('they are among the documented routes', async () => {
    const { body } = await service.request('GET', '/docs/openapi.json');
    expect(Object.keys(body.paths).filter((path) => path.startsWith('/internal/'))).toEqual([
      ...['/internal/dead-letters', '/internal/dead-letters/{id}/discard', '/internal/dead-letters/{id}/replay'],
      ...['/internal/faults', '/internal/outbox', '/internal/privacy/{userId}'],
    ]);
  });
});

test('a service without personal data and without faults has neither route', async () => {
  const plain = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  try {
    const token = await plain.token({ subject: v7(), scopes: ['ops:write', 'privacy:service'] });
    expect((await plain.request('PUT', '/internal/faults', { token, body: {} })).status).toBe(404);
    expect((await plain.request('GET', `/internal/privacy/${v7()}`, { token })).status).toBe(404);
  } finally {
    await plain.stop();
  }
});

test('the outbox shows what waits, by topic, and how long', async () => {
  await service.published();
  expect((await get('/internal/outbox')).body).toEqual({ unpublished: 0, oldestAgeSeconds: 0, byTopic: {} });
  await faults({ busDown: true });
  await service.sql(
    `INSERT INTO outbox (event_id, type, topic, key, subject, data, headers, created_at)
     SELECT gen_random_uuid(), $1, $2, 'k', 'k', '{}', '{}', now() - interval '90 seconds' FROM generate_series(1, 3)`,
    [gifts.wrapped.type, gifts.wrapped.topic.name],
  );
  const { body } = await get('/internal/outbox');
  expect(body).toMatchObject({ unpublished: 3, byTopic: { [gifts.wrapped.topic.name]: 3 } });
  expect(Math.round(body.oldestAgeSeconds / 10)).toBe(9);
  await faults({});
  await service.published();
});

describe('a dead letter', () => {
  test('is listed without its payload, latest first and page by page', async () => {
    const [first, second] = [await bury('one'), await bury('two')];
    const { body } = await get('/internal/dead-letters?limit=1');
    expect(body.next).toBe(second);
    expect(body.data).toEqual([
      {
        ...{
          id: second,
          state: 'open',
          topic: wishes.made.topic.name,
          type: wishes.made.type,
          eventId: expect.any(String),
          key: expect.any(String),
        },
        ...{ error: 'Error: cannot be handled', attempts: 3, createdAt: expect.any(String), hasPayload: true },
      },
    ]);
    const { body: next } = await get(`/internal/dead-letters?limit=1&before=${second}`);
    expect(next.data[0].id).toBe(first);
  });

  test('is replayed once by the same handler, with its events, and leaves a line', async () => {
    const id = await bury('replayed');
    expect((await post(`/internal/dead-letters/${id}/replay`)).body).toEqual({ id, state: 'replayed' });
    expect(await service.sql("SELECT 1 FROM gifts WHERE title = 'replayed'")).toHaveLength(1);
    expect((await service.published(gifts.wrapped)).filter(({ data }) => data.title === 'replayed')).toHaveLength(1);
    const [line] = service.logs.filter((each) => each.includes('dead-letter.replayed') && each.includes(`"${id}"`));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      msg: 'dead letter replayed',
      userId: expect.any(String),
      requestId: expect.any(String),
    });
    expect(await post(`/internal/dead-letters/${id}/replay`)).toMatchObject({ status: 409, body: { code: 'dead-letter-closed' } });
    expect(await service.sql("SELECT 1 FROM gifts WHERE title = 'replayed'")).toHaveLength(1);
  });

  test('whose event was handled meanwhile has no second effect', async () => {
    const id = await bury('handled-meanwhile');
    const [row] = await service.sql<{ event_id: string; key: string }>('SELECT event_id, key FROM dead_letters WHERE id = $1', [id]);
    await service.deliver(wishes.made, { wishId: row?.key ?? '', title: 'handled-meanwhile' }, { id: row?.event_id ?? '' });
    expect((await post(`/internal/dead-letters/${id}/replay`)).status).toBe(200);
    expect(await service.sql("SELECT 1 FROM gifts WHERE title = 'handled-meanwhile'")).toHaveLength(1);
  });

  test('that fails again stays open and changes nothing', async () => {
    const id = await bury('stubborn');
    mishaps.handling = () => {
      throw new Error('still not');
    };
    expect(await post(`/internal/dead-letters/${id}/replay`)).toMatchObject({ status: 422, body: { code: 'replay-failed' } });
    expect(await service.sql('SELECT state, attempts FROM dead_letters WHERE id = $1', [id])).toEqual([{ state: 'open', attempts: 4 }]);
    expect(await service.sql("SELECT 1 FROM gifts WHERE title = 'stubborn'")).toEqual([]);
  });

  test('of a sensitive topic cannot be replayed, only discarded', async () => {
    mishaps.handling = () => {
      throw new Error('cannot be handled');
    };
    const giftId = v7();
    await service.deliver(cards.written, { giftId, token: 'x' });
    const [row] = await service.sql<{ id: string }>('SELECT id FROM dead_letters WHERE key = $1', [giftId]);
    expect((await post(`/internal/dead-letters/${row?.id}/replay`)).body.code).toBe('payload-not-kept');
    expect((await post(`/internal/dead-letters/${row?.id}/discard`)).body).toEqual({ id: row?.id, state: 'discarded' });
    expect((await post(`/internal/dead-letters/${row?.id}/discard`)).body.code).toBe('dead-letter-closed');
    const listed = (await get('/internal/dead-letters?state=discarded')).body.data.map(({ id }: { id: string }) => id);
    expect(listed).toContain(row?.id);
  });

  test('that is not there is not found', async () => {
    for (const id of ['999999999', 'x']) expect((await post(`/internal/dead-letters/${id}/replay`)).status).toBe(404);
  });
});

describe('personal data', () => {
  const insert = async (): Promise<string> => {
    const id = v7();
    await service.sql('INSERT INTO gifts VALUES ($1, $2, 1)', [id, `gift of ${id}`]);
    return id;
  };

  test('is exported and erased, and again with zeros', async () => {
    const id = await insert();
    const path = `/internal/privacy/${id}`;
    expect((await service.request('GET', path, { token: friend })).body).toEqual({ gifts: [{ id, title: `gift of ${id}` }] });
    expect((await service.request('DELETE', path, { token: friend })).body).toEqual({ deleted: 1, anonymised: 0 });
    expect((await service.request('DELETE', path, { token: friend })).body).toEqual({ deleted: 0, anonymised: 0 });
    expect((await service.request('GET', path, { token: friend })).body).toEqual({ gifts: [] });
    expect(service.logs.filter((line) => line.includes('personal-data.') && line.includes(id))).toHaveLength(4);
  });

  test('is erased all or not at all', async () => {
    const id = await insert();
    mishaps.breaking = () => new Error('half way');
    expect((await service.request('DELETE', `/internal/privacy/${id}`, { token: friend })).status).toBe(500);
    expect(await service.sql('SELECT 1 FROM gifts WHERE id = $1', [id])).toHaveLength(1);
  });
});

describe('faults', () => {
  const status = async (path: string): Promise<number> => (await service.request('GET', path)).status;

  test('are refused when they are none, and end when they are not named', async () => {
    expect((await faults({ errorRate: 2 })).body.code).toBe('validation-failed');
    expect((await faults({ fire: true })).body.code).toBe('validation-failed');
    expect((await faults({ errorRate: 1 })).body).toEqual({
      ...{ latencyMs: 0, errorRate: 1, dbDown: false, busDown: false, notReady: false, redeliverRate: 0, shuffle: false },
    });
    expect([await status('/gifts'), await status('/health/ready')]).toEqual([500, 200]);
    expect((await faults({})).status).toBe(200);
    expect(await status('/gifts')).toBe(200);
  });

  test('latencyMs delays requests, not health', async () => {
    await faults({ latencyMs: 60_000 });
    expect(await status('/health/live')).toBe(200);
    await faults({ latencyMs: 150 });
    const before = performance.now();
    expect(await status('/gifts')).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(145);
  });

  test('dbDown and notReady take it out of the traffic', async () => {
    await faults({ dbDown: true });
    expect([await status('/gifts'), await status('/health/ready'), await status('/health/startup')]).toEqual([503, 503, 200]);
    await faults({ notReady: true });
    expect([await status('/gifts'), await status('/health/ready'), await status('/health/live')]).toEqual([200, 503, 200]);
    await faults({});
    expect(await status('/health/ready')).toBe(200);
  });

  test('busDown keeps events in the outbox and refuses those that arrive', async () => {
    await service.published();
    await faults({ busDown: true });
    await expect(service.deliver(wishes.made, { wishId: v7(), title: 'while down' })).rejects.toThrow('event bus: fault');
    expect((await service.request('GET', '/health')).body).toEqual({ status: 'degraded', checks: { db: 'ok', bus: 'down' } });
    await faults({});
    const wishId = v7();
    await service.deliver(wishes.made, { wishId, title: 'after' });
    await eventually('the event', async () => (await service.published(gifts.wrapped)).some(({ key }) => key === wishId));
  });

  test('redeliverRate delivers what was handled once more, with one effect', async () => {
    const duplicates = async () => Number(/^inbox_duplicates_total (\d+)/m.exec((await service.request('GET', '/metrics')).body)?.[1]);
    const before = await duplicates();
    await faults({ redeliverRate: 1, shuffle: true });
    await service.deliver(wishes.made, { wishId: v7(), title: 'twice' });
    expect(await duplicates()).toBe(before + 1);
    expect(await service.sql("SELECT 1 FROM gifts WHERE title = 'twice'")).toHaveLength(1);
  });
});
