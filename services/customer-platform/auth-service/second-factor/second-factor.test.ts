import { decodeJwt } from 'jose';
import { TOTP, URI } from 'otpauth';
import { accounts, sessions } from '#platform/topics/auth';
import { type Person, password, startAuth, type TestedAuth } from '../testing';

const step = 30_000;

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth({ MFA_REQUIRED: 'true' });
});

afterAll(() => auth?.stop());

const begin = (token: string) => auth.service.request('POST', '/auth/mfa/totp', { token });
const confirm = (token: string, otp: string) => auth.post('/auth/mfa/totp/confirm', { otp }, token);
const remove = (token: string) => auth.service.request('DELETE', '/auth/mfa/totp', { token });
const logIn = (email: string, otp?: string) => auth.post('/auth/login', { email, password, ...(otp && { otp }) });

/** What the person's app shows, by default now. */
const codeOf = (uri: string, inMs = 0): string => (URI.parse(uri) as TOTP).generate({ timestamp: auth.clock.now().getTime() + inMs });
const wrong = (uri: string): string => String((Number(codeOf(uri)) + 1) % 1_000_000).padStart(6, '0');

/** Somebody with a second factor whose latest step is used up. */
const guarded = async (roles: string[] = []): Promise<Person & { uri: string; recoveryCodes: string[] }> => {
  const person = await auth.person(roles);
  const { otpauthUri: uri, recoveryCodes } = (await begin(person.accessToken)).body;
  expect((await confirm(person.accessToken, codeOf(uri))).status).toBe(204);
  return { ...person, uri, recoveryCodes };
};

describe('a second factor', () => {
  test('is shown once with ten recovery codes, and counts once a code was confirmed', async () => {
    const { email, accessToken } = await auth.person();
    const { status, body } = await begin(accessToken);
    expect([status, body.recoveryCodes.length, new Set(body.recoveryCodes).size]).toEqual([200, 10, 10]);
    expect(URI.parse(body.otpauthUri)).toMatchObject({ label: email, digits: 6, period: 30, algorithm: 'SHA1' });
    expect((await logIn(email)).status).toBe(200);
    const answers = [await confirm(accessToken, wrong(body.otpauthUri)), await confirm(accessToken, codeOf(body.otpauthUri))];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'invalid-otp'],
      [204, undefined],
    ]);
    const { body: refused } = await logIn(email);
    expect(refused.code).toBe('otp-required');
  });

  test('can be begun anew until it is confirmed, not after', async () => {
    const { accessToken } = await auth.person();
    expect((await confirm(accessToken, '123456')).body.code).toBe('nothing-to-confirm');
    const [first, second] = [(await begin(accessToken)).body, (await begin(accessToken)).body];
    expect((await confirm(accessToken, codeOf(first.otpauthUri))).body.code).toBe('invalid-otp');
    expect((await confirm(accessToken, codeOf(second.otpauthUri))).status).toBe(204);
    const again = [await begin(accessToken), await confirm(accessToken, codeOf(second.otpauthUri))];
    expect(again.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([409, 'already-enabled']));
  });

  test('ends the other sessions when it is confirmed', async () => {
    const { email, accessToken, refreshToken } = await auth.person();
    const { body: other } = await logIn(email);
    const { body } = await begin(accessToken);
    await confirm(accessToken, codeOf(body.otpauthUri));
    expect([(await auth.refresh(refreshToken)).status, (await auth.refresh(other.refreshToken)).status]).toEqual([200, 401]);
  });

  test('is switched off as often as one likes, with its codes', async () => {
    const { id, email, accessToken } = await guarded();
    expect([(await remove(accessToken)).status, (await remove(accessToken)).status, (await logIn(email)).status]).toEqual([204, 204, 200]);
    expect(await auth.service.sql('SELECT 1 FROM recovery_codes WHERE account_id = $1', [id])).toEqual([]);
    expect((await begin(accessToken)).status).toBe(200);
  });

  test('asks for a token, and for a fresh sign-in', async () => {
    const { accessToken } = await auth.person();
    expect((await auth.service.request('POST', '/auth/mfa/totp')).body.code).toBe('unauthenticated');
    auth.clock.advance(601_000);
    const answers = [await begin(accessToken), await confirm(accessToken, '123456'), await remove(accessToken)];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill('reauthentication-required'));
  });
});

describe('signing in with it', () => {
  test('opens a session with amr otp, which gives guarded roles their scopes, also after a refresh', async () => {
    const { id, email, uri } = await guarded(['admin']);
    auth.clock.advance(step);
    const { status, body } = await logIn(email, codeOf(uri));
    expect([status, decodeJwt(body.accessToken).amr]).toEqual([200, ['pwd', 'otp']]);
    const { body: pair } = await auth.refresh(body.refreshToken);
    expect(decodeJwt(pair.accessToken)).toMatchObject({ amr: ['pwd', 'otp'], scope: expect.stringContaining('users:admin') });
    const told = (await auth.service.published(sessions.created)).filter(({ key }) => key === id);
    expect(told.map(({ data }) => data.mfa)).toEqual([false, true]);
  });

  test('takes a code once, and none of a step before it, also when it is sent several times at once', async () => {
    const { email, uri } = await guarded();
    expect((await logIn(email, codeOf(uri))).body.code).toBe('invalid-credentials');
    auth.clock.advance(step);
    const answers = await Promise.all(Array.from({ length: 4 }, () => logIn(email, codeOf(uri))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect((await logIn(email, codeOf(uri, -step))).status).toBe(401);
  });

  test('takes the code of a clock that differs by a step, not by two', async () => {
    const { email, uri } = await guarded();
    auth.clock.advance(10 * step);
    const answers = [
      await logIn(email, codeOf(uri, 2 * step)),
      await logIn(email, codeOf(uri, -step)),
      await logIn(email, codeOf(uri, step)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('takes each recovery code once, however it is typed', async () => {
    const { email, recoveryCodes } = await guarded();
    const [code = ''] = recoveryCodes;
    const answers = await Promise.all([logIn(email, code.toUpperCase().replaceAll('-', ' ')), logIn(email, code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await logIn(email, recoveryCodes[1])).status).toBe(200);
  });

  test('locks the account after ten wrong codes', async () => {
    const { id, email, uri } = await guarded();
    auth.clock.advance(step);
    for (let n = 0; n < 10; n++) expect((await logIn(email, wrong(uri))).body.code).toBe('invalid-credentials');
    expect((await auth.service.published(accounts.locked)).filter(({ key }) => key === id)).toHaveLength(1);
    expect((await logIn(email, codeOf(uri))).status).toBe(401);
  });

  test('tells of it only whoever knows the password', async () => {
    const { email } = await guarded();
    expect((await auth.logIn(email, 'not the password')).body.code).toBe('invalid-credentials');
  });
});

test('auth I1: neither the secret nor a recovery code is stored as it is', async () => {
  const { uri, recoveryCodes } = await guarded();
  const secret = (URI.parse(uri) as TOTP).secret;
  const [code = ''] = recoveryCodes;
  for (const table of ['accounts', 'recovery_codes', 'outbox', 'idempotency_keys'])
    for (const trace of [secret.base32, secret.hex.toLowerCase(), code, Buffer.from(code).toString('hex')])
      expect(await auth.service.sql(`SELECT 1 FROM ${table} t WHERE strpos(t::text, $1) > 0`, [trace])).toEqual([]);
  expect(auth.service.logs.filter((line) => line.includes(secret.base32) || line.includes(code))).toEqual([]);
});
