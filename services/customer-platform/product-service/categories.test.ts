import { v7 } from 'uuid';
import { type Catalogue, refusal, testCatalogue } from './testing';

let shop: Catalogue;

beforeAll(async () => {
  shop = await testCatalogue();
});

afterAll(() => shop?.stop());

const slug = () => `c-${v7()}`;
const add = (body: object, key = v7()) =>
  shop.request('POST', '/products/categories', { token: shop.merchandiser, key, body: { name: 'Tea', slug: slug(), ...body } });
const change = (id: string, version: number | undefined, body: object) =>
  shop.request('PATCH', `/products/categories/${id}`, {
    token: shop.merchandiser,
    body,
    ...(version && { ifMatch: `"${version}"` }),
  });
/** A line of categories, each below the one before. */
const chain = async (length: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < length; n++) ids.push((await add({ parentId: ids.at(-1) ?? null })).body.id);
  return ids;
};

test('shows the tree to everybody', async () => {
  const [root, leaf] = await chain(2);
  const { status, body, headers } = await shop.request('GET', '/products/categories');
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=30']);
  expect(body.data.filter(({ id }: { id: string }) => id === root || id === leaf)).toMatchObject([
    { id: root, parentId: null, version: 1 },
    { id: leaf, parentId: root, version: 1 },
  ]);
  expect(body.data).toContainEqual({ id: shop.categoryId, parentId: null, name: 'Mugs', slug: 'mugs', path: ['Mugs'], version: 1 });
});

test('adds a category once for one key', async () => {
  const key = v7();
  const wish = { name: 'Pots', slug: slug() };
  const [first, again] = [await add(wish, key), await add(wish, key)];
  expect([first.status, first.headers.get('etag'), again.status, again.body]).toEqual([201, '"1"', 201, first.body]);
  expect(refusal(await add(wish))).toEqual([409, 'slug-taken']);
  expect(refusal(await add({ ...wish, name: 'Pans' }, key))).toEqual([422, 'idempotency-key-reused']);
});

test.each([
  ['no name', { name: undefined }],
  ['a name of blanks', { name: ' ' }],
  ['an address with capitals', { slug: 'Tea' }],
  ['a parent that is no id', { parentId: 'tea' }],
  ['an unknown key', { depth: 1 }],
])('refuses %s', async (_, body) => expect(refusal(await add(body))).toEqual([400, 'validation-failed']));

test('refuses a parent that is not there', async () => {
  expect(refusal(await add({ parentId: v7() }))).toEqual([422, 'unknown-category']);
  const [id = ''] = await chain(1);
  expect(refusal(await change(id, 1, { parentId: v7() }))).toEqual([422, 'unknown-category']);
});

test('has at most four levels, also after a move', async () => {
  const [root = '', , , leaf] = await chain(4);
  expect(refusal(await add({ parentId: leaf }))).toEqual([422, 'too-deep']);
  const [other = ''] = await chain(1);
  expect(refusal(await change(root, 1, { parentId: other }))).toEqual([422, 'too-deep']);
  const [upper = '', lower] = await chain(2);
  const pair = await chain(2);
  expect((await change(pair[0] ?? '', 1, { parentId: lower })).status).toBe(200);
  expect(refusal(await change(upper, 1, { parentId: other }))).toEqual([422, 'too-deep']);
});

test('no category is below itself', async () => {
  const [root = '', middle = '', leaf] = await chain(3);
  for (const parentId of [root, middle, leaf]) expect(refusal(await change(root, 1, { parentId }))).toEqual([422, 'cycle']);
  expect((await change(middle, 1, { parentId: null })).body).toMatchObject({ parentId: null, version: 2 });
});

test('two moves that are fine alone do not make a circle together', async () => {
  for (let round = 0; round < 5; round++) {
    const [[a = ''], [b = '']] = await Promise.all([chain(1), chain(1)]);
    const answers = await Promise.all([change(a, 1, { parentId: b }), change(b, 1, { parentId: a })]);
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, 'cycle']);
  }
});

test('of two who read the same version one changes it', async () => {
  const [id = ''] = await chain(1);
  const answers = await Promise.all([change(id, 1, { name: 'One' }), change(id, 1, { name: 'Two' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect(refusal(await change(id, undefined, { name: 'x' }))).toEqual([428, 'precondition-required']);
  expect(refusal(await change(v7(), 1, { name: 'x' }))).toEqual([404, 'not-found']);
  for (const body of [{ name: 1 }, { id: v7() }, { version: 9 }])
    expect(refusal(await change(id, 2, body))).toEqual([400, 'validation-failed']);
  expect(refusal(await change(id, 2, { slug: 'mugs' }))).toEqual([409, 'slug-taken']);
});

test('sellers use the tree and do not change it', async () => {
  const body = { name: 'Mine', slug: slug() };
  expect(refusal(await shop.request('POST', '/products/categories', { token: shop.seller, body }))).toEqual([403, 'forbidden']);
});
