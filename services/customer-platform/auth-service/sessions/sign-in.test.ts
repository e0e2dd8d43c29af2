import { decodeJwt } from 'jose';
import { v7 } from 'uuid';
import { accounts, sessions } from '#platform/topics/auth';
import { password, startAuth, type TestedAuth } from '../testing';

const minute = 60_000;

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const fail = async (email: string, times: number): Promise<string[]> => {
  const codes: string[] = [];
  for (let n = 0; n < times; n++) codes.push((await auth.logIn(email, 'not the password')).body.code);
  return codes;
};
const locked = async (id: string) =>
  (await auth.service.published(accounts.locked)).filter(({ key }) => key === id).map(({ data }) => data);

describe('signing in', () => {
  test('gives a pair of tokens with what the account may do', async () => {
    const { id, accessToken, refreshToken, sessionId } = await auth.person(['seller']);
    const seconds = Math.floor(auth.clock.now().getTime() / 1000);
    expect(decodeJwt(accessToken)).toMatchObject({
      ...{ iss: auth.service.url, aud: 'platform', sub: id, sid: sessionId, roles: ['customer', 'seller'], amr: ['pwd'] },
      ...{ scope: expect.stringContaining('products:own'), auth_time: seconds, iat: seconds, exp: seconds + 900 },
    });
    expect(refreshToken).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  });

  test('is told of, with an address that nobody can follow from day to day', async () => {
    const { id, email, sessionId } = await auth.person();
    await auth.logIn(email, 'not the password');
    auth.clock.advance(24 * 60 * minute);
    await auth.logIn(email);
    const [first, second, ...others] = (await auth.service.published(sessions.created)).filter(({ key }) => key === id);
    expect(first?.data).toEqual({
      ...{ sessionId, userId: id, ipHash: expect.any(String), agentFamily: 'other', mfa: false, createdAt: expect.any(String) },
    });
    expect([second?.data.ipHash === first?.data.ipHash, others]).toEqual([false, []]);
  });

  test('auth I5: takes about as long for a known address as for an unknown one', async () => {
    const email = await auth.account();
    const time = async (address: string): Promise<number> => {
      const started = performance.now();
      await auth.logIn(address, 'not the password');
      return performance.now() - started;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    // The least of each, as whatever else this computer does only adds.
    const difference = (): number => Math.abs(Math.min(...known) - Math.min(...unknown));
    for (let n = 0; n < 7 || (n < 30 && difference() >= 20); n++) {
      known.push(await time(email));
      unknown.push(await time(auth.newEmail()));
    }
    expect(difference()).toBeLessThan(20);
  });

  test('answers the same for an unknown address and a wrong password', async () => {
    const email = await auth.account();
    const answers = [await auth.logIn(auth.newEmail()), await auth.logIn(email, 'not the password')];
    const told = answers.map(({ status, body }) => [status, body.code, body.detail]);
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.slice(0, 2)).toEqual([401, 'invalid-credentials']);
  });

  test('is at hand under the old path too', async () => {
    expect((await auth.post('/login', { email: await auth.account(), password })).status).toBe(200);
  });

  test('counts what became of attempts', async () => {
    const text = await (await fetch(`${auth.service.url}/metrics`)).text();
    expect(text).toMatch(/auth_logins_total\{result="ok"\} \d/);
    expect(text).toMatch(/auth_logins_total\{result="invalid_credentials"\} \d/);
    expect(text).toMatch(/auth_signups_total \d/);
    expect(text).toMatch(/auth_hash_seconds_count \d/);
  });
});

describe('a lock', () => {
  test('comes with the tenth wrong password, not before, and ends after fifteen minutes', async () => {
    const { id, email } = await auth.person();
    await fail(email, 9);
    expect([(await locked(id)).length, (await auth.logIn(email)).status]).toEqual([0, 200]);
    await fail(email, 10);
    const { status, body } = await auth.logIn(email);
    expect([status, body.code]).toEqual([401, 'invalid-credentials']);
    const untilAt = new Date(auth.clock.now().getTime() + 15 * minute).toISOString();
    expect(await locked(id)).toEqual([{ userId: id, reason: 'failed_logins', untilAt }]);
    auth.clock.advance(15 * minute);
    expect((await auth.logIn(email)).status).toBe(200);
  });

  test('doubles each time, up to a day', async () => {
    const { id, email } = await auth.person();
    const minutes: number[] = [];
    for (let n = 0; n < 3; n++) {
      await fail(email, 10);
      const untilAt = new Date(String((await locked(id)).at(-1)?.untilAt)).getTime();
      minutes.push((untilAt - auth.clock.now().getTime()) / minute);
      auth.clock.advance(untilAt - auth.clock.now().getTime());
    }
    await auth.service.sql('UPDATE accounts SET failed_count = 99 WHERE id = $1', [id]);
    await fail(email, 1);
    minutes.push((new Date(String((await locked(id)).at(-1)?.untilAt)).getTime() - auth.clock.now().getTime()) / minute);
    expect(minutes).toEqual([15, 30, 60, 1440]);
  });

  test('does not come when the right password arrives in between, also several times at once', async () => {
    const { id, email } = await auth.person();
    await fail(email, 9);
    const answers = await Promise.all(Array.from({ length: 5 }, () => auth.logIn(email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    await fail(email, 9);
    expect(await locked(id)).toEqual([]);
  });

  test('comes once when wrong passwords arrive at the same time', async () => {
    const { id, email } = await auth.person();
    await Promise.all(Array.from({ length: 15 }, () => auth.logIn(email, 'not the password')));
    expect(await locked(id)).toHaveLength(1);
    expect(await auth.service.sql('SELECT failed_count FROM accounts WHERE id = $1', [id])).toEqual([{ failed_count: 10 }]);
  });

  test('auth I4: no token is signed for an account that is locked, erased or gone', async () => {
    const { id, email, refreshToken } = await auth.person();
    await fail(email, 10);
    expect([(await auth.refresh(refreshToken)).body.code, (await auth.logIn(email)).body.code]).toEqual([
      'invalid-refresh-token',
      'invalid-credentials',
    ]);
    auth.clock.advance(15 * minute);
    expect((await auth.refresh(refreshToken)).status).toBe(200);
    expect((await locked(id)).length).toBe(1);
  });
});

describe('bad input', () => {
  test.each([
    ['no body', undefined],
    ['no password', { email: 'a@example.org' }],
    ['a text of zeros', { email: 'a@example.org', password: 'nul\u0000' }],
    ['an object for a text', { email: { $gt: '' }, password }],
    ['an unknown key', { email: 'a@example.org', password, [v7()]: 1 }],
  ])('%s is refused', async (_, body) => {
    const answer = await auth.service.request('POST', '/auth/login', { body });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
  });
});
