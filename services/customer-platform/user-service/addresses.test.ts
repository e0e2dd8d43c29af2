import { v7 } from 'uuid';
import { type TestedService, testService } from '#kit/testing';
import { UserModule } from './module';
import definition from './service';

const home = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
const path = '/users/me/addresses';
let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'user-service', definition, module: UserModule });
});

afterAll(() => service?.stop());

interface Shown {
  readonly id: string;
  readonly isDefault: boolean;
}

const person = async () => {
  const userId = v7();
  const token = await service.token({ subject: userId, scopes: ['profile:own'] });
  const list = async (): Promise<Shown[]> => (await service.request('GET', path, { token })).body.data;
  return {
    ...{ userId, token, list },
    add: (change: object = {}, key?: string) => service.request('POST', path, { token, body: { ...home, ...change }, ...(key && { key }) }),
    get: (id: string) => service.request('GET', `${path}/${id}`, { token }),
    replace: (id: string, change: object = {}) => service.request('PUT', `${path}/${id}`, { token, body: { ...home, ...change } }),
    remove: (id: string) => service.request('DELETE', `${path}/${id}`, { token }),
    defaults: async () => (await list()).filter(({ isDefault }) => isDefault).map(({ id }) => id),
  };
};

test('an address is added, read, replaced and removed', async () => {
  const { add, get, replace, remove, list } = await person();
  expect(await list()).toEqual([]);
  const { status, body, headers } = await add({ name: '  Ada ', line2: 'Floor 2' });
  expect([status, headers.get('location')]).toEqual([201, `${path}/${body.id}`]);
  expect(body).toEqual({ ...home, line2: 'Floor 2', id: body.id, isDefault: true });
  expect((await get(body.id)).body).toEqual(body);
  const replaced = await replace(body.id, { city: 'Ulm' });
  expect([replaced.status, replaced.body]).toEqual([200, { ...home, city: 'Ulm', id: body.id, isDefault: true }]);
  expect(await list()).toEqual([replaced.body]);
  expect([(await remove(body.id)).status, (await remove(body.id)).status, (await get(body.id)).status]).toEqual([204, 204, 404]);
});

test('the same key adds one address', async () => {
  const { add, list } = await person();
  const key = v7();
  const [first, again, other] = [await add({}, key), await add({}, key), await add({ city: 'Ulm' }, key)];
  expect([again.status, again.body, again.headers.get('location')]).toEqual([201, first.body, `${path}/${first.body.id}`]);
  expect(other.body.code).toBe('idempotency-key-reused');
  expect(await list()).toHaveLength(1);
});

describe('user I1: one address is the default when there is any', () => {
  test('the first, until another is wished for', async () => {
    const { add, replace, defaults } = await person();
    const [first, second] = [(await add({ isDefault: false })).body, (await add()).body];
    expect(await defaults()).toEqual([first.id]);
    const { body: third } = await add({ isDefault: true });
    expect([third.isDefault, await defaults()]).toEqual([true, [third.id]]);
    expect((await replace(second.id, { isDefault: true })).body.isDefault).toBe(true);
    expect(await defaults()).toEqual([second.id]);
  });

  test('it cannot be given up, only handed on', async () => {
    const { add, replace, defaults } = await person();
    const [{ body: first }] = [await add(), await add()];
    expect((await replace(first.id, { isDefault: false })).body.isDefault).toBe(true);
    expect(await defaults()).toEqual([first.id]);
  });

  test('when it is removed the oldest of the others takes its place', async () => {
    const { add, remove, defaults } = await person();
    const { body: first } = await add();
    const { body: second } = await add();
    const { body: third } = await add({ isDefault: true });
    await remove(third.id);
    expect(await defaults()).toEqual([first.id]);
    await remove(second.id);
    expect(await defaults()).toEqual([first.id]);
  });

  test('also when many are added, preferred and removed at once', async () => {
    const { add, remove, list, defaults } = await person();
    const added = await Promise.all(Array.from({ length: 6 }, () => add({ isDefault: true })));
    expect(added.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(await defaults()).toHaveLength(1);
    const [one, two, three] = await list();
    await Promise.all([...[one, two, three].map((each) => remove(each?.id ?? '')), add({ isDefault: true })]);
    expect([(await list()).length, (await defaults()).length]).toEqual([4, 1]);
  });
});

test('twenty addresses are kept, also when the last two come at once', async () => {
  const { userId, add, list, remove } = await person();
  await service.sql(
    `INSERT INTO addresses (id, user_id, name, line1, city, postal_code, country, is_default)
     SELECT gen_random_uuid(), $1, 'Ada', 'Way ' || n, 'Bonn', '53111', 'DE', n = 1 FROM generate_series(1, 19) n`,
    [userId],
  );
  const answers = await Promise.all([add(), add()]);
  expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
    [201, undefined],
    [422, 'too-many-addresses'],
  ]);
  const all = await list();
  expect(all).toHaveLength(20);
  await remove(all[0]?.id ?? '');
  expect((await add()).status).toBe(201);
});

test('user I5: nobody reads, replaces or removes the address of somebody else', async () => {
  const [owner, other] = [await person(), await person()];
  const { body } = await owner.add();
  const [read, replaced, removed] = [await other.get(body.id), await other.replace(body.id, { city: 'Ulm' }), await other.remove(body.id)];
  expect([read.status, replaced.status, removed.status]).toEqual([404, 404, 204]);
  expect([await owner.list(), await other.list()]).toEqual([[body], []]);
});

test('a service reads an address of the right person only', async () => {
  const [owner, other] = [await person(), await person()];
  const { id, isDefault, ...address } = (await owner.add({ line2: 'Floor 2' })).body;
  const check = await service.token({ subject: 'svc:order-service', scopes: ['users:check'] });
  const read = (userId: string, token: string) => service.request('GET', `/users/${userId}/addresses/${id}`, { token });
  const { status, body } = await read(owner.userId, check);
  expect([status, body]).toEqual([200, address]);
  expect([(await read(other.userId, check)).status, (await read(owner.userId, owner.token)).status]).toEqual([404, 403]);
});

test.each([
  ['an unknown field', { planet: 'Earth' }, '/planet'],
  ['an id of their own', { id: v7() }, '/id'],
  ['a number as a street', { line1: 1 }, '/line1'],
  ['an empty name', { name: ' ' }, '/name'],
  ['no city', { city: undefined }, '/city'],
  ['a country in small letters', { country: 'de' }, '/country'],
  ['a name that is too long', { name: 'a'.repeat(201) }, '/name'],
  ['a text as default', { isDefault: 'yes' }, '/isDefault'],
])('refuses %s', async (_, change, pointer) => {
  const { add, replace, list } = await person();
  const { body, status } = await add(change);
  expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
  const [kept, wrong] = [(await add()).body, change];
  expect((await replace(kept.id, wrong)).status).toBe(400);
  expect(await list()).toEqual([kept]);
});

test('asks for a token with the right scope, and for an id', async () => {
  const { userId, get } = await person();
  const wrong = await service.token({ subject: userId, scopes: ['orders:own'] });
  expect([
    (await service.request('GET', path)).body.code,
    (await service.request('POST', path, { token: wrong, body: home })).body.code,
    (await get('no-id')).body.code,
    (await get(v7())).body.code,
  ]).toEqual(['unauthenticated', 'forbidden', 'not-found', 'not-found']);
});
