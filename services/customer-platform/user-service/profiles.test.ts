import { v7 } from 'uuid';
import { type TestedService, testService } from '#kit/testing';
import { accounts } from '#platform/topics/auth';
import { profiles } from '#platform/topics/user';
import { UserModule } from './module';
import definition from './service';

const at = '2026-01-01T00:00:00.000Z';
let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'user-service', definition, module: UserModule });
});

afterAll(() => service?.stop());

const tokenOf = (subject: string, ...scopes: string[]) => service.token({ subject, scopes });

const person = async () => {
  const userId = v7();
  const email = `P-${userId.slice(-12)}@example.com`;
  const token = await tokenOf(userId, 'profile:own');
  return {
    ...{ userId, email, token },
    registered: (id = v7()) =>
      service.deliver(accounts.registered, { userId, email, locale: 'de', origin: 'signup', registeredAt: at }, { id }),
    emailChanged: (next: string, id = v7(), version = 2) =>
      service.deliver(accounts.emailChanged, { userId, email: next, changedAt: at }, { id, version }),
    me: (headers = {}) => service.request('GET', '/users/me', { token, headers }),
    change: (body: unknown, ifMatch?: string) => service.request('PATCH', '/users/me', { token, body, ...(ifMatch && { ifMatch }) }),
    told: async (event: typeof profiles.created | typeof profiles.updated) =>
      (await service.published(event))
        .filter(({ key }) => key === userId)
        .map(({ data, headers }) => ({ ...data, v: headers.ce_aggregateversion })),
  };
};

const registeredPerson = async () => {
  const someone = await person();
  await someone.registered();
  return someone;
};

describe('coming into being', () => {
  test('user I4: an account that is announced three times is one profile, told once', async () => {
    const { userId, email, registered, me, told } = await person();
    const id = v7();
    for (const eventId of [id, id, v7()]) await registered(eventId);
    const { status, body, headers } = await me();
    expect([status, headers.get('etag')]).toEqual([200, '"1"']);
    expect(body).toMatchObject({
      id: userId,
      email,
      locale: 'de',
      displayName: null,
      marketingConsent: false,
      status: 'active',
      version: 1,
    });
    expect(await told(profiles.created)).toEqual([
      { userId, email, locale: 'de', marketingConsent: false, origin: 'signup', createdAt: body.createdAt, v: '1' },
    ]);
    expect(await service.sql('SELECT 1 FROM profiles WHERE id = $1', [userId])).toHaveLength(1);
  });

  test('whoever is faster than the event has a profile; the event adds the address and changes nothing else', async () => {
    const { email, registered, me, change, told } = await person();
    const early = await Promise.all([me(), me()]);
    expect(early.map(({ status, body }) => [status, body.email, body.version])).toEqual([
      [200, null, 1],
      [200, null, 1],
    ]);
    const { body: named } = await change({ displayName: 'Early', locale: 'fr' }, '"1"');
    expect(await told(profiles.updated)).toEqual([]);
    await registered();
    const late = await me({ 'if-none-match': '"2"' });
    expect([late.status, late.body]).toEqual([200, { ...named, email, version: 3 }]);
    expect(await told(profiles.created)).toMatchObject([{ email, displayName: 'Early', locale: 'fr', origin: 'signup', v: '3' }]);
    await registered();
    expect((await me()).body.version).toBe(3);
  });

  test('a new address is taken over once', async () => {
    const { userId, emailChanged, me, told } = await registeredPerson();
    const [id, next] = [v7(), `New-${userId.slice(-12)}@example.com`];
    await emailChanged(next, id);
    await emailChanged(next, id);
    expect((await me()).body).toMatchObject({ email: next, version: 2 });
    expect(await told(profiles.updated)).toMatchObject([{ email: next, changed: ['email'], status: 'active', v: '2' }]);
  });
});

test('an older address never takes the place of a newer one, nor does the account that it overtook', async () => {
  const { userId, email, emailChanged, registered, me, told } = await person();
  const [second, third] = [`second-${email}`, `third-${email}`];
  await emailChanged(third, v7(), 3);
  expect(await told(profiles.updated)).toEqual([]);
  await emailChanged(second, v7(), 2);
  await registered();
  expect((await me()).body).toMatchObject({ id: userId, email: third });
  expect(await told(profiles.created)).toMatchObject([{ email: third }]);
});

