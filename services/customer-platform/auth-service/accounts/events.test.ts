import { v7 } from 'uuid';
import { accounts } from '#platform/topics/auth';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';
import { password, startAuth, type TestedAuth } from '../testing';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const profile = (email: string, origin: 'signup' | 'admin') => ({
  ...{ userId: v7(), email, locale: 'de', marketingConsent: false, origin },
  createdAt: new Date().toISOString(),
});

describe('a profile that an administrator entered', () => {
  test('gets an account without a password, and one invitation, however often it is told', async () => {
    const [email, id] = [auth.newEmail(), v7()];
    const data = profile(email, 'admin');
    await auth.service.deliver(profiles.created, data, { id });
    await auth.service.deliver(profiles.created, data, { id });
    await auth.service.deliver(profiles.created, data);
    const mails = await auth.mails(email);
    expect(mails.map(({ purpose, userId }) => [purpose, userId])).toEqual([['invite', data.userId]]);
    const told = (await auth.service.published(accounts.registered)).filter(({ key }) => key === data.userId);
    expect(told.map(({ data: { origin } }) => origin)).toEqual(['invite']);
    expect((await auth.logIn(email)).body.code).toBe('invalid-credentials');
    expect((await auth.post('/auth/password/reset', { token: mails[0]?.token, newPassword: password })).status).toBe(204);
    expect((await auth.logIn(email)).status).toBe(200);
  });

  test('with somebody else’s address waits for a person to look', async () => {
    const email = await auth.account();
    await auth.service.deliver(profiles.created, profile(email, 'admin'));
    expect(await auth.service.sql('SELECT type FROM dead_letters')).toEqual([{ type: profiles.created.type }]);
  });

  test('is left alone when it came from a sign-up', async () => {
    const data = profile(auth.newEmail(), 'signup');
    await auth.service.deliver(profiles.created, data);
    expect(await auth.service.sql('SELECT 1 FROM accounts WHERE id = $1', [data.userId])).toEqual([]);
  });
});

describe('a request to be forgotten', () => {
  const request = (userId: string) => ({ requestId: v7(), userId, requestedAt: new Date().toISOString(), dueAt: new Date().toISOString() });
  const completed = async (requestId: string) =>
    (await auth.service.published(completions.completed)).map(({ data }) => data).filter((data) => data.requestId === requestId);

  test('leaves no trace of the person, once, however often it is told', async () => {
    const { id, email, refreshToken, accessToken } = await auth.person();
    const [data, eventId] = [request(id), v7()];
    await auth.service.deliver(erasures.requested, data, { id: eventId });
    await auth.service.deliver(erasures.requested, data, { id: eventId });
    expect(await completed(data.requestId)).toMatchObject([{ userId: id, service: 'auth-service', deleted: 2, anonymised: 1 }]);
    for (const table of ['accounts', 'sessions', 'challenges'])
      expect(await auth.service.sql(`SELECT 1 FROM ${table} t WHERE lower(t::text) LIKE '%' || lower($1) || '%'`, [email])).toEqual([]);
    expect(await auth.service.sql('SELECT status, email, password_hash FROM accounts WHERE id = $1', [id])).toEqual([
      { status: 'erased', email: null, password_hash: null },
    ]);
    expect([(await auth.refresh(refreshToken)).status, (await auth.logIn(email)).status]).toEqual([401, 401]);
    const change = await auth.post('/auth/email/change', { newEmail: auth.newEmail() }, accessToken);
    expect(change.status).toBe(404);
    const again = request(id);
    await auth.service.deliver(erasures.requested, again);
    expect(await completed(again.requestId)).toMatchObject([{ deleted: 0, anonymised: 0 }]);
  });

  test('takes the second factor along, and may be asked for directly after a restore', async () => {
    const { id, accessToken } = await auth.person();
    await auth.service.request('POST', '/auth/mfa/totp', { token: accessToken });
    const token = await auth.serviceToken(['privacy:service']);
    const erase = async () => (await auth.service.request('DELETE', `/internal/privacy/${id}`, { token })).body;
    expect([await erase(), await erase()]).toEqual([
      { deleted: 12, anonymised: 1 },
      { deleted: 0, anonymised: 0 },
    ]);
    expect(await auth.service.sql('SELECT totp_secret_enc FROM accounts WHERE id = $1', [id])).toEqual([{ totp_secret_enc: null }]);
  });

  test('for somebody unknown is done at once', async () => {
    const data = request(v7());
    await auth.service.deliver(erasures.requested, data);
    expect(await completed(data.requestId)).toMatchObject([{ deleted: 0, anonymised: 0 }]);
  });

  test('is final: the account takes no roles and no lock', async () => {
    const [{ id }, admin] = [await auth.person(), await auth.person(['admin'])];
    await auth.service.deliver(erasures.requested, request(id));
    const lock = await auth.service.request('POST', `/auth/accounts/${id}/lock`, { token: admin.accessToken });
    expect([lock.status, lock.body.code]).toEqual([409, 'already-final']);
  });
});

describe('what is held of a person', () => {
  const read = async (userId: string, scopes: string[] = ['privacy:service']) =>
    auth.service.request('GET', `/internal/privacy/${userId}`, { token: await auth.serviceToken(scopes) });

  test('is given whole, without hashes and secrets', async () => {
    const { id, email, refreshToken } = await auth.person();
    const { status, body } = await read(id);
    expect([status, Object.keys(body)]).toEqual([200, ['accounts', 'sessions', 'challenges']]);
    expect(body).toMatchObject({
      accounts: [{ id, email, status: 'active' }],
      sessions: [{ methods: ['pwd'] }],
      challenges: [{ purpose: 'verify_email' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/hash|argon2|_enc/i);
    expect(JSON.stringify(body)).not.toContain(refreshToken);
  });

  test('is nothing for somebody unknown, and for services with the scope alone', async () => {
    expect((await read(v7())).body).toEqual({ accounts: [], sessions: [], challenges: [] });
    expect((await read(v7(), ['users:check'])).status).toBe(403);
  });
});
