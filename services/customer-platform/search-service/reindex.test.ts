import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import type { Snapshot } from './sources';
import { type SearchUnderTest, snapshot, startSearch } from './testing';

let shop: SearchUnderTest;
let admin: string;

beforeAll(async () => {
  shop = await startSearch();
  admin = await shop.token({ subject: v7(), scopes: ['search:admin'] });
});

afterAll(() => shop?.stop());

beforeEach(async () => {
  Object.assign(shop.catalogue.state, { pages: [], before: async () => undefined, status: 200 });
  await shop.sql('DELETE FROM documents');
});

const start = (key = v7(), token = admin) => shop.request('POST', '/search/reindex', { token, key });
const find = (id: string) => shop.request('GET', `/search/reindex/${id}`, { token: admin });

const reindexed = async (): Promise<string> => {
  const { status, body } = await start();
  expect(status).toBe(202);
  await eventually('the reindex to end', async () => (await find(body.id)).body.state === 'done');
  return body.id;
};

/** A promise, and how to keep it. */
const gate = () => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
};

const tables = async () =>
  (await shop.sql<{ name: string }>("SELECT indexname AS name FROM pg_indexes WHERE tablename LIKE 'documents%' ORDER BY 1")).map(
    ({ name }) => name,
  );

test('makes documents of an empty database out of the catalogue, page by page', async () => {
  const all = Array.from({ length: 5 }, (_, at) => ({ ...snapshot({ name: `Sextant ${at}` }), version: 3 }));
  shop.catalogue.state.pages = [all.slice(0, 2), all.slice(2, 4), all.slice(4), [{ ...snapshot({ status: 'draft' }), version: 1 }]];
  shop.catalogue.asked.length = 0;
  const indexes = await tables();
  const { body } = await find(await reindexed());
  expect(body).toMatchObject({ state: 'done', documents: 5, error: null });
  expect(shop.catalogue.asked.map((url) => url.split('cursor=')[1])).toEqual([undefined, '1', '2', '3']);
  expect((await shop.names({ q: 'sextant' })).sort()).toEqual(all.map(({ name }) => name));
  expect(await tables()).toEqual(indexes);
});

test('search I3: shuffled duplicate events, some at once, give the documents of a fresh reindex', async () => {
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const events: (() => Promise<void>)[] = [];
  const latest: (Snapshot & { version: number })[] = [];
  for (let at = 0; at < 6; at++) {
    const product = snapshot({ name: `Globe ${at}` });
    const { productId } = product;
    const versions = Array.from({ length: 4 }, (_, version) => ({ ...product, name: `Globe ${at} mark ${version}` }));
    events.push(() => shop.product(product, 1), ...versions.map((each, version) => () => shop.update(each, version + 2)));
    for (let version = 1; version <= 5; version++) {
      events.push(
        () => shop.price(productId, 500 + version, version),
        () => shop.stock(productId, version % 2, version),
      );
      events.push(() => shop.rate(productId, version, version * 2, version));
    }
    if (at % 5 === 0) events.push(() => shop.retire(productId, 6));
    const last = { ...product, name: `Globe ${at} mark 3`, variants: product.variants };
    latest.push(at % 5 === 0 ? { ...last, status: 'retired', version: 6 } : { ...last, version: 5 });
  }
  const told = [...events, ...events].map((event) => ({ event, order: random(1_000_000) })).sort((a, b) => a.order - b.order);
  const work = async (): Promise<void> => {
    for (let next = told.pop(); next !== undefined; next = told.pop()) await next.event();
  };
  await Promise.all([work(), work(), work()]);
  const incremental = await shop.documents();
  expect(incremental).toHaveLength(6);
  shop.catalogue.state.pages = [latest.slice(0, 4), latest.slice(4)];
  await reindexed();
  expect(await shop.documents()).toEqual(incremental);
  expect((await shop.names({ q: 'globe', limit: 50 })).length).toBe(4);
});

test('reindex while products change: after the swap equal to the export and the events, and no empty moment', async () => {
  const all = Array.from({ length: 6 }, (_, at) => snapshot({ name: `Barometer ${at}` }));
  for (const product of all) {
    await shop.product(product);
    await shop.stock(product.productId, 2, 1);
  }
  shop.catalogue.state.pages = [all.slice(0, 3), all.slice(3)].map((page) => page.map((each) => ({ ...each, version: 1 })));
  const [first, second, third, , fifth] = all as [Snapshot, Snapshot, Snapshot, Snapshot, Snapshot];
  const late = snapshot({ name: 'Barometer late' });
  shop.catalogue.state.before = async (page) => {
    if (page !== 1) return;
    // The first three are built already, the others are not.
    await shop.update({ ...first, name: 'Barometer changed' }, 2);
    await shop.retire(second.productId, 2);
    await shop.price(third.productId, 123, 2);
    await shop.stock(third.productId, 0, 2);
    await shop.rate(fifth.productId, 5, 3, 1);
    await shop.update({ ...fifth, name: 'Barometer newer' }, 2);
    await shop.product(late);
  };
  let [searching, least] = [true, 100];
  const searches = (async () => {
    while (searching) least = Math.min(least, (await shop.names({ q: 'barometer' })).length);
  })();
  await reindexed();
  searching = false;
  await searches;
  expect(least).toBeGreaterThanOrEqual(5);
  expect((await shop.names({ q: 'barometer' })).sort()).toEqual([
    ...['Barometer 2', 'Barometer 3', 'Barometer 5', 'Barometer changed', 'Barometer late', 'Barometer newer'],
  ]);
  const { data } = (await shop.get({ q: '"barometer 2"' })).body;
  expect(data).toEqual([expect.objectContaining({ price: { amount: 123, currency: 'EUR' }, inStock: false })]);
  expect((await shop.get({ minRating: 5 })).body.data).toEqual([expect.objectContaining({ productId: fifth.productId })]);
});

