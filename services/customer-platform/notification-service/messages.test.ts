import { v7 } from 'uuid';
import { eventually, type TestedService, testService } from '#kit/testing';
import { challenges } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { profiles } from '#platform/topics/user';
import { hashOf } from './hashes';
import { NotificationModule } from './module';
import definition from './service';
import { mailFolder } from './testing';

const box = mailFolder();
const notice = { headline: 'We move', message: 'On Sunday\nwe are closed.' };
let service: TestedService;
let operator: string;

beforeAll(async () => {
  service = await testService({ name: 'notification-service', definition, module: NotificationModule, settings: box.settings });
  operator = await service.token({ subject: v7(), scopes: ['notifications:send', 'notifications:read'] });
});

afterAll(() => service?.stop());

const person = async ({ marketingConsent = false } = {}) => {
  const userId = v7();
  const email = `p-${userId.slice(-12)}@example.com`;
  const profile = { userId, email, displayName: 'Ada', locale: 'en', marketingConsent };
  await service.deliver(profiles.created, { ...profile, origin: 'signup', createdAt: '2026-01-01T00:00:00.000Z' }, { version: 1 });
  const token = await service.token({ subject: userId, scopes: ['notifications:own'] });
  const send = (template: string, data: object = notice, key = v7()) =>
    service.request('POST', '/notifications/messages', {
      token: operator,
      key,
      body: { template, channel: 'email', to: { userId }, data },
    });
  const get = (path: string, as = token) => service.request('GET', `/notifications/${path}`, { token: as });
  const done = async (id: string, state: string) => {
    await eventually(`a message to be ${state}`, async () => (await get(`messages/${id}`)).body.state === state);
    return (await get(`messages/${id}`)).body;
  };
  return { userId, email, profile, token, send, get, done };
};

describe('sending by hand', () => {
  test('sends, and shows the words to their reader only', async () => {
    const { userId, email, send, get, done } = await person();
    const { status, body, headers } = await send('service-notice');
    expect([status, headers.get('location')]).toEqual([202, `/notifications/messages/${body.messageId}`]);
    const shown = await done(body.messageId, 'sent');
    expect(shown).toMatchObject({ template: 'service-notice', channel: 'email', userId, attempts: 1, code: null, nextAt: null });
    expect(shown.body).toBe('Hello Ada,\n\nOn Sunday\nwe are closed.\n\nYour shop\n');
    expect((await get(`messages/${body.messageId}`, operator)).body).toEqual({ ...shown, body: null });
    expect(box.mails(email)).toHaveLength(1);
    expect(box.mails(email)[0]?.html).toContain('<p>On Sunday<br>we are closed.</p>');
  });

  test('the same key is one message', async () => {
    const { email, send, done } = await person();
    const key = v7();
    const [first, again] = [await send('service-notice', notice, key), await send('service-notice', notice, key)];
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([202, first.body, 'true']);
    await done(first.body.messageId, 'sent');
    expect(box.mails(email)).toHaveLength(1);
  });

  test.each([
    ['a template that is not there', 'no-such', notice, 'unknown-template'],
    ['a name that every object has', 'constructor', notice, 'unknown-template'],
    ['a template that carries a token', 'reset-password', { token: 'x' }, 'unknown-template'],
    ['a gap', 'service-notice', { headline: 'x' }, 'missing-variable'],
    ['a text in place of money', 'order-placed', { number: 'x', total: '5' }, 'missing-variable'],
  ])('refuses %s', async (_, template, data, code) => {
    const { send } = await person();
    const answer = await send(template, data);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  test('refuses somebody without address, and a caller without key or scope', async () => {
    const { token } = await person();
    const body = { template: 'service-notice', channel: 'email', to: { userId: v7() }, data: notice };
    const post = async (wish: object) => {
      const answer = await service.request('POST', '/notifications/messages', { body, ...wish });
      return [answer.status, answer.body.code];
    };
    expect(await post({ token: operator, key: v7() })).toEqual([422, 'no-contact']);
    expect(await post({ token: operator })).toEqual([400, 'idempotency-key-required']);
    expect(await post({ token, key: v7() })).toEqual([403, 'forbidden']);
    expect(await post({ key: v7() })).toEqual([401, 'unauthenticated']);
    expect(
      await post({ token: operator, key: v7(), body: { ...body, data: { ...notice, headline: 'x\r\nBcc: eve@example.com' } } }),
    ).toEqual([400, 'validation-failed']);
  });
});

describe('reading', () => {
  test("another's message is not there", async () => {
    const [ada, bob] = [await person(), await person()];
    const { body } = await ada.send('service-notice');
    expect((await bob.get(`messages/${body.messageId}`)).status).toBe(404);
    expect((await bob.get(`messages?userId=${ada.userId}`)).body.data).toEqual([]);
    expect((await bob.get('messages/no-id')).status).toBe(404);
    const nobody = await service.token({ subject: 'svc:order-service', scopes: ['notifications:own'] });
    expect((await bob.get('messages', nobody)).status).toBe(403);
  });

  test('notification I3: not even its reader is shown what carries a token', async () => {
    const { userId, email, get, done } = await person();
    await service.deliver(challenges.issued, { userId, email, locale: 'en', purpose: 'reset_password', token: 'tok' });
    const { body } = await get('messages');
    expect((await done(body.data[0].id, 'sent')).body).toBeNull();
  });

  test('pages neither skip nor repeat, for a person and for all', async () => {
    const { userId, send, get } = await person();
    const sent: string[] = [];
    for (let n = 0; n < 5; n++) sent.unshift((await send('service-notice')).body.messageId);
    for (const [as, filter] of [
      [undefined, ''],
      [operator, `&userId=${userId}`],
    ] as const) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await get(`messages?limit=2${filter}${cursor && `&cursor=${cursor}`}`, as);
        seen.push(...body.data.map(({ id }: { id: string }) => id));
        cursor = body.page.nextCursor ?? '';
      } while (cursor);
      expect(seen).toEqual(sent);
    }
    expect((await get('messages?limit=1', operator)).body.data).toHaveLength(1);
    expect((await get('messages?state=failed')).body.data).toEqual([]);
  });
});

