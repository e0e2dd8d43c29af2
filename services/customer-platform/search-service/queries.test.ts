import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { eventually, ManualClock } from '#kit/testing';
import { queries } from '#platform/topics/search';
import { Retention } from './retention';
import { Suggestions } from './suggestions';
import { type SearchUnderTest, snapshot, startSearch } from './testing';

const clock = new ManualClock();
let shop: SearchUnderTest;
const mug = snapshot({ name: 'Blue mug' });

beforeAll(async () => {
  shop = await startSearch({ clock });
  await shop.product(mug);
});

afterAll(() => shop?.stop());

const told = async (queryId: string) => (await shop.published(queries.executed)).filter(({ data }) => data.queryId === queryId);
const stats = async (normalised: string) =>
  (await shop.sql('SELECT count, zero_count, clicks FROM query_stats WHERE normalised = $1 ORDER BY day', [normalised])) as unknown[];
const click = (body: object, key?: string) => shop.request('POST', '/search/clicks', { body, ...(key && { key }) });

describe('query.executed', () => {
  test('tells of every search that found nothing', async () => {
    const { queryId } = (await shop.get({ q: '  Nothing   LIKE this ' })).body;
    expect((await told(queryId)).map(({ data, key }) => ({ ...data, tookMs: 0, key }))).toEqual([
      {
        ...{ queryId, normalisedQuery: 'nothing like this', results: 0, zero: true, tookMs: 0, at: clock.now().toISOString() },
        ...{ sessionHash: expect.stringMatching(/^[0-9a-f]{32}$/), key: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ]);
  });

  test('tells of a tenth of the others, as the hash of the id decides', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 30; at++) ids.push((await shop.get({ q: 'mug' })).body.queryId);
    const expected = ids.filter((id) => createHash('sha256').update(id).digest().readUInt32BE() % 10 === 0);
    const events = await shop.published(queries.executed);
    expect(ids.filter((id) => events.some(({ data }) => data.queryId === id))).toEqual(expected);
    expect(expected.length).toBeLessThan(20);
  });

  test('a caller has one session a day, and nobody can tell whose it was the day after', async () => {
    const session = async () => (await told((await shop.get({ q: 'zzzzqqq' })).body.queryId))[0]?.data.sessionHash;
    const [first, again] = [await session(), await session()];
    clock.advance(86_400_000);
    const tomorrow = await session();
    expect([first === again, first === tomorrow]).toEqual([true, false]);
    const [{ salt }] = (await shop.sql('SELECT salt FROM daily_salts ORDER BY day DESC LIMIT 1')) as [{ salt: string }];
    const day = clock.now().toISOString().slice(0, 10);
    const hashes = ['127.0.0.1', '::ffff:127.0.0.1'].map((address) =>
      createHash('sha256').update(`${day} ${salt} ${address}`).digest('hex').slice(0, 32),
    );
    expect(hashes).toContain(tomorrow);
  });

  test('the pages after the first count as one search', async () => {
    await shop.product(snapshot({ name: 'Pagoda one' }));
    await shop.product(snapshot({ name: 'Pagoda two' }));
    const first = (await shop.get({ q: 'pagoda', limit: 1 })).body;
    const second = (await shop.get({ q: 'pagoda', limit: 1, cursor: first.page.nextCursor })).body;
    expect([second.queryId, await stats('pagoda')]).toEqual([first.queryId, [{ count: 1, zero_count: 0, clicks: 0 }]]);
  });

  test('what names no words is not counted', async () => {
    await shop.get({});
    expect(await stats('')).toEqual([]);
    const text = await (await fetch(`${shop.url}/metrics`)).text();
    expect(text).toMatch(/search_queries_total\{[^}]*zero="true"[^}]*\} \d/);
    expect(text).toMatch(/search_seconds_count/);
  });
});

describe('clicks', () => {
  test('are counted and told of, once for each search and product', async () => {
    const { queryId } = (await shop.get({ q: 'blue mug' })).body;
    const before = (await told(queryId)).length;
    const answers = await Promise.all(Array.from({ length: 4 }, () => click({ queryId, productId: mug.productId })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(await stats('blue mug')).toEqual([{ count: 1, zero_count: 0, clicks: 1 }]);
    const events = (await told(queryId)).slice(before);
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ clickedProductId: mug.productId, normalisedQuery: 'blue mug', zero: false }),
    ]);
  });

  test('the same key gives the same answer', async () => {
    const { queryId } = (await shop.get({ q: 'mug blue' })).body;
    const [key, body] = [v7(), { queryId, productId: mug.productId }];
    const first = await click(body, key);
    const again = await click(body, key);
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true']);
    expect(await stats('mug blue')).toEqual([{ count: 1, zero_count: 0, clicks: 1 }]);
  });

  test('of a search or a product that is not there are refused', async () => {
    const { queryId } = (await shop.get({ q: 'mug' })).body;
    expect((await click({ queryId: v7(), productId: mug.productId })).status).toBe(404);
    expect((await click({ queryId, productId: v7() })).status).toBe(404);
    expect((await click({ queryId })).status).toBe(400);
  });
});

