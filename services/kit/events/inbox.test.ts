import { hash } from 'node:crypto';
import { v7 } from 'uuid';
import type { EventType } from '#model';
import type { Database } from '../database/database';
import { DatabaseDown } from '../database/errors';
import { cards, wishes } from '../testing/gift-routes';
import { GiftModule } from '../testing/gift-service';
import { connectedDatabase, migratedDatabase, silentTelemetry } from '../testing/migrated';
import type { ReceivedRecord } from './bus';
import { Inbox } from './inbox';
import { ImpossibleEvent } from './on';

const logs: string[] = [];
const telemetry = silentTelemetry(logs);
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

let fails: (title: string, attempt: number) => unknown = () => undefined;
const attempts = new Map<string, number>();
const seen: string[] = [];
const handle = async (title: string): Promise<void> => {
  seen.push(title);
  attempts.set(title, (attempts.get(title) ?? 0) + 1);
  const error = fails(title, attempts.get(title) ?? 0);
  if (error) throw error;
};
let inbox: Inbox;
let offset = 0;

beforeAll(() => {
  const handlers = [
    {
      event: wishes.made as EventType,
      name: 'Wishes.made',
      handle: async (
        { data }: { data: unknown },
        transaction: { query(name: string, sql: string, values: string[]): Promise<unknown> },
      ) => {
        const { wishId, title } = data as { wishId: string; title: string };
        await transaction.query('test_wish', 'INSERT INTO gifts VALUES ($1, $2, 1)', [wishId, title]);
        await handle(title);
      },
    },
    {
      event: cards.written as EventType,
      name: 'Cards.written',
      handle: async ({ data }: { data: unknown }) => handle((data as { token: string }).token),
    },
  ];
  inbox = new Inbox({ service: 'test-service', database, telemetry, handlers, mayPass: (error) => error === 'passes', pauseMs: 1 });
});

beforeEach(() => {
  fails = () => undefined;
  attempts.clear();
  seen.length = 0;
});

const record = (event: EventType, data: unknown, headers: Record<string, string> = {}): ReceivedRecord => ({
  ...{ topic: event.topic.name, key: 'k', partition: 3, offset: String(offset++) },
  headers: { ce_id: v7(), ce_type: event.type, ...headers },
  value: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
});
const wish = (title: string = v7()) => record(wishes.made, { wishId: v7(), title });
const titles = async (...wanted: string[]) =>
  (await rows<{ title: string }>('SELECT title FROM gifts WHERE title = ANY($1) ORDER BY title', wanted)).map(({ title }) => title);
const letters = (...records: ReceivedRecord[]) =>
  rows<Record<string, unknown>>(
    'SELECT * FROM dead_letters WHERE event_id = ANY($1) ORDER BY "offset"',
    records.map(({ headers }) => headers.ce_id ?? ''),
  );
const noted = async (each: ReceivedRecord) =>
  (await rows('SELECT 1 FROM inbox WHERE event_id::text = $1', each.headers.ce_id ?? '')).length;

test('gives an event one effect, however often it comes, also within one batch', async () => {
  const [one, two] = [wish('one'), wish('two')];
  await inbox.handle([one, two, one]);
  await inbox.handle([one]);
  expect([seen, await titles('one', 'two')]).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ]);
  expect(await telemetry.metrics.text()).toContain('inbox_duplicates_total 2\n');
});

test('leaves aside what nobody handles', async () => {
  await inbox.handle([record(wishes.withdrawn, 'no JSON'), { ...wish(), headers: {} }]);
  expect([seen, logs]).toEqual([[], []]);
});

