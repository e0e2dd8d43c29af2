import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { v7 } from 'uuid';
import { ManualClock, type TestedService, testService } from '#kit/testing';
import { alerts, replenishments } from '#platform/topics/inventory';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { payments } from '#platform/topics/payment';
import { profiles } from '#platform/topics/user';
import { type Fate, SendFailure } from './carriers/carrier';
import { SesMailer } from './mail/ses-mailer';
import { NotificationModule } from './module';
import definition from './service';
import { SnsSms } from './sms/sns-sms';
import { mailFolder } from './testing';

const clock = new ManualClock();
const box = mailFolder();
const at = '2026-01-01T00:00:00.000Z';
let service: TestedService;
let operator: string;

beforeAll(async () => {
  service = await testService({ name: 'notification-service', definition, module: NotificationModule, settings: box.settings, clock });
});

afterAll(() => service?.stop());

beforeEach(async () => {
  operator = await service.token({ subject: v7(), scopes: ['notifications:send'] });
});

const notice = { headline: 'We move', message: 'On Sunday\n\nwe are closed.' };
let people = 0;

const person = async ({ marketingConsent = false, displayName }: { marketingConsent?: boolean; displayName?: string } = {}) => {
  const userId = v7();
  const email = `p-${userId.slice(-12)}@example.com`;
  const phone = `+49301000${people++}`;
  const profile = { userId, email, displayName, locale: 'en', marketingConsent };
  await service.deliver(profiles.created, { ...profile, origin: 'signup', createdAt: at }, { version: 1 });
  return {
    ...{ userId, email, phone },
    withPhone: () => service.deliver(profiles.updated, { ...profile, phone, status: 'active', changed: ['phone'] }, { version: 2 }),
    send: (template: string, channel: string, data: object = notice) =>
      service.request('POST', '/notifications/messages', {
        ...{ token: operator, key: v7() },
        body: { template, channel, to: { userId }, data },
      }),
    states: async () =>
      (
        await service.sql<{ s: string }>(
          "SELECT channel || ' ' || state || ' ' || coalesce(code, '') AS s FROM messages WHERE user_id = $1 ORDER BY id",
          [userId],
        )
      ).map(({ s }) => s.trim()),
  };
};

describe('text messages', () => {
  test('go to the phone of the profile, once there is one', async () => {
    const { userId, phone, withPhone, send, states } = await person({ displayName: 'Ada' });
    const refused = await send('service-notice', 'sms');
    expect([refused.status, refused.body.code]).toEqual([422, 'no-contact']);
    await withPhone();
    expect((await send('service-notice', 'sms')).status).toBe(202);
    await service.worked();
    expect(await states()).toEqual(['sms sent']);
    expect(box.texts(phone)).toEqual([`To: ${phone}\n\nHello Ada,\nOn Sunday\nwe are closed.\nYour shop\n`]);
    const told = (await service.published(messages.sent)).filter(({ data }) => data.userId === userId);
    expect(told.map(({ data: { channel, provider, template, sentAt } }) => ({ channel, provider, template, sentAt }))).toEqual([
      { channel: 'sms', provider: 'folder', template: 'service-notice', sentAt: clock.now().toISOString() },
    ]);
    expect(service.logs.join('')).not.toContain(phone);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('notification_messages_total{channel="sms",template="service-notice",state="sent"} 1');
    expect(metrics).toMatch(/notification_send_seconds_count [1-9]/);
  });

  test('that are long are cut', async () => {
    const { phone, withPhone, send } = await person();
    await withPhone();
    await send('service-notice', 'sms', { headline: 'x', message: 'x'.repeat(5000) });
    await service.worked();
    expect(box.texts(phone)[0]?.trimEnd().split('\n\n')[1]).toHaveLength(1600);
  });
});

describe('notification I5: of messages without need a person gets ten a day', () => {
  test('however many are sent at once, over all channels; and others as before', async () => {
    const { email, phone, withPhone, send, states } = await person({ marketingConsent: true });
    await send('service-notice', 'email');
    await withPhone();
    const answers = await Promise.all(Array.from({ length: 14 }, (_, n) => send('news', n % 2 ? 'sms' : 'email')));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    await service.worked();
    const count = async (state: RegExp) => (await states()).filter((each) => state.test(each)).length;
    expect([await count(/sent/), await count(/suppressed too-many/)]).toEqual([11, 4]);
    expect(box.mails(`news-${email}`).length + box.texts(phone).length).toBe(10);
    await send('service-notice', 'email');
    await service.worked();
    expect(box.mails(`service-notice-${email}`)).toHaveLength(2);
    clock.advance(86_400_000);
    operator = await service.token({ subject: v7(), scopes: ['notifications:send'] });
    await send('news', 'email');
    await service.worked();
    expect(await count(/sent/)).toBe(13);
  });
});