describe('suggestions', () => {
  test('hold queries that many had, and forget them when the stats are gone', async () => {
    const suggested = async (q: string): Promise<string[]> => (await shop.request('GET', `/search/suggest?q=${q}`)).body.data;
    const day = clock.now().toISOString().slice(0, 10);
    const ago = new Date(clock.now().getTime() - 7 * 86_400_000).toISOString().slice(0, 10);
    const query = (_: string, sql: string, values: unknown[]) => shop.sql(sql, values);
    const refresh = new Suggestions(
      { transaction: (_: unknown, work: (transaction: object) => unknown) => work({ query }) } as never,
      clock,
    );
    await shop.sql("INSERT INTO query_stats VALUES ($1, 'blue cup', 9, 1, 0), ($1, 'blue rare', 4, 0, 0), ($1, 'blue zero', 9, 9, 0)", [
      day,
    ]);
    await shop.sql("INSERT INTO query_stats VALUES ($1, 'blue yore', 9, 0, 0)", [ago]);
    await refresh.refresh(undefined as never);
    expect(await suggested('BLUE')).toEqual(['blue cup', 'Blue mug']);
    await shop.sql("DELETE FROM query_stats WHERE normalised = 'blue cup'");
    await refresh.refresh(undefined as never);
    expect(await suggested('blue')).toEqual(['Blue mug']);
  });

  test('are at most ten, each once', async () => {
    for (let at = 0; at < 12; at++) await shop.product(snapshot({ name: `Compass ${at % 11}` }));
    expect(new Set((await shop.request('GET', '/search/suggest?q=comp')).body.data).size).toBe(10);
  });
});

test('however many searches are a day old, one round forgets them', async () => {
  const later = new ManualClock(new Date(clock.now().getTime() + 2 * 86_400_000));
  await shop.sql(
    "INSERT INTO recent_queries SELECT gen_random_uuid(), 's', 'many', 1, 1, '{}', $1::timestamptz FROM generate_series(1, 12000)",
    [clock.now()],
  );
  const database = { query: (_: unknown, __: string, sql: string, values: unknown[]) => shop.sql(sql, values) };
  await new Retention(database as never, later).forget(undefined as never);
  expect(await shop.sql('SELECT 1 FROM recent_queries')).toEqual([]);
});

test('stats are kept for 90 days, searches and salts for one', async () => {
  const later = new ManualClock(new Date(clock.now().getTime() + 90 * 86_400_000));
  await shop.get({ q: 'kept' });
  const database = { query: (_: unknown, __: string, sql: string, values: unknown[]) => shop.sql(sql, values) };
  await new Retention(database as never, later).forget(undefined as never);
  expect([await stats('kept'), await shop.sql('SELECT 1 FROM recent_queries'), await shop.sql('SELECT 1 FROM daily_salts')]).toEqual([
    ...[[expect.anything()], [], []],
  ]);
  later.advance(86_400_000);
  await new Retention(database as never, later).forget(undefined as never);
  expect(await shop.sql('SELECT 1 FROM query_stats')).toEqual([]);
});

describe('synonyms', () => {
  const put = async (groups: unknown, scope = 'search:admin') =>
    shop.request('PUT', '/search/synonyms', { token: await shop.token({ subject: v7(), scopes: [scope] }), body: { groups } });

  test('are found with each other, also those of several words', async () => {
    await shop.product(snapshot({ name: 'Television set' }));
    await shop.product(snapshot({ name: 'Vacuum cleaner' }));
    await shop.product(snapshot({ name: 'Hoover' }));
    expect(
      (
        await put([
          ['TV', 'television', 'telly'],
          ['vacuum cleaner', 'hoover'],
          ['the', 'lonely'],
        ])
      ).status,
    ).toBe(200);
    for (const q of ['tv', 'telly', 'television', 'tv set']) expect([q, await shop.names({ q })]).toEqual([q, ['Television set']]);
    expect((await shop.names({ q: 'hoover' })).sort()).toEqual(['Hoover', 'Vacuum cleaner']);
    expect((await shop.names({ q: 'vacuum cleaner' })).sort()).toEqual(['Hoover', 'Vacuum cleaner']);
    expect(await shop.names({ q: 'tv -set' })).toEqual([]);
    await put([]);
    expect(await shop.names({ q: 'hoover' })).toEqual(['Hoover']);
  });

  test('search I4: are words, whatever they look like', async () => {
    const odd = ["' | !(:* ; drop table", "tv'); --", 'a:*', '\\', '!(x)', 'telly'];
    expect((await put([odd, ['!', ':*']])).status).toBe(200);
    for (const q of [...odd, 'mug']) expect((await shop.get({ q })).status).toBe(200);
    expect(await shop.names({ q: 'mug' })).not.toEqual([]);
    await put([]);
  });

  test('of two who replace them at once one wins', async () => {
    const sets = [[['one', 'eins']], [['two', 'zwei']]];
    const answers = await Promise.all([...sets, ...sets].map((groups) => put(groups)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await shop.sql('SELECT DISTINCT group_number FROM synonyms')).toHaveLength(1);
    expect(await shop.sql('SELECT 1 FROM synonyms')).toHaveLength(2);
    await put([]);
  });

  test('want the scope, and groups of two words at least', async () => {
    expect((await shop.request('PUT', '/search/synonyms', { body: { groups: [] } })).status).toBe(401);
    expect((await put([], 'profile:own')).status).toBe(403);
    for (const groups of [[['one']], [['', 'x']], 'words', [[1, 2]]]) expect((await put(groups)).status).toBe(400);
  });
});

test('a search is told of by the outbox, not lost', async () => {
  const { queryId } = (await shop.get({ q: 'xyzzyplugh' })).body;
  await eventually('the event', async () => (await told(queryId)).length === 1);
  expect(await shop.sql('SELECT 1 FROM recent_queries WHERE id = $1', [queryId])).toHaveLength(1);
});