test('events that are handled all the while are not lost', async () => {
  const all = Array.from({ length: 20 }, (_, at) => snapshot({ name: `Astrolabe ${at}` }));
  for (const product of all) await shop.product(product);
  shop.catalogue.state.pages = [all.map((each) => ({ ...each, version: 1 }))];
  let [working, version] = [true, 1];
  const events = (async () => {
    while (working) {
      version++;
      for (const { productId } of all.slice(0, 10)) await shop.price(productId, version, version);
    }
  })();
  await reindexed();
  await reindexed();
  working = false;
  await events;
  const rows = await shop.sql("SELECT DISTINCT price_minor::int AS price FROM documents WHERE name LIKE 'Astrolabe %' ORDER BY 1");
  expect(rows).toEqual([{ price: version }, { price: 1000 }].sort((a, b) => a.price - b.price));
  expect(await shop.sql('SELECT 1 FROM dead_letters')).toEqual([]);
});

test('what the catalogue does not name disappears, what only events told stays', async () => {
  const [ghost, retired] = [snapshot({ name: 'Ghost' }), snapshot({ name: 'Retired' })];
  await shop.product(ghost);
  await shop.stock(ghost.productId, 5, 7);
  await shop.product(retired);
  await shop.retire(retired.productId, 2);
  await reindexed();
  expect(await shop.names({})).toEqual([]);
  await shop.update(retired, 1);
  expect(await shop.names({})).toEqual([]);
  await shop.stock(ghost.productId, 0, 6);
  await shop.update(ghost, 2);
  expect((await shop.get({ q: 'ghost' })).body.data).toEqual([expect.objectContaining({ inStock: true })]);
});

test('a document that was wrong is as the catalogue says afterwards', async () => {
  const product = snapshot({ name: 'Right' });
  await shop.product({ ...product, name: 'Wrong' }, 4);
  shop.catalogue.state.pages = [[{ ...product, version: 4 }]];
  await reindexed();
  expect(await shop.names({})).toEqual(['Right']);
});

test('one at a time; the same key gives the same job', async () => {
  const { passed, open } = gate();
  shop.catalogue.state.before = () => passed;
  const keys = [v7(), v7(), v7()];
  const answers = await Promise.all(keys.map((key) => start(key)));
  const [granted] = answers.filter(({ status }) => status === 202);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  expect(granted?.headers.get('location')).toBe(`/search/reindex/${granted?.body.id}`);
  const refused = await start();
  expect([refused.status, refused.body.code]).toEqual([409, 'reindex-running']);
  const again = await start(keys[answers.findIndex(({ status }) => status === 202)]);
  expect([again.status, again.body]).toEqual([202, granted?.body]);
  open();
  await eventually('the reindex to end', async () => (await find(granted?.body.id)).body.state === 'done');
  expect(await shop.sql("SELECT 1 FROM jobs WHERE state IN ('queued', 'running')")).toEqual([]);
  await reindexed();
});

test('while the catalogue does not answer the documents stay, and the job is tried again', async () => {
  const product = snapshot({ name: 'Octant' });
  await shop.product(product);
  shop.catalogue.state.status = 500;
  const { id } = (await start()).body;
  await eventually('the first try to fail', async () => (await find(id)).body.error !== null);
  expect(await shop.names({ q: 'octant' })).toEqual(['Octant']);
  Object.assign(shop.catalogue.state, { status: 200, pages: [[{ ...product, name: 'Octant new', version: 2 }]] });
  await eventually('the second try', async () => (await find(id)).body.state === 'done');
  expect(await shop.names({ q: 'octant' })).toEqual(['Octant new']);
  expect(await shop.sql("SELECT 1 FROM pg_tables WHERE tablename LIKE 'documents\\_new%'")).toEqual([]);
});

test('wants the scope, a key, and an id of a reindex', async () => {
  const customer = await shop.token({ subject: v7(), scopes: ['profile:own'] });
  expect((await start(v7(), customer)).status).toBe(403);
  expect((await shop.request('POST', '/search/reindex')).status).toBe(401);
  expect((await start('')).body.code).toBe('idempotency-key-required');
  expect((await find(v7())).status).toBe(404);
  expect((await shop.request('GET', `/search/reindex/${v7()}`, { token: customer })).status).toBe(403);
});
