import { v7 } from 'uuid';
import { accounts, challenges } from '#platform/topics/auth';
import { password, startAuth, type TestedAuth } from '../testing';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const registered = async (email: string) => (await auth.service.published(accounts.registered)).filter(({ data }) => data.email === email);

describe('signing up', () => {
  test('makes an account that opens by the mailed link, and only then lets its owner in', async () => {
    const email = auth.newEmail();
    const { status, body } = await auth.signUp(email);
    expect([status, body]).toEqual([202, { status: 'verification_sent' }]);
    const early = await auth.logIn(email);
    expect([early.status, early.body.code]).toEqual([401, 'email-unverified']);
    const [mail] = await auth.mails(email);
    expect(mail?.purpose).toBe('verify_email');
    const verified = await auth.post('/auth/email/verify', { token: mail?.token });
    const again = await auth.post('/auth/email/verify', { token: mail?.token });
    expect([verified.status, again.status, (await auth.logIn(email.toUpperCase())).status]).toEqual([204, 204, 200]);
    expect(await registered(email)).toMatchObject([{ data: { origin: 'signup', locale: 'en' } }]);
  });

  test('answers the same for a known address, makes no second account, and tells the owner', async () => {
    const email = await auth.account();
    const first = await auth.signUp(auth.newEmail());
    const second = await auth.signUp(email.toLowerCase());
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect((await auth.mails(email)).map(({ purpose, token }) => [purpose, token !== undefined])).toEqual([
      ['verify_email', true],
      ['already_registered', false],
    ]);
    expect(await auth.service.sql('SELECT 1 FROM accounts WHERE email_lower = lower($1)', [email])).toHaveLength(1);
  });

  test('auth I3: of twenty sign-ups at once with one address, one account and one event come out', async () => {
    const email = auth.newEmail();
    const answers = await Promise.all(Array.from({ length: 20 }, () => auth.signUp(email)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.status}`))).toEqual(new Set(['202 verification_sent']));
    expect(await auth.service.sql('SELECT 1 FROM accounts WHERE email = $1', [email])).toHaveLength(1);
    expect(await registered(email)).toHaveLength(1);
    const purposes = (await auth.mails(email)).map(({ purpose }) => purpose);
    expect(purposes.filter((purpose) => purpose === 'verify_email')).toHaveLength(1);
    expect(purposes.filter((purpose) => purpose === 'already_registered')).toHaveLength(19);
  });

  test('repeats the answer for the same key, with one account and one mail', async () => {
    const [email, key] = [auth.newEmail(), v7()];
    const first = await auth.signUp(email, key);
    const again = await auth.signUp(email, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([202, first.body, 'true']);
    expect(await auth.mails(email)).toHaveLength(1);
  });

  test.each([
    ['a short password', { password: 'boats-77' }, '/password'],
    ['a password that is tried first', { password: 'Passw0rd2024!!' }, '/password'],
    ['no consent', { acceptTerms: false }, '/acceptTerms'],
    ['an address that is none', { email: 'nobody' }, '/email'],
    ['a role of its own', { roles: ['admin'] }, '/roles'],
  ])('refuses %s', async (_, change, pointer) => {
    const { status, body } = await auth.post('/auth/signup', {
      email: auth.newEmail(),
      password,
      locale: 'en',
      acceptTerms: true,
      ...change,
    });
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
  });

  test('auth I5: takes about as long for a known address as for a new one', async () => {
    const email = await auth.account();
    const time = async (address: string): Promise<number> => {
      const started = performance.now();
      await auth.signUp(address);
      return performance.now() - started;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let n = 0; n < 7; n++) {
      known.push(await time(email));
      unknown.push(await time(auth.newEmail()));
    }
    // The least of each, as whatever else this computer does only adds.
    expect(Math.abs(Math.min(...known) - Math.min(...unknown))).toBeLessThan(20);
  });

  test('is at hand under the old path too', async () => {
    expect((await auth.post('/signup', { email: auth.newEmail(), password, locale: 'en', acceptTerms: true })).status).toBe(202);
  });
});

describe('links', () => {
  test('auth I1: neither a link nor a password is stored, only hashes', async () => {
    const { email } = await auth.person();
    const token = await auth.link(email);
    for (const table of ['accounts', 'challenges', 'sessions', 'outbox', 'idempotency_keys'])
      for (const secret of [token, password]) {
        // Columns of bytes are shown in hexadecimal digits.
        const forms = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')];
        const found = await auth.service.sql(`SELECT 1 FROM ${table} t WHERE t::text LIKE ANY ($1)`, [forms.map((form) => `%${form}%`)]);
        expect([table, found]).toEqual([table, []]);
      }
    expect(auth.service.logs.filter((line) => line.includes(token) || line.includes(password) || line.includes(email))).toEqual([]);
    expect(challenges.issued.topic.sensitive).toBe(true);
  });

  test('are refused when unknown, late or meant for something else', async () => {
    const email = auth.newEmail();
    await auth.signUp(email);
    const token = await auth.link(email);
    const reset = await auth.post('/auth/password/reset', { token, newPassword: password });
    auth.clock.advance(24 * 3_600_000 + 1);
    const late = await auth.post('/auth/email/verify', { token });
    const unknown = await auth.post('/auth/email/verify', { token: 'unknown' });
    expect([reset, late, unknown].map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([400, 'invalid-or-expired-token']));
  });
});