describe('consent', () => {
  /** All preferences, where only mail was asked about. */
  const marketing = (enabled: boolean, others = enabled) =>
    ['email', 'sms', 'webhook'].flatMap((channel) => [
      { category: 'transactional', channel, enabled: true },
      { category: 'marketing', channel, enabled: channel === 'email' ? enabled : others },
    ]);
  const put = (token: string, data: object) => service.request('PUT', '/notifications/preferences', { token, body: { data } });
  const leave = (url: string, raw = 'List-Unsubscribe=One-Click') =>
    service.request('POST', `/notifications${url.split('/notifications')[1]}`, {
      raw,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  test('notification I2: news reach only who agreed and did not switch them off', async () => {
    const [yes, no] = [await person({ marketingConsent: true }), await person()];
    const [sent, kept] = [await yes.send('news'), await no.send('news')];
    await yes.done(sent.body.messageId, 'sent');
    expect(await no.done(kept.body.messageId, 'suppressed')).toMatchObject({ code: 'no-consent', body: null });
    expect(box.mails(no.email)).toEqual([]);
    expect((await put(yes.token, [{ category: 'marketing', channel: 'email', enabled: false }])).body.data).toEqual(marketing(false, true));
    await yes.done((await yes.send('news')).body.messageId, 'suppressed');
    expect((await put(yes.token, [{ category: 'marketing', channel: 'email', enabled: true }])).body.data).toEqual(marketing(true));
    await yes.done((await yes.send('news')).body.messageId, 'sent');
    expect(box.mails(yes.email)).toHaveLength(2);
  });

  test('notification I2: an address that is suppressed gets nothing at all', async () => {
    const { userId, email, send, done } = await person();
    await service.sql("INSERT INTO suppressions (recipient_hash, reason) VALUES ($1, 'complained')", [hashOf(email.toUpperCase())]);
    await service.deliver(challenges.issued, { userId, email, locale: 'en', purpose: 'verify_email', token: 'tok' });
    await done((await send('service-notice')).body.messageId, 'suppressed');
    await eventually(
      'the challenge to be suppressed',
      async () =>
        (await service.sql("SELECT 1 FROM messages WHERE user_id = $1 AND state = 'suppressed' AND data IS NULL", [userId])).length === 1,
    );
    expect(box.mails(email)).toEqual([]);
    const told = (await service.published(messages.failed)).filter(({ data }) => data.userId === userId);
    expect(told.map(({ data: { code } }) => code)).toEqual(['suppressed', 'suppressed']);
  });

  test('transactional mail cannot be switched off, and marketing not on without consent', async () => {
    const { token, get } = await person();
    const refused = async (data: object) => {
      const { status, body } = await put(token, data);
      return [status, body.code];
    };
    expect(await refused([{ category: 'transactional', channel: 'email', enabled: false }])).toEqual([422, 'transactional-required']);
    expect(await refused([{ category: 'marketing', channel: 'email', enabled: true }])).toEqual([422, 'no-consent']);
    expect(await refused([{ category: 'weather', channel: 'email', enabled: true }])).toEqual([400, 'validation-failed']);
    expect((await get('preferences')).body.data).toEqual(marketing(false));
    expect((await service.request('GET', '/notifications/preferences', { token: operator })).status).toBe(403);
  });

  test('one click on the link in the mail ends marketing; only our own links do', async () => {
    const { email, userId, send, get, done } = await person({ marketingConsent: true });
    await done((await send('news')).body.messageId, 'sent');
    const { headers } = box.mails(email)[0] ?? { headers: '' };
    expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const url = /List-Unsubscribe: <([^>]+)>/.exec(headers)?.[1] ?? '';
    const bad = [url.replace(userId, v7()), `${url.slice(0, -2)}${url.endsWith('AA') ? 'BB' : 'AA'}`, '/notifications/unsubscribe?token=x'];
    for (const each of bad) expect((await leave(each)).body.code).toBe('invalid-link');
    expect((await leave(url, 'x=y')).status).toBe(400);
    expect((await get('preferences')).body.data).toEqual(marketing(true));
    expect([(await leave(url)).status, (await leave(url)).status]).toEqual([204, 204]);
    expect((await get('preferences')).body.data).toEqual(marketing(false, true));
    await done((await send('service-notice')).body.messageId, 'sent');
    expect(box.mails(`service-notice-${email}`)[0]?.headers).not.toMatch(/unsubscribe/i);
  });
});
