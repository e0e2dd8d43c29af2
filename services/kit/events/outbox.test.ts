import { hash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Context } from '../context';
import type { Database } from '../database/database';
import { startTrace } from '../telemetry';
import { gifts } from '../testing/gift-routes';
import { GiftModule } from '../testing/gift-service';
import { connectedDatabase, migratedDatabase, silentTelemetry } from '../testing/migrated';

const logs: string[] = [];
const telemetry = silentTelemetry(logs);
const context: Context = { trace: startTrace(undefined), requestId: 'request-1', log: telemetry.log, deadline: Number.POSITIVE_INFINITY };
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const made = await migratedDatabase('gift-service', GiftModule);
  database = await connectedDatabase(made.url, GiftModule, telemetry);
  drop = async () => {
    await database.close();
    await made.drop();
  };
});

afterAll(() => drop?.());

const rows = <Row extends object>(sql: string, ...values: (string | string[])[]): Promise<Row[]> =>
  database.query<Row>(undefined, hash('sha1', sql), sql, values);

describe('an event', () => {
  const outbox = (key: string) => rows<Record<string, never>>('SELECT * FROM outbox WHERE key = $1', key);

  test('is stored with the change that it reports, in the form of CloudEvents', async () => {
    const giftId = v7();
    await database.transaction(context, async (transaction) => {
      await transaction.query('test_insert', 'INSERT INTO gifts VALUES ($1, $2, 1)', [giftId, v7()]);
      await transaction.emit(gifts.wrapped, { giftId, title: 'x', extra: 1 } as never, { version: 7, causationId: 'cause' });
    });
    const [row, ...more] = await outbox(giftId);
    expect([row, more]).toMatchObject([
      { type: 'gift.gift.wrapped.v1', topic: 'gift.gift.v1', data: { giftId, title: 'x' }, published_at: null },
      [],
    ]);
    expect(row?.headers).toEqual({
      ...{ ce_specversion: '1.0', ce_id: row?.event_id, ce_source: '/services/test-service', ce_type: 'gift.gift.wrapped.v1' },
      ...{ ce_subject: giftId, ce_partitionkey: giftId, ce_time: expect.any(String), ce_dataschema: '/schemas/gift.gift.wrapped.v1' },
      ...{ ce_correlationid: 'request-1', ce_causationid: 'cause', ce_aggregateversion: '7', 'content-type': 'application/json' },
      ...{ traceparent: expect.stringContaining(context.trace.traceId), ce_traceparent: expect.stringContaining(context.trace.traceId) },
    });
  });

  test.each([
    ['its transaction fails', {}, 'of the caller'],
    ['it does not fit its schema', { title: 7 }, 'expected string'],
    ['it is larger than 256 KiB', { title: 'é'.repeat(140_000) }, 'event-too-large: 28'],
  ])('is not stored when %s, and neither is the change', async (_, change, message) => {
    const giftId = v7();
    const work = database.transaction(context, async (transaction) => {
      await transaction.query('test_insert', 'INSERT INTO gifts VALUES ($1, $2, 1)', [giftId, v7()]);
      await transaction.emit(gifts.wrapped, { giftId, title: 'x', ...change } as never);
      throw new Error('of the caller');
    });
    await expect(work).rejects.toThrow(message);
    expect([await outbox(giftId), await rows('SELECT 1 FROM gifts WHERE id = $1', giftId)]).toEqual([[], []]);
  });
});
