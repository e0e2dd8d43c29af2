import { v7 } from 'uuid';
import { testWarehouse, type Warehouse } from './testing';

let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse();
  await shop.stocked('MUG', 1);
});

afterAll(() => shop?.stop());

afterEach(async () => expect(await shop.faults()).toEqual([]));

const create = (body: object = {}, token = shop.seller, key = v7()) =>
  shop.request('POST', '/inventory/replenishments', { token, key, body: { sku: 'MUG', quantity: 5, ...body } });
const step = async (id: string, verb: string, token = shop.seller): Promise<[number, string]> => {
  const { status, body } = await shop.request('POST', `/inventory/replenishments/${id}/${verb}`, { token });
  return [status, body.status === status ? body.code : body.status];
};
const told = async (id: string) =>
  (await shop.published())
    .filter(({ type, data }) => type === 'inventory.replenishment.changed.v1' && data.replenishmentId === id)
    .map(({ data, headers }) => [data.status, headers.ce_aggregateversion]);

test('goods are noted, ordered and received; the stock rises once', async () => {
  const { status, body } = await create();
  expect([status, body]).toMatchObject([
    201,
    { sku: 'MUG', warehouse: 'main', quantity: 5, status: 'draft', sellerId: shop.sellerId, version: 1 },
  ]);
  expect(await step(body.id, 'order')).toEqual([200, 'ordered']);
  const before = (await shop.level('MUG')).onHand;
  for (let n = 0; n < 2; n++) expect(await step(body.id, 'receive')).toEqual([200, 'received']);
  await Promise.all([step(body.id, 'receive'), step(body.id, 'receive')]);
  expect((await shop.level('MUG')).onHand).toBe(before + 5);
  expect(await told(body.id)).toEqual([
    ['draft', '1'],
    ['ordered', '2'],
    ['received', '3'],
  ]);
  const changed = (await shop.published()).filter(({ type, key }) => key === 'MUG' && type === 'inventory.stock.changed.v1');
  expect(changed.at(-1)?.data).toMatchObject({ cause: 'receive', onHand: before + 5 });
});

test.each([
  ['receive', 'draft', []],
  ['order', 'received', ['order', 'receive']],
  ['cancel', 'received', ['order', 'receive']],
  ['order', 'cancelled', ['cancel']],
  ['receive', 'cancelled', ['order', 'cancel']],
])('%s is refused when it is %s', async (verb, state, steps) => {
  const { id } = (await create()).body;
  for (const each of steps) expect((await step(id, each))[0]).toBe(200);
  const before = (await shop.level('MUG')).onHand;
  expect(await step(id, verb)).toEqual([409, 'invalid-transition']);
  const { body } = await shop.request('GET', `/inventory/replenishments?status=${state}`, { token: shop.seller });
  expect(body.data[0]).toMatchObject({ id, status: state });
  expect((await shop.level('MUG')).onHand).toBe(before);
});

test('the same key notes goods once', async () => {
  const key = v7();
  const ids = [await create({}, shop.seller, key), await create({}, shop.seller, key)].map(({ body }) => body.id);
  expect(ids[1]).toBe(ids[0]);
});

test('what does not fit is refused', async () => {
  const refused = async (body: object, token = shop.seller) => {
    const answer = await create(body, token);
    return [answer.status, answer.body.code];
  };
  for (const body of [{ quantity: 0 }, { quantity: 1.5 }, { sku: 'a b' }, { warehouse: 'X' }, { suggestionId: v7() }])
    expect(await refused(body)).toEqual([400, 'validation-failed']);
  expect(await refused({ sku: 'NOBODY' })).toEqual([404, 'not-found']);
  expect(await refused({ warehouse: 'moon' })).toEqual([422, 'unknown-warehouse']);
  expect(await refused({}, shop.rival)).toEqual([404, 'not-found']);
  expect(await refused({}, shop.customer)).toEqual([403, 'forbidden']);
});

test('sellers see and move their own only', async () => {
  const { id } = (await create()).body;
  const ids = async (token: string, query = '') =>
    (await shop.request('GET', `/inventory/replenishments?limit=100${query}`, { token })).body.data.map((row: { id: string }) => row.id);
  expect(await ids(shop.seller)).toContain(id);
  expect(await ids(shop.merchandiser, '&sku=MUG')).toContain(id);
  expect(await ids(shop.rival)).toEqual([]);
  expect(await step(id, 'order', shop.rival)).toEqual([404, 'not-found']);
  expect(await step(v7(), 'order')).toEqual([404, 'not-found']);
  expect(await step('no-id', 'order')).toEqual([404, 'not-found']);
  expect(await step(id, 'order', shop.customer)).toEqual([403, 'forbidden']);
});

test('pages neither skip nor repeat', async () => {
  for (let n = 0; n < 3; n++) await create();
  const all: string[] = (await shop.request('GET', '/inventory/replenishments?limit=100', { token: shop.seller })).body.data.map(
    (row: { id: string }) => row.id,
  );
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await shop.request('GET', `/inventory/replenishments?limit=2${cursor && `&cursor=${cursor}`}`, { token: shop.seller });
    seen.push(...body.data.map((row: { id: string }) => row.id));
    cursor = body.page.nextCursor;
    await create();
  }
  expect(seen).toEqual(all);
});
