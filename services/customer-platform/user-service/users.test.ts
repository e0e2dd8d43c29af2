import { v7 } from 'uuid';
import { type TestedService, testService } from '#kit/testing';
import { accounts } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { profiles } from '#platform/topics/user';
import { UserModule } from './module';
import definition from './service';

let service: TestedService;
let admin: string;
let support: string;

beforeAll(async () => {
  service = await testService({ name: 'user-service', definition, module: UserModule });
  admin = await service.token({ subject: v7(), scopes: ['users:admin'] });
  support = await service.token({ subject: v7(), scopes: ['users:read'] });
});

afterAll(() => service?.stop());

const newEmail = () => `Guest-${v7().slice(-12)}@example.com`;
const invite = (body: object, key = v7()) => service.request('POST', '/users', { token: admin, body, key });
const invited = async (): Promise<{ id: string; email: string }> => (await invite({ email: newEmail() })).body;
const told = async (event: typeof profiles.created | typeof profiles.updated, id: string) =>
  (await service.published(event)).filter(({ key }) => key === id).map(({ data }) => data);

describe('inviting', () => {
  test('makes a profile once for each key, and tells of it once', async () => {
    const [email, key] = [newEmail(), v7()];
    const first = await invite({ email, displayName: 'Guest' }, key);
    const again = await invite({ email, displayName: 'Guest' }, key);
    expect([first.status, first.headers.get('location'), first.headers.get('etag')]).toEqual([201, `/users/${first.body.id}`, '"1"']);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(await told(profiles.created, first.body.id)).toMatchObject([{ email, displayName: 'Guest', locale: 'en', origin: 'admin' }]);
  });

  test('user I4: the account that follows an invitation is not told of again', async () => {
    const { id: userId, email } = await invited();
    await service.deliver(accounts.registered, { userId, email, locale: 'de', origin: 'invite', registeredAt: new Date().toISOString() });
    expect(await told(profiles.created, userId)).toHaveLength(1);
    const { body } = await service.request('GET', `/users/${userId}`, { token: support });
    expect(body).toMatchObject({ email, locale: 'en', version: 1 });
  });

  test('an address is taken in any spelling, also by two at once', async () => {
    const email = newEmail();
    const answers = await Promise.all([invite({ email }), invite({ email: email.toUpperCase() })]);
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [201, undefined],
      [409, 'email-taken'],
    ]);
  });

  test.each([
    ['no address', {}, 'validation-failed'],
    ['a text that is no address', { email: 'somebody' }, 'validation-failed'],
    ['a role', { email: 'a@example.com', role: 'admin' }, 'validation-failed'],
  ])('refuses %s', async (_, body, code) => {
    expect((await invite(body)).body.code).toBe(code);
  });

  test('asks for a key, and for an administrator', async () => {
    const body = { email: newEmail() };
    const keyless = await service.request('POST', '/users', { token: admin, body });
    const other = await service.request('POST', '/users', { token: support, body, key: v7() });
    expect([keyless.body.code, other.body.code]).toEqual(['idempotency-key-required', 'forbidden']);
  });
});

describe('looking people up', () => {
  test('pages neither skip nor repeat, and belong to their filters', async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 5; n++) ids.add((await invited()).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await service.request('GET', `/users?limit=2${cursor && `&cursor=${cursor}`}`, { token: support });
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor ?? '';
    } while (cursor);
    expect([new Set(seen).size, seen.filter((id) => ids.has(id)).length]).toEqual([seen.length, 5]);
    const { body } = await service.request('GET', '/users?limit=2', { token: support });
    const altered = await service.request('GET', `/users?limit=2&status=active&cursor=${body.page.nextCursor}`, { token: support });
    expect([altered.status, altered.body.code]).toEqual([400, 'invalid-cursor']);
  });

  test('finds by address in any spelling, and by status', async () => {
    const { id, email } = await invited();
    const find = async (query: string) => (await service.request('GET', `/users?${query}`, { token: support })).body;
    const ids = async (query: string) => (await find(query)).data.map((each: { id: string }) => each.id);
    expect(await ids(`email=${email.toUpperCase()}`)).toEqual([id]);
    expect(await ids(`email=${email}&status=deactivated`)).toEqual([]);
    expect([(await find('status=gone')).code, (await find('name=x')).code]).toEqual(['validation-failed', 'validation-failed']);
  });
});

