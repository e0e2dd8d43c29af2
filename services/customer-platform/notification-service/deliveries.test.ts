import { v7 } from 'uuid';
import type { Context, Database } from '#kit';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { accounts, challenges } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { profiles } from '#platform/topics/user';
import { DeliveryStore } from './delivery-store';
import definition from './service';
import { mailFolder, testedModule } from './testing';

const clock = new ManualClock();
const box = mailFolder();
const tested = testedModule();
const hour = 3_600_000;
let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'notification-service', definition, module: tested.module, settings: box.settings, clock });
});

afterAll(() => service?.stop());

const total = { amount: 2990, currency: 'EUR' };
const at = '2026-01-01T00:00:00.000Z';

const person = () => {
  const userId = v7();
  const email = `p-${userId.slice(-12)}@example.com`;
  const order = { orderId: v7(), number: `ORD-${userId.slice(-4)}`, userId };
  const profile = { userId, email, locale: 'en', marketingConsent: false, origin: 'signup', createdAt: at } as const;
  return {
    ...{ userId, email, profile },
    placed: { ...order, lines: [], total, country: 'DE', fraudDecision: 'approve' as const, placedAt: at },
    confirmed: { ...order, lines: [], total, paymentId: v7(), confirmedAt: at },
    shipped: { ...order, carrier: 'Carrier', lines: [], shippedAt: at },
    known: () => service.deliver(profiles.created, profile, { version: 1 }),
    states: async () =>
      (await service.sql<{ s: string }>("SELECT template || ' ' || state AS s FROM messages WHERE user_id = $1 ORDER BY id", [userId])).map(
        ({ s }) => s,
      ),
    settled: (count: number) =>
      eventually(
        'messages to be done',
        async () => (await service.sql('SELECT 1 FROM messages WHERE user_id = $1 AND next_at IS NULL', [userId])).length === count,
      ),
  };
};

describe('order mails', () => {
  test('notification I1: an event that comes three times, even with the inbox forgotten, is one mail', async () => {
    const { email, placed, known, settled } = person();
    await known();
    const id = v7();
    for (let n = 0; n < 3; n++) {
      await service.deliver(orders.placed, placed, { id });
      await settled(1);
      await service.sql('DELETE FROM inbox WHERE event_id = $1', [id]);
      service.cache.clear();
    }
    expect(box.mails(email)).toHaveLength(1);
    expect(await service.sql('SELECT 1 FROM dead_letters WHERE event_id = $1', [id])).toEqual([]);
    const [name = ''] = box.names(email);
    expect(name).toMatch(/^2026-01-01T00-00-00\.000Z-order-placed-p-/);
    expect(box.mode(name)).toBe(0o600);
    const [mail] = box.mails(email);
    const [row] = await service.sql<{ id: string }>('SELECT id FROM messages WHERE dedupe_key = $1', [`${id}:order-placed`]);
    expect(mail?.headers).toContain(`Message-ID: <${row?.id}@127.0.0.1>`);
    expect(mail?.headers).toContain(`To: ${email}`);
    expect(mail?.text).toContain(`Thank you for your order ${placed.number} over €29.90.`);
  });

  test('events in the wrong order, before the contact, become one mail each once the contact is known', async () => {
    const { userId, email, shipped, confirmed, placed, known, settled, states } = person();
    await service.deliver(orders.shipped, shipped);
    await service.deliver(orders.confirmed, confirmed);
    await service.deliver(orders.placed, placed);
    const waiting = "SELECT 1 FROM messages WHERE user_id = $1 AND state = 'queued' AND attempts = 0 AND next_at > $2";
    await eventually('the messages to wait', async () => (await service.sql(waiting, [userId, clock.now()])).length === 3);
    expect(box.mails(email)).toHaveLength(0);
    await known();
    await settled(3);
    expect(await states()).toEqual(['order-shipped sent', 'order-confirmed sent', 'order-placed sent']);
    expect(box.mails(email)).toHaveLength(3);
  });

  test('every step of an order has its mail', async () => {
    const { userId, email, placed, known, settled } = person();
    const order = { orderId: placed.orderId, number: placed.number, userId };
    await known();
    await service.deliver(orders.cancelled, { ...order, reason: 'out_of_stock', total, cancelledAt: at });
    await service.deliver(orders.delivered, { ...order, productIds: [], deliveredAt: at });
    await service.deliver(orders.refunded, { ...order, amount: total, full: true, lines: [], refundId: v7(), refundedAt: at });
    await settled(3);
    expect(box.mails(email).map(({ text }) => text.split('\n')[2]?.trim())).toEqual([
      `Your order ${order.number} is cancelled: not everything is in stock.`,
      `Your order ${order.number} was delivered. We hope you like it.`,
      `We have sent back €29.90 for your order ${order.number}.`,
    ]);
  });

  test('a contact that never comes ends the wait after a day, and is told', async () => {
    const { userId, placed, settled, states } = person();
    const waiting = "SELECT 1 FROM messages WHERE user_id = $1 AND state = 'queued' AND attempts = 0 AND next_at > $2";
    const waits = () => eventually('the message to wait', async () => (await service.sql(waiting, [userId, clock.now()])).length === 1);
    await service.deliver(orders.placed, placed);
    await waits();
    clock.advance(23 * hour);
    await waits();
    clock.advance(hour);
    await settled(1);
    expect(await states()).toEqual(['order-placed failed']);
    const told = (await service.published(messages.failed)).filter(({ data }) => data.userId === userId);
    expect(told.map(({ data }) => data)).toEqual([
      expect.objectContaining({ template: 'order-placed', channel: 'email', code: 'unknown', permanent: false }),
    ]);
  });
});

