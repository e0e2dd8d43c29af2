import { v7 } from 'uuid';
import type { Context, Database } from '#kit';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { challenges } from '#platform/topics/auth';
import { orders } from '#platform/topics/order';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';
import { NotificationModule } from './module';
import { Retention } from './retention';
import definition from './service';
import { mailFolder } from './testing';

const clock = new ManualClock();
const box = mailFolder();
const at = '2026-01-01T00:00:00.000Z';
let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'notification-service', definition, module: NotificationModule, settings: box.settings, clock });
});

afterAll(() => service?.stop());

const person = () => {
  const userId = v7();
  const profile = {
    userId,
    email: `p-${userId.slice(-12)}@example.com`,
    phone: '+4930123456',
    // Of this person alone: what another test leaves behind is not found.
    displayName: `Marked ${userId.slice(-12)}`,
    locale: 'en',
    marketingConsent: true,
  };
  return {
    ...profile,
    created: () => service.deliver(profiles.updated, { ...profile, status: 'active', changed: [] }, { version: 1 }),
    updated: (version: number) => service.deliver(profiles.updated, { ...profile, status: 'active', changed: ['email'] }, { version }),
    delivered: () => service.deliver(orders.delivered, { orderId: v7(), number: 'ORD-1', userId, productIds: [], deliveredAt: at }),
    challenged: () =>
      service.deliver(challenges.issued, { userId, email: profile.email, locale: 'en', purpose: 'verify_email', token: 'tok' }),
    erase: (id = v7()) => service.deliver(erasures.requested, { requestId: v7(), userId, requestedAt: at, dueAt: at }, { id }),
    states: async () =>
      (await service.sql<{ state: string }>('SELECT state FROM messages WHERE user_id = $1 ORDER BY id', [userId])).map(
        ({ state }) => state,
      ),
    answers: async () =>
      (await service.published(completions.completed))
        .filter(({ key }) => key === userId)
        .map(({ data: { deleted, anonymised } }) => ({ deleted, anonymised })),
  };
};

const traces = async (...values: string[]): Promise<string[]> => {
  const found: string[] = [];
  const wanted = values.map((_, at) => `t::text LIKE $${at + 1}`).join(' OR ');
  for (const table of ['contacts', 'messages', 'preferences', 'endpoints', 'outbox', 'inbox', 'dead_letters']) {
    const rows = await service.sql(
      `SELECT 1 FROM ${table} t WHERE ${wanted}`,
      values.map((value) => `%${value}%`),
    );
    if (rows.length > 0) found.push(table);
  }
  return found;
};

test('a person is forgotten: contact and wishes go, messages stay without a person', async () => {
  const { userId, email, displayName, created, delivered, challenged, erase, states, answers } = person();
  await created();
  const token = await service.token({ subject: userId, scopes: ['notifications:own'] });
  await service.request('PUT', '/notifications/preferences', {
    token,
    body: { data: [{ category: 'marketing', channel: 'email', enabled: false }] },
  });
  await delivered();
  await challenged();
  await eventually('both mails', async () => (await states()).every((state) => state === 'sent'));
  expect(await traces(email, displayName)).toEqual(['contacts', 'messages']);
  const id = v7();
  await erase(id);
  await erase(id);
  expect(await traces(email, displayName)).toEqual([]);
  expect(await answers()).toEqual([{ deleted: 2, anonymised: 2 }]);
  await erase();
  expect(await answers()).toEqual([
    { deleted: 2, anonymised: 2 },
    { deleted: 0, anonymised: 0 },
  ]);
});

test('whoever is not known here is forgotten with zeros', async () => {
  const { erase, answers } = person();
  await erase();
  expect(await answers()).toEqual([{ deleted: 0, anonymised: 0 }]);
});

test('what waits is not sent, and late events bring nobody back', async () => {
  const { email, displayName, delivered, erase, updated, challenged, created, states } = person();
  await delivered();
  await erase();
  expect(await states()).toEqual(['suppressed']);
  await updated(7);
  await created();
  await challenged();
  await delivered();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await states()).toEqual(['suppressed']);
  expect(await traces(email, displayName)).toEqual([]);
  expect(box.mails(email)).toEqual([]);
});

