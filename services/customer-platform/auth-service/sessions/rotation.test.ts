import { decodeJwt } from 'jose';
import { accounts } from '#platform/topics/auth';
import { startAuth, type TestedAuth } from '../testing';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const refused = { status: 401, body: { code: 'invalid-refresh-token' } };
const locked = async (id: string) => (await auth.service.published(accounts.locked)).filter(({ key }) => key === id);

describe('a refresh token', () => {
  test('gives a new pair of the same session, with the sign-in’s time', async () => {
    const before = await auth.person();
    auth.clock.advance(60_000);
    const { status, body } = await auth.refresh(before.refreshToken);
    expect([status, body.sessionId, body.refreshToken === before.refreshToken]).toEqual([200, before.sessionId, false]);
    const [old, fresh] = [decodeJwt(before.accessToken), decodeJwt(body.accessToken)];
    expect([fresh.sid, fresh.auth_time, fresh.iat]).toEqual([old.sid, old.auth_time, (old.iat ?? 0) + 60]);
    expect((await auth.refresh(body.refreshToken)).status).toBe(200);
  });

  test('takes over changed roles', async () => {
    const { id, refreshToken } = await auth.person();
    await auth.service.sql("UPDATE accounts SET roles = '{customer,seller}' WHERE id = $1", [id]);
    const { body } = await auth.refresh(refreshToken);
    expect(decodeJwt(body.accessToken).scope).toContain('products:own');
  });

  test('auth I2: gives the same pair again within ten seconds', async () => {
    const { id, refreshToken } = await auth.person();
    const first = await auth.refresh(refreshToken);
    auth.clock.advance(10_000);
    const again = await auth.refresh(refreshToken);
    expect([again.status, again.body, await locked(id)]).toEqual([200, first.body, []]);
  });

  test('auth I2: sent twice at the same moment it gives one pair', async () => {
    const { refreshToken } = await auth.person();
    const answers = await Promise.all(Array.from({ length: 8 }, () => auth.refresh(refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  });

  test('auth I4: gives nothing again once the account is locked', async () => {
    const { id, refreshToken } = await auth.person();
    const { body } = await auth.refresh(refreshToken);
    await auth.service.sql("UPDATE accounts SET status = 'locked', lock_reason = 'admin' WHERE id = $1", [id]);
    expect([await auth.refresh(refreshToken), await auth.refresh(body.refreshToken)]).toMatchObject([refused, refused]);
  });

  test('auth I2: used again a minute later it ends the session, and the account is locked', async () => {
    const { id, email, refreshToken } = await auth.person();
    const { body } = await auth.refresh(refreshToken);
    auth.clock.advance(60_000);
    const [first, second] = [await auth.refresh(refreshToken), await auth.refresh(refreshToken)];
    expect([first, second, await auth.refresh(body.refreshToken)]).toMatchObject([refused, refused, refused]);
    expect((await locked(id)).map(({ data }) => data)).toEqual([{ userId: id, reason: 'token_reuse' }]);
    expect((await auth.logIn(email)).body.code).toBe('invalid-credentials');
    expect(await (await fetch(`${auth.service.url}/metrics`)).text()).toMatch(/auth_refresh_reuse_total [1-9]/);
  });

  test('auth I2: is recognised however often it was replaced since', async () => {
    const { id, refreshToken } = await auth.person();
    const { body: second } = await auth.refresh(refreshToken);
    const { body: third } = await auth.refresh(second.refreshToken);
    expect(await auth.refresh(refreshToken)).toMatchObject(refused);
    expect(await auth.refresh(third.refreshToken)).toMatchObject(refused);
    expect(await locked(id)).toHaveLength(1);
  });

  test('of reuse at the same moment one event comes out', async () => {
    const { id, refreshToken } = await auth.person();
    await auth.refresh(refreshToken);
    auth.clock.advance(60_000);
    await Promise.all(Array.from({ length: 6 }, () => auth.refresh(refreshToken)));
    expect(await locked(id)).toHaveLength(1);
  });

  test.each([
    ['made up', () => `${'a'.repeat(22)}.${'b'.repeat(43)}`],
    ['of another form', () => 'x'.repeat(64)],
  ])('that is %s is refused', async (_, token) => {
    expect(await auth.refresh(token())).toMatchObject(refused);
  });

  test('is worth nothing after thirty days', async () => {
    const { id, refreshToken } = await auth.person();
    auth.clock.advance(30 * 24 * 3_600_000 + 1);
    expect([await auth.refresh(refreshToken), await locked(id)]).toMatchObject([refused, []]);
  });

  test('auth I1: is stored as a hash only, and what is kept for a retry cannot be read without it', async () => {
    const { sessionId, refreshToken } = await auth.person();
    const { body } = await auth.refresh(refreshToken);
    const [row = {}] = await auth.service.sql('SELECT * FROM sessions WHERE id = $1', [sessionId]);
    const bytes = Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)));
    const [family = '', turn = ''] = body.refreshToken.split('.');
    for (const secret of [family, turn, refreshToken.split('.')[1] ?? '', body.accessToken])
      expect(bytes.filter((text) => text.includes(secret) || text.includes(Buffer.from(secret, 'base64url').toString('latin1')))).toEqual(
        [],
      );
  });
});