describe('reading', () => {
  test('asks for a token with the right scope', async () => {
    const { userId, token } = await registeredPerson();
    const read = async (path: string, given?: string) => (await service.request('GET', path, given ? { token: given } : {})).body.code;
    expect(
      await Promise.all([
        read('/users/me'),
        read('/users/me', 'a.b.c'),
        read('/users/me', await tokenOf(userId, 'orders:own')),
        read(`/users/${userId}`, token),
        read(`/users/${userId}/status`, token),
        read('/users', token),
        read(`/users/${v7()}`, await tokenOf(v7(), 'users:read')),
        read('/users/no-id', await tokenOf(v7(), 'users:read')),
      ]),
    ).toEqual(['unauthenticated', 'unauthenticated', 'forbidden', 'forbidden', 'forbidden', 'forbidden', 'not-found', 'not-found']);
  });

  test('user I5: each sees only their own profile', async () => {
    const [one, other] = [await registeredPerson(), await registeredPerson()];
    expect([(await one.me()).body.id, (await other.me()).body.id]).toEqual([one.userId, other.userId]);
    await one.change({ displayName: 'One' }, '"1"');
    expect((await other.me()).body).toMatchObject({ displayName: null, version: 1 });
  });

  test('what was read already is not sent again', async () => {
    const { me } = await registeredPerson();
    expect((await me({ 'if-none-match': '"1"' })).status).toBe(304);
  });
});

describe('changing', () => {
  test('what is named changes, the rest stays, and others are told once', async () => {
    const { userId, email, change, told } = await registeredPerson();
    const changes = { displayName: 'Ada', country: 'DE', phone: '+4922812345', marketingConsent: true };
    const first = await change(changes, '"1"');
    expect([first.status, first.headers.get('etag'), first.body]).toEqual([
      200,
      '"2"',
      expect.objectContaining({ ...changes, locale: 'de' }),
    ]);
    const { body } = await change({ phone: null }, '"2"');
    expect(body).toMatchObject({ ...changes, phone: null, version: 3 });
    const { phone, ...rest } = { ...changes, userId, email, locale: 'de', status: 'active' };
    expect(await told(profiles.updated)).toEqual([
      { ...rest, phone, changed: ['displayName', 'country', 'phone', 'marketingConsent'], v: '2' },
      { ...rest, changed: ['phone'], v: '3' },
    ]);
  });

  test('of two who read the same version one changes it', async () => {
    const { change, told } = await registeredPerson();
    const answers = await Promise.all([change({ displayName: 'A' }, '"1"'), change({ displayName: 'B' }, '"1"')]);
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [200, undefined],
      [412, 'stale-version'],
    ]);
    expect(await told(profiles.updated)).toHaveLength(1);
  });

  test('more stale changes at once than there are connections are all answered', async () => {
    const { change } = await registeredPerson();
    const answers = await Promise.all(Array.from({ length: 20 }, () => change({ displayName: 'A' }, '"7"')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([412]));
  });

  test('nothing changes by naming nothing, at the version that was read', async () => {
    const { change, told } = await registeredPerson();
    const [empty, stale, nobody] = [await change({}, '"1"'), await change({}, '"2"'), await (await person()).change({}, '"1"')];
    expect([empty.status, empty.headers.get('etag'), stale.body.code, nobody.body.code]).toEqual([
      200,
      '"1"',
      'stale-version',
      'not-found',
    ]);
    expect(await told(profiles.updated)).toEqual([]);
  });

  test('without a version, or without a profile, nothing changes', async () => {
    const { change } = await registeredPerson();
    const blind = await change({ displayName: 'A' });
    const nobody = await (await person()).change({ displayName: 'A' }, '"1"');
    expect([blind.body.code, nobody.body.code]).toEqual(['precondition-required', 'not-found']);
  });

  test.each([
    ['an unknown field', { nickname: 'A' }, '/nickname'],
    ['a field that is not for them', { status: 'active' }, '/status'],
    ['another e-mail address', { email: 'a@example.com' }, '/email'],
    ['a number as a name', { displayName: 7 }, '/displayName'],
    ['an empty name', { displayName: '  ' }, '/displayName'],
    ['a country that is none', { country: 'Germany' }, '/country'],
    ['no language', { locale: null }, '/locale'],
    ['a phone number of one place', { phone: '0228 12345' }, '/phone'],
    ['a text as consent', { marketingConsent: 'yes' }, '/marketingConsent'],
  ])('refuses %s', async (_, body, pointer) => {
    const { change, me } = await registeredPerson();
    const answer = await change(body, '"1"');
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
    expect((await me()).body.version).toBe(1);
  });
});
