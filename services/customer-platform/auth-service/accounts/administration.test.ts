import { v7 } from 'uuid';
import { accounts } from '#platform/topics/auth';
import { type Person, startAuth, type TestedAuth } from '../testing';

let auth: TestedAuth;
let admin: Person;

beforeAll(async () => {
  auth = await startAuth();
  admin = await auth.person(['admin']);
});

afterAll(() => auth?.stop());

const get = (id: string, token = admin.accessToken) => auth.service.request('GET', `/auth/accounts/${id}`, { token });
const put = (id: string, roles: string[], ifMatch: string, token = admin.accessToken) =>
  auth.service.request('PUT', `/auth/accounts/${id}/roles`, { token, ifMatch, body: { roles } });
const post = (id: string, what: 'lock' | 'unlock', token = admin.accessToken) =>
  auth.service.request('POST', `/auth/accounts/${id}/${what}`, { token });
const etag = async (id: string): Promise<string> => (await get(id)).headers.get('etag') ?? '';

describe('accounts', () => {
  test('are shown to those who may, with nothing secret', async () => {
    const { id, email, accessToken } = await auth.person();
    const { body } = await get(id);
    expect(body).toEqual({
      ...{ id, email, emailVerified: true, roles: ['customer'], status: 'active', lock: null, version: 2 },
      createdAt: expect.any(String),
    });
    expect([(await get(id, accessToken)).status, (await get(v7())).status, (await get('x')).status]).toEqual([403, 404, 404]);
    expect((await auth.service.request('GET', `/auth/accounts/${id}`)).status).toBe(401);
  });

  test('get roles, which count from the next token on', async () => {
    const { id, refreshToken } = await auth.person();
    const { status, body, headers } = await put(id, ['support'], await etag(id));
    expect([status, body.roles, headers.get('etag')]).toEqual([200, ['customer', 'support'], '"3"']);
    const { body: pair } = await auth.refresh(refreshToken);
    expect(JSON.parse(Buffer.from(pair.accessToken.split('.')[1], 'base64url').toString()).scope).toContain('refunds:write');
  });

  test('keep their roles from a stale reader, from who may not, and from a long ago sign-in', async () => {
    const [{ id }, security] = [await auth.person(), await auth.person(['security'])];
    const stale = await put(id, ['support'], '"1"');
    const unversioned = await auth.service.request('PUT', `/auth/accounts/${id}/roles`, { token: admin.accessToken, body: { roles: [] } });
    const forbidden = await put(id, ['admin'], await etag(id), security.accessToken);
    const unknown = await put(id, ['king'], await etag(id));
    expect([stale, unversioned, forbidden, unknown].map(({ body }) => body.code)).toEqual([
      ...['stale-version', 'precondition-required', 'forbidden', 'validation-failed'],
    ]);
  });

  test('auth I6: the last admin cannot lose the role, nor be locked', async () => {
    const answers = [await put(admin.id, [], await etag(admin.id)), await post(admin.id, 'lock')];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([422, 'last-admin']));
  });

  test('auth I6: of two admins who take the role from each other at once, one stays', async () => {
    const other = await auth.person(['admin']);
    const [mine, theirs] = [await etag(admin.id), await etag(other.id)];
    const answers = await Promise.all([put(other.id, [], theirs), put(admin.id, [], mine, other.accessToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await auth.service.sql("SELECT 1 FROM accounts WHERE 'admin' = ANY (roles)")).toHaveLength(1);
    await auth.service.sql("UPDATE accounts SET roles = '{customer,admin}' WHERE id = $1", [admin.id]);
    await auth.service.sql("UPDATE accounts SET roles = '{customer}' WHERE id = $1", [other.id]);
  });

  test('are locked and unlocked, and told of once', async () => {
    const { id, email, refreshToken } = await auth.person();
    const [first, again] = [await post(id, 'lock'), await post(id, 'lock')];
    expect([first.body.status, first.body.lock, again.status, again.body.version]).toEqual([
      ...['locked', { reason: 'admin', untilAt: null }, 200, first.body.version],
    ]);
    const events = (await auth.service.published(accounts.locked)).filter(({ key }) => key === id);
    expect(events.map(({ data }) => data)).toEqual([{ userId: id, reason: 'admin' }]);
    expect([(await auth.logIn(email)).status, (await auth.refresh(refreshToken)).status]).toEqual([401, 401]);
    expect((await post(id, 'unlock')).body).toMatchObject({ status: 'active', lock: null });
    expect([(await auth.logIn(email)).status, (await post(id, 'unlock')).status]).toEqual([200, 200]);
  });
});

test('an admin without a second factor may do nothing of it', async () => {
  const strict = await startAuth({ MFA_REQUIRED: 'true' });
  const { id, accessToken } = await strict.person(['admin']);
  const { status } = await strict.service.request('GET', `/auth/accounts/${id}`, { token: accessToken });
  await strict.stop();
  expect(status).toBe(403);
});

test('production does not start without a second factor', async () => {
  await expect(startAuth({ ENVIRONMENT: 'prod' })).rejects.toThrow(/unsafe-setting: MFA_REQUIRED/);
});
