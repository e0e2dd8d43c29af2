import { v7 } from 'uuid';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { challenges } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { profiles } from '#platform/topics/user';
import { SendFailure } from './carriers/carrier';
import type { Mail } from './mail/mailer';
import { SmtpMailer } from './mail/smtp-mailer';
import { NotificationModule } from './module';
import definition from './service';
import { type Behaviour, smtpServer } from './testing';

const clock = new ManualClock();
const minute = 60_000;
const at = '2026-01-01T00:00:00.000Z';
let server: Awaited<ReturnType<typeof smtpServer>>;
let service: TestedService;

beforeAll(async () => {
  server = await smtpServer();
  service = await testService({ name: 'notification-service', definition, module: NotificationModule, settings: server.settings, clock });
});

afterAll(async () => {
  await service?.stop();
  server?.close();
});

beforeEach(() => {
  server.behave('accept');
  server.received.length = 0;
});

const person = async () => {
  const userId = v7();
  const email = `p-${userId.slice(-12)}@example.com`;
  await service.deliver(
    profiles.created,
    { userId, email, locale: 'en', marketingConsent: false, origin: 'signup', createdAt: at },
    { version: 1 },
  );
  const order = { orderId: v7(), number: 'ORD-1', userId };
  return {
    userId,
    receipt: () => service.deliver(orders.delivered, { ...order, productIds: [], deliveredAt: at }),
    reset: () => service.deliver(challenges.issued, { userId, email, locale: 'en', purpose: 'reset_password', token: 'tok' }),
    state: (wanted: string) =>
      eventually(
        `a message to be ${wanted}`,
        async () => (await service.sql('SELECT 1 FROM messages WHERE user_id = $1 AND state = $2', [userId, wanted])).length === 1,
      ),
    row: async () => (await service.sql<Record<string, unknown>>('SELECT * FROM messages WHERE user_id = $1', [userId]))[0],
    told: async () =>
      (await service.published(messages.failed))
        .filter(({ data }) => data.userId === userId)
        .map(({ data: { code, permanent } }) => ({ code, permanent })),
  };
};

/** Long enough for whatever would be sent again to be sent. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 700));

describe('a provider that takes a mail and does not say so', () => {
  test('notification I1: a receipt is not sent a second time', async () => {
    const { receipt, state, told } = await person();
    server.behave('silent-after-data');
    await receipt();
    await state('unknown');
    server.behave('accept');
    clock.advance(24 * 60 * minute);
    await aWhile();
    expect(server.received).toHaveLength(1);
    expect(await told()).toEqual([{ code: 'unknown', permanent: false }]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/notification_unknown 1\n/);
    expect(metrics).toMatch(/notification_messages_total\{channel="email",template="order-delivered",state="unknown"\} 1\n/);
  });

  test('a password reset is sent again, recognisably the same', async () => {
    const { reset, state, row, told } = await person();
    server.behave('silent-after-data');
    await reset();
    await state('unknown');
    server.behave('accept');
    clock.advance(minute);
    await state('sent');
    expect(server.received).toHaveLength(2);
    const ids = server.received.map(({ headers }) => /Message-ID: (.*)/.exec(headers)?.[1]);
    const { id, data, recipient, body } = (await row()) ?? {};
    expect(ids).toEqual([`<${id}@example.com>`, `<${id}@example.com>`]);
    expect([data, recipient, body]).toEqual([null, null, null]);
    expect(await told()).toEqual([]);
  });
});

describe('a sender that crashed', () => {
  const abandon = async (userId: string, template: string) => {
    await service.sql(
      `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, data, state, attempts, next_at, created_at, updated_at)
       VALUES ($1::uuid, $1::text, 'email', 'x', $2, $3, '{"token": "tok", "number": "ORD-1"}', 'sending', 1, $4, $5, $5)`,
      [v7(), template, userId, new Date(clock.now().getTime() + 2 * minute), clock.now()],
    );
  };

  test('leaves a receipt unknown after two minutes, not before', async () => {
    const { userId, state, row } = await person();
    await abandon(userId, 'order-delivered');
    clock.advance(2 * minute - 1);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect((await row())?.state).toBe('sending');
    clock.advance(1);
    await state('unknown');
    clock.advance(24 * 60 * minute);
    await aWhile();
    expect(server.received).toHaveLength(0);
  });

  test('has its password reset sent by another', async () => {
    const { userId, state } = await person();
    await abandon(userId, 'reset-password');
    clock.advance(2 * minute);
    await state('unknown');
    clock.advance(minute);
    await state('sent');
    expect(server.received).toHaveLength(1);
  });
});

describe('a provider that says no', () => {
  test('for now is asked again after a minute, and given up after the sixth time', async () => {
    const { userId, receipt, row, state, told } = await person();
    server.behave('busy');
    await receipt();
    await eventually('the first try', async () => (await row())?.attempts === 1 && (await row())?.state === 'queued');
    expect((await row())?.next_at).toEqual(new Date(clock.now().getTime() + minute));
    await service.sql('UPDATE messages SET attempts = 5 WHERE user_id = $1', [userId]);
    clock.advance(minute);
    await state('failed');
    expect(await row()).toMatchObject({ attempts: 6, code: 'exhausted', next_at: null });
    expect(await told()).toEqual([{ code: 'rejected', permanent: false }]);
  });

  test('for good is believed, and the address is told to be bad', async () => {
    const { receipt, state, row, told } = await person();
    server.behave('no-mailbox');
    await receipt();
    await state('failed');
    expect(await row()).toMatchObject({ attempts: 1, code: 'rejected' });
    expect(await told()).toEqual([{ code: 'rejected', permanent: true }]);
  });
});

describe('the SMTP mailer', () => {
  const mail: Mail = { id: v7(), template: 't', to: 'a@example.com', subject: 's', text: 't', html: 'h', at: clock.now() };
  const mailer = (url = server.url, timeoutMs = 100) => new SmtpMailer({ url: new URL(url), from: 'shop@example.com', timeoutMs });
  const fateOf = async (url?: string) => {
    const error = await mailer(url)
      .send(mail)
      .then(
        () => undefined,
        (failure: unknown) => failure,
      );
    return error instanceof SendFailure ? error.fate : error;
  };

  test.each<[Behaviour, string | undefined]>([
    ['accept', undefined],
    ['silent-after-data', 'unknown'],
    ['no-mailbox', 'refused'],
    ['busy', 'not-taken'],
    ['silent', 'not-taken'],
    ['closes-early', 'not-taken'],
  ])('%s: %s', async (behaviour, fate) => {
    server.behave(behaviour);
    expect(await fateOf()).toBe(fate);
  });

  test('nobody there: not-taken', async () => expect(await fateOf('smtp://127.0.0.1:1?from=shop@example.com')).toBe('not-taken'));

  test('sends to one address even if it looks like a list', async () => {
    server.recipients.length = 0;
    await mailer(server.url, 500)
      .send({ ...mail, to: 'a@example.com, eve@example.com' })
      .catch(() => undefined);
    expect(server.recipients.join()).not.toMatch(/<eve@/);
    expect(server.received.every(({ headers }) => !/^(cc|bcc):/im.test(headers))).toBe(true);
  });
});