describe('events', () => {
  test('a payment that must be confirmed is asked for by mail, with the address of the bank', async () => {
    const { userId, email, states } = await person();
    const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString();
    const actionUrl = 'https://bank.example.com/confirm?a=b&c=d';
    const data = { paymentId: v7(), orderId: v7(), userId, actionUrl, expiresAt };
    const id = v7();
    await service.deliver(payments.actionRequired, data, { id });
    await service.deliver(payments.actionRequired, data, { id });
    await service.deliver(payments.actionRequired, { ...data, expiresAt: at });
    await service.deliver(payments.actionRequired, { ...data, actionUrl: 'javascript:alert(1)' });
    await service.worked();
    expect((await states()).sort()).toEqual(['email failed expired', 'email failed unreadable', 'email sent']);
    const [mail] = box.mails(`payment-action-required-${email}`);
    expect(mail?.text).toContain(actionUrl);
    expect(mail?.html).toContain('<a href="https://bank.example.com/confirm?a=b&amp;c=d">');
    expect(await service.sql("SELECT 1 FROM messages WHERE user_id = $1 AND data::text LIKE '%bank.example%'", [userId])).toEqual([]);
  });

  test('sellers are told of their stock; a seller who is nobody is not', async () => {
    const { userId: sellerId, email } = await person();
    const low = { sku: 'SKU-1', available: 2, reorderPoint: 5, raisedAt: at };
    await service.deliver(alerts.lowStock, { ...low, sellerId });
    await service.deliver(alerts.lowStock, { ...low, sellerId: 'house' });
    const replenishment = { replenishmentId: v7(), sku: 'SKU-1', sellerId, quantity: 10 };
    await service.deliver(replenishments.changed, { ...replenishment, status: 'ordered' });
    await service.deliver(replenishments.changed, { ...replenishment, status: 'received' });
    await service.worked();
    expect(box.mails(`low-stock-${email}`)[0]?.text).toContain('Of SKU-1 there are 2 left; you want at least 5.');
    expect(box.mails(`replenishment-changed-${email}`).map(({ text }) => text.split('\n')[2]?.trim())).toEqual(
      expect.arrayContaining(['The replenishment of 10 of SKU-1 is ordered.', 'The replenishment of 10 of SKU-1 has arrived.']),
    );
    expect(await service.sql('SELECT 1 FROM dead_letters')).toEqual([]);
  });

  test('stored words are used; where they fit no more, those in the code', async () => {
    const { userId, email } = await person();
    const delivered = async (number: string) => {
      await service.deliver(orders.delivered, { orderId: v7(), number, userId, productIds: [], deliveredAt: at });
      await service.worked();
    };
    const words = { subject: 'There: {{number}}', text: 'There! {{link}}', html: '<a href="{{link}}">There!</a>' };
    const path = '/notifications/templates/order-delivered/en';
    expect((await service.request('PUT', path, { token: operator, ifMatch: '"1"', body: words })).status).toBe(200);
    await delivered('1');
    await service.sql("UPDATE templates SET text = '{{gone}}'");
    await delivered('2');
    await service.sql('DELETE FROM templates');
    const subjects = box.mails(`order-delivered-${email}`).map(({ headers }) => /Subject: (.*)/.exec(headers)?.[1]);
    expect(subjects.sort()).toEqual(['There: 1', 'Your order 2 has arrived']);
  });
});

describe('Amazon', () => {
  const mail = { id: v7(), template: 't', to: 'a@example.com', subject: 's', text: 't', html: 'h', at: clock.now() };
  const text = { id: v7(), template: 't', to: '+49301234', text: 'hello', at: clock.now(), marketing: false };
  // biome-ignore lint/suspicious/noExplicitAny: what Amazon is given
  const sent: { readonly input: any }[] = [];
  const client = (answer: object | Error) => ({
    send: async (command: { readonly input: object }) => {
      sent.push(command);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const ses = (answer: object | Error) =>
    new SesMailer({ client: client(answer) as unknown as SESv2Client, from: 'shop@example.com', configurationSet: 'shop' });
  const sns = (answer: object | Error) => new SnsSms(client(answer) as unknown as SNSClient);
  const failure = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

  beforeEach(() => {
    sent.length = 0;
  });

  test('SES is given the mail as it travels, to one address, with the id of its message', async () => {
    expect(await ses({ MessageId: 'ses-1' }).send(mail)).toBe('ses-1');
    expect(sent[0]?.input).toMatchObject({
      FromEmailAddress: 'shop@example.com',
      Destination: { ToAddresses: ['a@example.com'] },
      EmailTags: [{ Name: 'message-id', Value: mail.id }],
      ConfigurationSetName: 'shop',
    });
    expect(sent[0]?.input.Content.Raw.Data.toString()).toContain(`Message-ID: <${mail.id}@example.com>`);
  });

  test.each([
    [false, 'Transactional'],
    [true, 'Promotional'],
  ])('SNS is told whether a message is marketing: %s', async (marketing, kind) => {
    expect(await sns({ MessageId: 'sns-1' }).send({ ...text, marketing })).toBe('sns-1');
    expect(sent[0]).toBeInstanceOf(PublishCommand);
    expect(sent[0]?.input).toEqual({
      ...{ PhoneNumber: text.to, Message: 'hello' },
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: kind } },
    });
  });

  test.each<[string, Error, Fate]>([
    ['says no to the mail', failure('MessageRejected', { $metadata: { httpStatusCode: 400 } }), 'refused'],
    ['has had enough', failure('TooManyRequestsException', { $metadata: { httpStatusCode: 429 } }), 'not-taken'],
    ['is broken', failure('InternalFailure', { $metadata: { httpStatusCode: 500 } }), 'not-taken'],
    ['does not know us', failure('CredentialsProviderError'), 'not-taken'],
    ['is not there', failure('Error', { code: 'ECONNREFUSED' }), 'not-taken'],
    ['breaks off', failure('Error', { code: 'ECONNRESET' }), 'unknown'],
    ['says nothing', failure('TimeoutError'), 'unknown'],
    ['says something odd', failure('SyntaxError', { $metadata: { httpStatusCode: 200 } }), 'unknown'],
  ])('%s', async (_, error, fate) => {
    const failed = await ses(error)
      .send(mail)
      .catch((each: unknown) => each);
    expect(failed).toBeInstanceOf(SendFailure);
    expect((failed as SendFailure).fate).toBe(fate);
    expect((failed as SendFailure).message).not.toContain('@');
  });

  test('a number that cannot be is refused for good', async () => {
    await expect(sns(failure('InvalidParameterException', { $metadata: { httpStatusCode: 400 } })).send(text)).rejects.toMatchObject({
      fate: 'refused',
    });
  });
});