test('what is noted of a mail that was on its way during erasure holds no person', async () => {
  const { userId, email, created, erase, states } = person();
  await created();
  const id = v7();
  await service.sql(
    `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, recipient, data, state, attempts, next_at, created_at, updated_at)
     VALUES ($1::uuid, $1::text, 'email', 'x', 'reset-password', $2, $3, '{"token": "tok"}', 'sending', 1, $4, $4, $4)`,
    [id, userId, email, new Date(clock.now().getTime() + 120_000)],
  );
  await erase();
  expect(await traces(email)).toEqual([]);
  clock.advance(120_000);
  await eventually('the message to be suppressed', async () => (await states())[0] === 'suppressed');
  expect(box.mails(email)).toEqual([]);
});

test('a person is shown all that is held of them', async () => {
  const { userId, email, displayName, created, delivered, challenged, states, erase } = person();
  await created();
  await delivered();
  await challenged();
  await eventually('both mails', async () => (await states()).every((state) => state === 'sent'));
  const own = await service.token({ subject: userId, scopes: ['notifications:own'] });
  await service.request('PUT', '/notifications/preferences', {
    token: own,
    body: { data: [{ category: 'marketing', channel: 'sms', enabled: false }] },
  });
  await service.request('POST', '/notifications/endpoints', {
    ...{ token: own, key: v7() },
    body: { url: 'https://93.184.216.34/hook', events: ['order-placed'] },
  });
  const token = await service.token({ subject: 'svc:user-service', scopes: ['privacy:service'] });
  const shown = async (id: string) => (await service.request('GET', `/internal/privacy/${id}`, { token })).body;
  const { contacts, messages, preferences, endpoints } = await shown(userId);
  expect(contacts).toEqual([expect.objectContaining({ email, phone: '+4930123456', displayName, consent: true })]);
  expect(messages.map(({ template, body }: { template: string; body: unknown }) => [template, typeof body])).toEqual([
    ['order-delivered', 'string'],
    ['verify-email', 'object'],
  ]);
  expect(preferences).toEqual([expect.objectContaining({ channel: 'sms', enabled: false })]);
  expect(endpoints).toEqual([expect.objectContaining({ url: 'https://93.184.216.34/hook', events: ['order-placed'] })]);
  expect(JSON.stringify([contacts, messages, preferences, endpoints])).not.toMatch(/hash|secret|tok/);
  await erase();
  const nothing = { contacts: [], messages: [], preferences: [], endpoints: [] };
  expect([await shown(userId), await shown(v7())]).toEqual([nothing, nothing]);
  expect(await traces(email, '+4930123456', '93.184.216.34')).toEqual([]);
  const again = await service.request('DELETE', `/internal/privacy/${userId}`, { token });
  expect(again.body).toEqual({ deleted: 0, anonymised: 0 });
  const added = await service.request('POST', '/notifications/endpoints', {
    ...{ token: own, key: v7() },
    body: { url: 'https://93.184.216.34/hook', events: ['order-placed'] },
  });
  expect(added.status).toBe(404);
});

test('words are kept for 30 days and messages for 180', async () => {
  const { userId, created, delivered, states } = person();
  await created();
  await delivered();
  await eventually('the mail', async () => (await states())[0] === 'sent');
  const database = { query: (_context: unknown, _name: string, sql: string, values: readonly unknown[]) => service.sql(sql, values) };
  const retention = new Retention(database as unknown as Database, clock);
  const rows = () => service.sql('SELECT body IS NULL AND data IS NULL AS empty FROM messages WHERE user_id = $1', [userId]);
  const afterDays = async (days: number) => {
    clock.advance(days * 86_400_000 + 1);
    await retention.forget({} as Context);
    return rows();
  };
  expect([await rows(), await afterDays(30), await afterDays(150)]).toEqual([[{ empty: false }], [{ empty: true }], []]);
});