test('buries what fails for good after three tries; the others of the batch are handled', async () => {
  fails = (title) => title === 'bad' && new ImpossibleEvent('contradicts what is known');
  const batch = [wish('a'), wish('bad'), wish('c')];
  await inbox.handle(batch);
  expect([attempts.get('bad'), await titles('a', 'bad', 'c')]).toEqual([4, ['a', 'c']]);
  const [letter, ...more] = await letters(...batch);
  expect([letter, more]).toMatchObject([
    {
      ...{
        topic: 'wish.wish.v1',
        partition: 3,
        offset: batch[1]?.offset,
        type: 'wish.wish.made.v1',
        key: 'k',
        state: 'open',
        attempts: 3,
      },
      ...{ payload: batch[1]?.value, error: 'ImpossibleEvent: contradicts what is known' },
    },
    [],
  ]);
  expect(await noted(batch[1] as ReceivedRecord)).toBe(0);
  await inbox.handle(batch);
  expect(await letters(...batch)).toHaveLength(1);
  expect(await telemetry.metrics.text()).toContain('dead_letters_open 1\n');
});

test('handles at the second try what failed once for no known reason', async () => {
  fails = (title, attempt) => title === 'shaky' && attempt < 3 && new Error('once');
  const each = wish('shaky');
  await inbox.handle([each]);
  expect([await titles('shaky'), await letters(each), await noted(each)]).toEqual([['shaky'], [], 1]);
});

test.each([
  ['the database', new DatabaseDown('gone')],
  ['another service', 'passes'],
])('asks for another delivery when %s is to blame, and keeps nothing of the batch', async (_, error) => {
  const [good, bad] = [v7(), v7()];
  fails = (title, attempt) => title === bad && attempt === 1 && error;
  const batch = [wish(good), wish(bad)];
  await expect(inbox.handle(batch)).rejects.toBeDefined();
  expect([await titles(good, bad), await noted(batch[0] as ReceivedRecord), await letters(...batch)]).toEqual([[], 0, []]);
  await inbox.handle(batch);
  expect(await titles(good, bad)).toEqual([good, bad]);
});

test.each(['40P01', '55P03'])('handles one by one what met somebody else in the database together (%s)', async (code) => {
  const [good, bad] = [v7(), v7()];
  fails = (title, attempt) => title === bad && attempt === 1 && Object.assign(new Error('held'), { code });
  const batch = [wish(good), wish(bad)];
  await inbox.handle(batch);
  expect([await titles(good, bad), await letters(...batch)]).toEqual([[good, bad], []]);
});

test('asks for another delivery of one event that meets a lock', async () => {
  const title = v7();
  fails = (_, attempt) => attempt === 1 && Object.assign(new Error('held'), { code: '55P03' });
  const each = wish(title);
  await expect(inbox.handle([each])).rejects.toBeDefined();
  await inbox.handle([each]);
  expect([await titles(title), await letters(each)]).toEqual([[title], []]);
});

test.each([
  ['does not fit its schema', wishes.made, { wishId: 'x', title: 7 }, 'ZodError'],
  ['is not JSON', wishes.made, 'hunter2', 'ImpossibleEvent: the payload is not JSON'],
  ['is sensitive', cards.written, { giftId: 'x', token: 'hunter2' }, 'ZodError'],
])('buries an event whose payload %s, and shows nothing of it', async (_, event, data, error) => {
  const each = record(event, data);
  await inbox.handle([each]);
  expect(await letters(each)).toMatchObject([
    { error: expect.stringContaining(error), payload: event === cards.written ? null : each.value },
  ]);
  expect(logs.join('')).not.toContain('hunter2');
});

test('buries each event without an id, or with one that is none', async () => {
  const batch = [wish(), wish(), wish()].map((each, at) => ({ ...each, headers: { ...each.headers, ce_id: at === 2 ? 'x' : '' } }));
  await inbox.handle(batch);
  const found = await rows<{ event_id: string }>(
    'SELECT event_id FROM dead_letters WHERE "offset" = ANY($1) ORDER BY "offset"',
    batch.map((each) => each.offset),
  );
  expect(found.map(({ event_id }) => event_id)).toEqual([`wish.wish.v1/3/${batch[0]?.offset}`, `wish.wish.v1/3/${batch[1]?.offset}`, 'x']);
});