describe('account mails', () => {
  const challenge = {
    purpose: 'reset_password',
    token: 'token-of-the-test',
    locale: 'de-AT',
    expiresAt: '2030-01-01T00:00:00.000Z',
  } as const;

  test.each([
    ['verify_email', 'verify-email', '/verify-email?token='],
    ['reset_password', 'reset-password', '/reset-password?token='],
    ['change_email', 'change-email', '/change-email?token='],
    ['invite', 'invite', '/accept-invitation?token='],
  ] as const)('notification I3: %s sends the token, and forgets it', async (purpose, template, path) => {
    const { userId, email, settled } = person();
    await service.deliver(challenges.issued, { ...challenge, userId, email, purpose });
    await settled(1);
    const [mail] = box.mails(`${template}-${email}`);
    expect(mail?.text).toContain(`http://localhost:8080${path}token-of-the-test`);
    expect(mail?.headers).toContain(`To: ${email}`);
    const tables = ['messages', 'inbox', 'outbox', 'dead_letters', 'contacts'];
    for (const table of tables)
      expect(
        await service.sql(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%token-of-the-test%' OR t::text LIKE $1`, [`%${email}%`]),
      ).toEqual([]);
    expect(service.logs.join('')).not.toMatch(/token-of-the-test|@example\.com/);
  });

  test('writes in the language of the challenge', async () => {
    const { userId, email, settled } = person();
    await service.deliver(challenges.issued, { ...challenge, userId, email });
    await settled(1);
    expect(box.mails(email)[0]?.headers).toContain('Subject: =?UTF-8?Q?W=C3=A4hle_ein_neues_Passwort?=');
    expect(box.mails(email)[0]?.html).toContain('<html lang="de">');
  });

  test('tells the owner of an account that somebody wanted a second one, and that it was locked', async () => {
    const { userId, email, known, settled } = person();
    await known();
    await service.deliver(challenges.issued, { userId, email, locale: 'en', purpose: 'already_registered' });
    await service.deliver(accounts.locked, { userId, reason: 'failed_logins', untilAt: '2026-01-02T10:15:00.000Z' });
    await settled(2);
    expect(box.names(email).map((name) => name.split('Z-')[1]?.split('-p-')[0])).toEqual(
      expect.arrayContaining(['already-registered', 'account-locked']),
    );
    expect(box.mails(`account-locked-${email}`)[0]?.text).toContain(
      'until January 2, 2026 at 10:15\u202fAM UTC, because there were too many wrong passwords.'.replace('\u202f', ' '),
    );
  });

  test('a link that is no use any more is not sent', async () => {
    const { userId, email, settled, states } = person();
    await service.deliver(challenges.issued, { ...challenge, userId, email, expiresAt: clock.now().toISOString() });
    await settled(1);
    expect(await states()).toEqual(['reset-password failed']);
    expect(box.mails(email)).toEqual([]);
  });
});

test('notification I4: a name with markup and line breaks reaches one recipient, as text', async () => {
  const { email, profile, placed, settled } = person();
  await service.deliver(profiles.created, { ...profile, displayName: '<script>x</script>\r\nBcc: eve@example.com' }, { version: 1 });
  await service.deliver(orders.placed, placed);
  await settled(1);
  const [mail, ...others] = box.mails(email);
  expect(others).toEqual([]);
  expect(mail?.headers).not.toMatch(/bcc/i);
  expect(mail?.headers.match(/@/g)).toHaveLength(3);
  expect(mail?.html).toContain('Hello &lt;script&gt;x&lt;/script&gt; Bcc: eve@example.com,');
});

describe('contacts', () => {
  const contactOf = async (userId: string) =>
    (await service.sql<{ email: string }>('SELECT email, version, consent FROM contacts WHERE user_id = $1', [userId]))[0];

  test('the newest version wins in any order, and twice is once', async () => {
    const { userId, profile } = person();
    const id = v7();
    const newer = { ...profile, email: 'new@example.com', marketingConsent: true, status: 'active' as const, changed: ['email'] };
    await service.deliver(profiles.updated, newer, { id, version: 3 });
    await service.deliver(profiles.created, profile, { version: 1 });
    await service.deliver(profiles.updated, newer, { id, version: 3 });
    expect(await contactOf(userId)).toEqual({ email: 'new@example.com', version: 3, consent: true });
    await service.deliver(profiles.updated, { ...newer, status: 'deactivated' }, { version: 4 });
    expect(await contactOf(userId)).toMatchObject({ version: 4, consent: false });
  });

  test('an event without a version is put aside', async () => {
    const { userId, profile } = person();
    await service.deliver(profiles.created, profile);
    expect(await contactOf(userId)).toBeUndefined();
    expect(await service.sql('SELECT 1 FROM dead_letters WHERE key = $1', [userId])).toHaveLength(1);
  });
});

test('notification I1: after a crash the folder itself tells which mails were written', async () => {
  const { userId, email, placed, known, settled, states } = person();
  await known();
  await service.deliver(orders.placed, placed);
  await service.deliver(orders.placed, placed);
  await settled(2);
  const [lost = ''] = box.names(email);
  box.remove(lost);
  await service.sql("UPDATE messages SET state = 'sending', sent_at = NULL, next_at = $2 WHERE user_id = $1", [
    userId,
    new Date(clock.now().getTime() + 120_000),
  ]);
  clock.advance(120_000);
  await settled(2);
  expect(await states()).toEqual(['order-placed sent', 'order-placed sent']);
  expect(box.mails(email)).toHaveLength(2);
});

test('notification I1: of two replicas, and of two copies on the queue, only one takes a message', async () => {
  const { userId, email, placed, known } = person();
  await known();
  const database = { query: (_context: unknown, _name: string, sql: string, values: readonly unknown[]) => service.sql(sql, values) };
  const other = new DeliveryStore(database as unknown as Database);
  const rows = await service.sql<{ id: string }>(
    `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, data, state, next_at, enqueued_at, created_at, updated_at)
     SELECT gen_random_uuid(), n::text, 'email', 'x', 'order-placed', $1, $2, 'queued', $3, $3, $3, $3 FROM generate_series(1, 40) n RETURNING id`,
    [userId, JSON.stringify({ number: placed.number, total }), clock.now()],
  );
  const until = new Date(clock.now().getTime() + 120_000);
  for (const { id } of rows.slice(0, 10)) expect(await other.claim({} as Context, id, { now: clock.now(), until })).toMatchObject({ id });
  const ids = rows.map(({ id }) => id);
  await tested.put(ids);
  service.cache.clear();
  await tested.put(ids);
  await service.worked();
  const sent = "SELECT 1 FROM messages WHERE user_id = $1 AND state = 'sent' AND attempts = 1";
  expect(await service.sql(sent, [userId])).toHaveLength(30);
  expect(box.names(email)).toHaveLength(30);
  expect(ids.slice(0, 10).filter((id) => box.names(email).some((name) => name.includes(id)))).toEqual([]);
});

test('a message that was abandoned while it was sent is taken by nobody before its fate is known', async () => {
  const database = { query: (_context: unknown, _name: string, sql: string, values: readonly unknown[]) => service.sql(sql, values) };
  const store = new DeliveryStore(database as unknown as Database);
  const now = clock.now();
  const claimOf = async (state: string) => {
    // Never committed, so that nobody else settles it.
    await service.sql('BEGIN');
    const id = v7();
    await service.sql(
      `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, state, attempts, next_at, created_at, updated_at)
       VALUES ($1::uuid, $1::text, 'email', 'x', 'order-placed', $2, 1, $3, $3, $3)`,
      [id, state, now],
    );
    const claimed = await store.claim({} as Context, id, { now, until: now });
    await service.sql('ROLLBACK');
    return claimed?.id === id;
  };
  expect([await claimOf('sending'), await claimOf('queued')]).toEqual([false, true]);
});

test('a message whose id was lost on its way to the queue is sent after two minutes', async () => {
  const { userId, email, placed, known, settled } = person();
  await known();
  await service.sql(
    `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, data, state, next_at, enqueued_at, created_at, updated_at)
     VALUES ($1::uuid, $1::text, 'email', 'x', 'order-placed', $2, $3, 'queued', $4, $4, $4, $4)`,
    [v7(), userId, JSON.stringify({ number: placed.number, total }), clock.now()],
  );
  clock.advance(119_000);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(box.mails(email)).toEqual([]);
  clock.advance(1000);
  await settled(1);
  expect(box.mails(email)).toHaveLength(1);
});
