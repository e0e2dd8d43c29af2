import { accounts } from '#platform/topics/auth';
import { password, startAuth, type TestedAuth } from '../testing';

const newPassword = 'four green lanterns 8';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

describe('a forgotten password', () => {
  test('is replaced by a link, which works once and ends all sessions', async () => {
    const { email, refreshToken } = await auth.person();
    const sent = await auth.post('/auth/password/forgot', { email });
    const token = await auth.link(email);
    const reset = await auth.post('/auth/password/reset', { token, newPassword });
    const again = await auth.post('/auth/password/reset', { token, newPassword: password });
    expect([sent.status, reset.status, again.status, again.body.code]).toEqual([202, 204, 400, 'invalid-or-expired-token']);
    expect((await auth.refresh(refreshToken)).status).toBe(401);
    expect([(await auth.logIn(email)).status, (await auth.logIn(email, newPassword)).status]).toEqual([401, 200]);
  });

  test('is answered the same for an unknown address, and nothing is mailed', async () => {
    const email = auth.newEmail();
    const { status, body } = await auth.post('/auth/password/forgot', { email });
    expect([status, body, await auth.mails(email)]).toEqual([202, { status: 'verification_sent' }, []]);
  });

  test('opens what strangers have locked, not what an administrator has', async () => {
    const [stolen, closed] = [await auth.person(), await auth.person()];
    await auth.service.sql("UPDATE accounts SET status = 'locked', lock_reason = 'token_reuse' WHERE id = $1", [stolen.id]);
    await auth.service.sql("UPDATE accounts SET status = 'locked', lock_reason = 'admin' WHERE id = $1", [closed.id]);
    const statuses: number[] = [];
    for (const { email } of [stolen, closed]) {
      await auth.post('/auth/password/forgot', { email });
      await auth.post('/auth/password/reset', { token: await auth.link(email), newPassword });
      statuses.push((await auth.logIn(email, newPassword)).status);
    }
    expect(statuses).toEqual([200, 401]);
  });
});

describe('a new password', () => {
  test('needs the old one, and ends the other sessions', async () => {
    const { email, accessToken, refreshToken } = await auth.person();
    const { body: other } = await auth.logIn(email);
    const wrong = await auth.post('/auth/password/change', { oldPassword: newPassword, newPassword }, accessToken);
    const right = await auth.post('/auth/password/change', { oldPassword: password, newPassword }, accessToken);
    expect([wrong.status, wrong.body.code, right.status]).toEqual([401, 'invalid-credentials', 204]);
    expect([(await auth.refresh(refreshToken)).status, (await auth.refresh(other.refreshToken)).status]).toEqual([200, 401]);
  });

  test('needs a fresh sign-in', async () => {
    const { accessToken } = await auth.person();
    auth.clock.advance(601_000);
    const { status, body } = await auth.post('/auth/password/change', { oldPassword: password, newPassword }, accessToken);
    expect([status, body.code]).toEqual([401, 'reauthentication-required']);
  });
});

describe('a new address', () => {
  test('counts once its link was opened', async () => {
    const { id, email, accessToken } = await auth.person();
    const next = auth.newEmail();
    await auth.post('/auth/password/forgot', { email });
    const inOldMailbox = await auth.link(email);
    expect((await auth.post('/auth/email/change', { newEmail: next }, accessToken)).status).toBe(202);
    expect((await auth.logIn(next)).status).toBe(401);
    expect((await auth.post('/auth/email/verify', { token: await auth.link(next) })).status).toBe(204);
    expect([(await auth.logIn(next)).status, (await auth.logIn(email)).status]).toEqual([200, 401]);
    expect(await auth.service.published(accounts.emailChanged)).toMatchObject([
      { key: id, data: { email: next }, headers: { ce_aggregateversion: '3' } },
    ]);
    expect((await auth.post('/auth/password/reset', { token: inOldMailbox, newPassword })).status).toBe(400);
  });

  test('that is somebody else’s is answered the same, and only that person learns of it', async () => {
    const [mine, theirs] = [await auth.person(), await auth.account()];
    const { status, body } = await auth.post('/auth/email/change', { newEmail: theirs }, mine.accessToken);
    expect([status, body]).toEqual([202, { status: 'verification_sent' }]);
    expect((await auth.mails(theirs)).at(-1)?.purpose).toBe('already_registered');
  });

  test('that somebody registers before the link is opened stays theirs', async () => {
    const { accessToken } = await auth.person();
    const next = auth.newEmail();
    await auth.post('/auth/email/change', { newEmail: next }, accessToken);
    const token = await auth.link(next);
    await auth.signUp(next);
    const { status, body } = await auth.post('/auth/email/verify', { token });
    expect([status, body.code]).toEqual([400, 'invalid-or-expired-token']);
  });
});
