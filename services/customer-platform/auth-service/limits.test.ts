import { password, startAuth, type TestedAuth } from './testing';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth({ RATE_LIMIT_FACTOR: '1', TRUSTED_PROXY_HOPS: '1' });
});

afterAll(() => auth?.stop());

let host = 0;
const place = (): string => `192.0.2.${++host}`;
const from = (address: string, path: string, body: object) =>
  auth.service.request('POST', path, { body, headers: { 'x-forwarded-for': address } });
const logIn = (address: string, email: string, secret = 'not the password') => from(address, '/auth/login', { email, password: secret });
const signUp = (address: string, email: string) => from(address, '/auth/signup', { email, password, locale: 'en', acceptTerms: true });
const forgot = (address: string, email: string) => from(address, '/auth/password/forgot', { email });
const repeat = async (times: number, ask: () => Promise<{ status: number }>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) statuses.push((await ask()).status);
  return statuses;
};

/** An account that is open, made without the limits that are tested. */
const account = async (): Promise<string> => {
  const email = auth.newEmail();
  await signUp(place(), email);
  await from(place(), '/auth/email/verify', { token: await auth.link(email) });
  return email;
};

test('the sixth wrong password in a minute is one too many there, and the right one from elsewhere still works', async () => {
  const [email, here] = [await account(), place()];
  expect(await repeat(5, () => logIn(here, email))).toEqual(Array(5).fill(401));
  const refused = await logIn(here, email.toUpperCase());
  expect([refused.status, refused.body.code, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, 'rate-limited', true]);
  expect((await from(here, '/login', { email, password })).status).toBe(429);
  expect((await logIn(place(), email, password)).status).toBe(200);
  auth.clock.advance(60_000);
  expect((await logIn(here, email, password)).status).toBe(200);
});

test('the eleventh wrong password locks the account everywhere, wherever they came from', async () => {
  const email = await account();
  for (let n = 0; n < 2; n++) {
    const here = place();
    await repeat(5, () => logIn(here, email));
  }
  const { status, body } = await logIn(place(), email, password);
  expect([status, body.code]).toEqual([401, 'invalid-credentials']);
});

test('one address signs in 30 times a minute, whoever it is', async () => {
  const here = place();
  const statuses = await repeat(31, () => logIn(here, auth.newEmail()));
  expect([statuses.indexOf(429), statuses.at(-1)]).toEqual([30, 429]);
});

test('one e-mail address is written to three times an hour, whoever asks and for whatever', async () => {
  const email = auth.newEmail();
  expect([...(await repeat(2, () => signUp(place(), email))), ...(await repeat(2, () => forgot(place(), email)))]).toEqual([
    202, 202, 202, 429,
  ]);
  expect(await auth.mails(email)).toHaveLength(3);
});

test('one address of the network asks for ten mails an hour', async () => {
  const here = place();
  expect(await repeat(11, () => forgot(here, auth.newEmail()))).toEqual([...Array(10).fill(202), 429]);
  auth.clock.advance(3_600_000);
  expect((await forgot(here, auth.newEmail())).status).toBe(202);
});