describe('administering', () => {
  test('changes a profile at the version that was read', async () => {
    const { id } = await invited();
    const change = (token: string, ifMatch?: string) =>
      service.request('PATCH', `/users/${id}`, { token, body: { displayName: 'Right' }, ...(ifMatch && { ifMatch }) });
    const answers = [await change(admin, '"1"'), await change(admin, '"1"'), await change(admin), await change(support, '"2"')];
    expect(answers.map(({ status }) => status)).toEqual([200, 412, 428, 403]);
    const unknown = await service.request('PATCH', `/users/${v7()}`, { token: admin, body: {}, ifMatch: '"1"' });
    expect(unknown.status).toBe(404);
    expect(await told(profiles.updated, id)).toMatchObject([{ displayName: 'Right', changed: ['displayName'] }]);
  });

  test('closes the shop to somebody once, and forgets nothing', async () => {
    const { id, email } = await invited();
    const close = async (whom: string) => (await service.request('DELETE', `/users/${whom}`, { token: admin })).status;
    expect([await close(id), await close(id), await close(v7())]).toEqual([204, 204, 404]);
    const { body } = await service.request('GET', `/users/${id}`, { token: support });
    expect(body).toMatchObject({ email, status: 'deactivated', version: 2 });
    const listed = async (query: string) =>
      (await service.request('GET', `/users?email=${email}${query}`, { token: support })).body.data.length;
    expect([await listed(''), await listed('&status=deactivated')]).toEqual([0, 1]);
    const check = await service.token({ subject: 'svc:order-service', scopes: ['users:check'] });
    expect((await service.request('GET', `/users/${id}/status`, { token: check })).body.status).toBe('deactivated');
    expect(await told(profiles.updated, id)).toMatchObject([{ status: 'deactivated', changed: ['status'] }]);
  });
});

describe('the status for services', () => {
  const status = async (userId: string, scope = 'users:check') =>
    service.request('GET', `/users/${userId}/status`, { token: await service.token({ subject: 'svc:order-service', scopes: [scope] }) });

  test('says who may use the shop, and where parcels may go', async () => {
    const { id } = await invited();
    const token = await service.token({ subject: id, scopes: ['profile:own'] });
    await service.request('GET', '/users/me', { token });
    await service.request('PATCH', '/users/me', { token, ifMatch: '"1"', body: { country: 'DE' } });
    const body = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
    const { body: address } = await service.request('POST', '/users/me/addresses', { token, body });
    const { createdAt } = (await service.request('GET', '/users/me', { token })).body;
    const answer = { userId: id, status: 'active', country: 'DE', emailVerified: true, createdAt, addressIds: [address.id] };
    expect(await status(id)).toMatchObject({ status: 200, body: answer });
    expect([(await status(v7())).status, (await status(id, 'users:read')).status]).toEqual([404, 403]);
  });

  test('an address is believed once its owner has signed in, and doubted when a mail can never arrive there, until there is a new one', async () => {
    const { id: userId } = await invited();
    const token = await service.token({ subject: userId, scopes: ['profile:own'] });
    const signedIn = () => service.request('GET', '/users/me', { token });
    const bounce = { template: 'welcome', channel: 'email', userId, code: 'bounced', permanent: true } as const;
    const failed = (about: object = {}) => service.deliver(messages.failed, { ...bounce, messageId: v7(), ...about });
    const verified = async () => (await status(userId)).body.emailVerified;
    expect(await verified()).toBe(false);
    await signedIn();
    for (const harmless of [{ permanent: false }, { channel: 'sms' }, { code: 'suppressed' }, { userId: undefined }])
      await failed(harmless);
    expect(await verified()).toBe(true);
    await failed();
    await signedIn();
    expect(await verified()).toBe(false);
    const changedAt = new Date().toISOString();
    await service.deliver(accounts.emailChanged, { userId, email: newEmail(), changedAt }, { version: 2 });
    expect(await verified()).toBe(true);
  });
});
