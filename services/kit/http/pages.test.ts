import { GiftModule, giftDefinition } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';
import { positionOf, toPage } from './pages';
import { Problem } from './problem';

/** Ids in the order of their numbers. */
const idOf = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const rows = Array.from({ length: 5 }, (_, at) => ({ at: new Date(at).toISOString(), id: idOf(at) }));
const place = ({ at, id } = { at: '', id: '' }) => ({ time: at, id });
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as Problem).code;
  }
};

describe('a page', () => {
  test.each([
    [1, 1, true],
    [4, 4, true],
    [5, 5, false],
    [9, 5, false],
  ])('of %d rows out of five has %d, and says whether more follow', (limit, length, more) => {
    const { data, page } = toPage(rows.slice(0, limit + 1), { limit }, place);
    expect([data.length, page.limit, page.nextCursor !== null]).toEqual([length, limit, more]);
  });

  test('of nothing is empty', () => expect(toPage([], { limit: 3 }, place)).toEqual({ data: [], page: { nextCursor: null, limit: 3 } }));
});

describe('a cursor', () => {
  const query = { limit: 2, status: 'open', from: undefined };
  const cursor = toPage(rows, query, place).page.nextCursor ?? '';
  const altered = (change: (parts: string[]) => unknown) =>
    Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(cursor, 'base64url').toString())))).toString('base64url');

  test('says where the page before ended, whatever the size of the next', () => {
    expect(positionOf({ ...query, cursor })).toEqual(place(rows[1]));
    expect(positionOf({ ...query, limit: 50, cursor } as typeof query)).toEqual(place(rows[1]));
    expect(positionOf(query)).toBeUndefined();
  });

  test.each([
    ['other filters', { status: 'closed' }],
    ['another filter', { from: '2026' }],
    ['no filter', { status: undefined }],
    ['another time', { cursor: altered(([, id, hash]) => [new Date(0).toISOString(), id, hash]) }],
    ['another id', { cursor: altered(([sort, , hash]) => [sort, idOf(0), hash]) }],
    ['no hash', { cursor: altered(([sort, id]) => [sort, id]) }],
    ['a number', { cursor: altered(([, id, hash]) => [1, id, hash]) }],
    ['nothing in it', { cursor: '' }],
    ['garbage in it', { cursor: 'garbage' }],
    ['a cut end', { cursor: cursor.slice(0, -4) }],
  ])('with %s is refused', (_, change) =>
    expect(codeOf(() => positionOf({ ...query, cursor, ...change } as typeof query))).toBe('invalid-cursor'),
  );

  const sealed = (time: unknown, id: unknown) =>
    toPage(rows, query, () => ({ time, id }) as ReturnType<typeof place>).page.nextCursor ?? '';
  const { at, id } = { at: new Date(0).toISOString(), id: idOf(1) };

  test.each([
    ['an id that is none', at, 'no-id'],
    ['an id that is a number', at, 1],
    ['an id that ends in more', at, `${id}'`],
    ['a time that is text', 'name', id],
    ['a day that is none', '2026-02-30T00:00:00Z', id],
    ['a year that no database reads', '0000-01-01T00:00:00Z', id],
    ['a fraction without end', `2026-01-01T00:00:00.${'1'.repeat(200)}Z`, id],
  ])('that somebody made and sealed as we do, with %s, is refused', (_, sort, row) => {
    expect(positionOf({ ...query, cursor: sealed(at, id) })).toEqual({ time: at, id });
    expect(codeOf(() => positionOf({ ...query, cursor: sealed(sort, row) }))).toBe('invalid-cursor');
  });
});

test('to walk a list while rows are inserted neither skips nor repeats those that were there', async () => {
  const service: TestedService = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  try {
    const insert = (number: number) => service.sql('INSERT INTO gifts VALUES ($1, $2, 1)', [idOf(number), `gift ${number}`]);
    const there = Array.from({ length: 23 }, (_, at) => idOf(1000 * (at + 1)));
    for (let at = 1; at <= there.length; at++) await insert(1000 * at);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await service.request('GET', `/gifts?limit=5&title=gift${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor;
      // One where the reader has been, one where the page ended, one at the end.
      for (const number of [seen.length, 1000 * seen.length + 1, 90_000 + seen.length]) await insert(number);
    }
    expect(seen.filter((id) => there.includes(id))).toEqual(there);
    expect(new Set(seen).size).toBe(seen.length);
    const refused = await service.request('GET', '/gifts?cursor=garbage');
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-cursor']);
  } finally {
    await service.stop();
  }
});
