import { execFileSync } from 'node:child_process';
import { sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { type PublicFetch, PublicFetchFailed } from '#kit';
import { ManualClock, type TestedService, testService } from '#kit/testing';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { profiles } from '#platform/topics/user';
import definition from '../service';
import { mailFolder, settingsFor, testedModule } from '../testing';
import { canonical, type SnsMessage } from './sns-message';

const folder = mkdtempSync(join(tmpdir(), 'sns-'));
/** A key and its certificate, as PEM. */
const keyPair = (name: string) => {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const subject = ['-subj', '/CN=sns.amazonaws.com'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
    {
      stdio: 'ignore',
    },
  );
  return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
};
const [aws, eve] = [keyPair('aws'), keyPair('eve')];

const topic = 'arn:aws:sns:eu-central-1:123456789012:feedback';
const certificateUrl = `https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`;
const subscribeUrl = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';

/** Addresses that were asked for, and what is there. */
const fetched: string[] = [];
let internet: Readonly<Record<string, string>> = {};
const publicFetch = {
  check: async () => undefined,
  fetch: async (address: string) => {
    fetched.push(address);
    const body = internet[address];
    if (body === undefined) throw new PublicFetchFailed('unreachable', 'nobody there');
    return { status: 200, headers: {}, body };
  },
} as unknown as PublicFetch;

const clock = new ManualClock();
const box = mailFolder();
let service: TestedService;

beforeAll(async () => {
  const { module } = testedModule(publicFetch);
  const settings = settingsFor(`file://${box.folder}?topic=${topic}`);
  service = await testService({ name: 'notification-service', definition, module, settings, clock });
});

afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  fetched.length = 0;
  internet = { [certificateUrl]: aws.certificate, [subscribeUrl]: 'ok' };
});

type Change = Partial<Record<string, string>>;

/** A message as SNS sends it. `change` is made before it is signed. */
const signed = (fields: object, { key = aws.key, version = '2' as '1' | '2', change = {} as Change } = {}) => {
  const message = {
    ...{ Type: 'Notification', MessageId: v7(), TopicArn: topic, Timestamp: '2026-01-01T00:00:00.000Z' },
    ...{ SignatureVersion: version, SigningCertURL: certificateUrl, Signature: '', Message: '' },
    ...fields,
    ...change,
  } as SnsMessage;
  const signature = sign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256', Buffer.from(canonical(message)), key);
  return { ...message, Signature: signature.toString('base64') };
};

const post = (body: object) =>
  service.request('POST', '/notifications/providers/ses', {
    raw: JSON.stringify(body),
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
  });

/** A person who got a mail that SES knows by a name. */
const person = async () => {
  const userId = v7();
  const email = `p-${userId.slice(-12)}@example.com`;
  const profile = {
    userId,
    email,
    locale: 'en',
    marketingConsent: false,
    origin: 'signup',
    createdAt: '2026-01-01T00:00:00.000Z',
  } as const;
  await service.deliver(profiles.created, profile, { version: 1 });
  const deliver = () =>
    service.deliver(orders.delivered, { orderId: v7(), number: 'ORD-1', userId, productIds: [], deliveredAt: profile.createdAt });
  await deliver();
  await service.worked();
  const reference = `ses-${userId}`;
  await service.sql('UPDATE messages SET provider_ref = $2 WHERE user_id = $1', [userId, reference]);
  const [{ id } = { id: '' }] = await service.sql<{ id: string }>('SELECT id FROM messages WHERE user_id = $1', [userId]);
  return {
    ...{ userId, email, id, reference, deliver },
    states: async () =>
      (
        await service.sql<{ s: string }>("SELECT state || ' ' || coalesce(code, '') AS s FROM messages WHERE user_id = $1 ORDER BY id", [
          userId,
        ])
      ).map(({ s }) => s),
    told: async () => (await service.published(messages.failed)).filter(({ key }) => key === id).map(({ data }) => data),
  };
};

const bounceOf = (email: string, reference: string, bounceType = 'Permanent', tags?: Record<string, string[]>) => ({
  Message: JSON.stringify({
    ...(tags ? { eventType: 'Bounce' } : { notificationType: 'Bounce' }),
    mail: { messageId: reference, ...(tags && { tags }) },
    bounce: { bounceType, bouncedRecipients: [{ emailAddress: email, action: 'failed' }] },
  }),
});

describe('what SES tells', () => {
  test.each(['1', '2'] as const)(
    'notification: a bounce suppresses the address and fails the message for good, signed by version %s',
    async (version) => {
      const { userId, email, id, reference, states, told, deliver } = await person();
      const message = signed(bounceOf(email.toUpperCase(), reference), { version });
      expect([(await post(message)).status, (await post(message)).status]).toEqual([204, 204]);
      expect(await states()).toEqual(['failed bounced']);
      expect(await told()).toEqual([
        { messageId: id, template: 'order-delivered', channel: 'email', userId, code: 'bounced', permanent: true },
      ]);
      await deliver();
      await service.worked();
      expect(await states()).toEqual(['failed bounced', 'suppressed suppressed']);
      expect(box.mails(email)).toHaveLength(1);
      expect(fetched.filter((url) => url !== certificateUrl)).toEqual([]);
    },
  );

  test('a complaint too, found by the tag of the mail', async () => {
    const { email, id, states, told } = await person();
    const Message = JSON.stringify({
      eventType: 'Complaint',
      mail: { messageId: 'unknown', tags: { 'message-id': [id] } },
      complaint: { complainedRecipients: [{ emailAddress: `Ada <${email}>` }] },
    });
    expect((await post(signed({ Message, Subject: 'Amazon SES' }))).status).toBe(204);
    expect(await states()).toEqual(['failed complained']);
    expect(await told()).toEqual([expect.objectContaining({ code: 'complained', permanent: true })]);
    expect(await service.sql("SELECT 1 FROM suppressions WHERE reason = 'complained'")).toHaveLength(1);
  });

  test('the bounce of another address is not held against the person', async () => {
    const { reference, told } = await person();
    await post(signed(bounceOf('other@example.com', reference)));
    expect(await told()).toEqual([expect.not.objectContaining({ userId: expect.anything() })]);
  });

  test('a bounce that may pass, a mail that is unknown and a notice of another kind change nothing', async () => {
    const { email, reference, states } = await person();
    for (const fields of [
      bounceOf(email, reference, 'Transient'),
      { Message: JSON.stringify({ notificationType: 'Delivery', mail: { messageId: reference } }) },
      { Message: 'Successfully validated SNS topic for Amazon SES event publishing.' },
    ])
      expect((await post(signed(fields))).status).toBe(204);
    expect((await post(signed(bounceOf('gone@example.com', 'unknown')))).status).toBe(204);
    expect(await states()).toEqual(['sent ']);
  });
});

describe('a subscription', () => {
  const confirmation = { Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: subscribeUrl, Message: 'You have chosen …' };

  test('is agreed to by asking for its address', async () => {
    expect((await post(signed(confirmation))).status).toBe(204);
    expect(fetched).toContain(subscribeUrl);
  });

  test('is offered again where SNS does not answer', async () => {
    internet = { [certificateUrl]: aws.certificate };
    const answer = await post(signed(confirmation));
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'sns-unavailable', '20']);
  });

  test.each([
    ['https://sns.eu-central-1.amazonaws.com.evil.example/'],
    ['http://sns.eu-central-1.amazonaws.com/'],
    ['https://evil.example/'],
  ])('at %s is refused', async (SubscribeURL) => {
    expect((await post(signed({ ...confirmation, SubscribeURL }))).status).toBe(401);
    expect(fetched).toEqual([]);
  });

  test('that ends is taken note of', async () => {
    expect((await post(signed({ ...confirmation, Type: 'UnsubscribeConfirmation' }))).status).toBe(204);
    expect(fetched).not.toContain(subscribeUrl);
  });
});

describe('who pretends to be SNS is refused', () => {
  const refused = async (body: object) => {
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([401, 'bad-signature']);
  };

  test('with another key', () => refused(signed({ Message: '{}' }, { key: eve.key })));
  test('with another algorithm', () => refused({ ...signed({ Message: '{}' }, { version: '2' }), SignatureVersion: '1' }));
  test('with a topic of their own', () => refused(signed({ Message: '{}', TopicArn: topic.replace('1234', '9999') })));

  test.each(['Message', 'MessageId', 'Timestamp', 'Signature'])('with another %s', (field) =>
    refused({ ...signed({ Message: '{}' }), [field]: 'other' }),
  );

  test('with a subject that was not signed', () => refused({ ...signed({ Message: '{}' }), Subject: 'other' }));

  test.each([
    ['https://evil.example/SimpleNotificationService-0000000000.pem'],
    ['https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0000000000.pem'],
    ['https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-0000000000.pem'],
    ['https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0000000000.pem'],
    ['http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0000000000.pem'],
    ['https://sns.eu-central-1.amazonaws.com/other.pem'],
    ['https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0000000000.pem?x=y'],
  ])('with the certificate at %s, which nobody asks for', async (SigningCertURL) => {
    internet = { [SigningCertURL]: eve.certificate };
    await refused(signed({ Message: '{}', SigningCertURL }, { key: eve.key }));
    expect(fetched).toEqual([]);
  });

  test('with what is no message at all', async () => {
    for (const body of [{}, { Type: 'Notification' }, []]) await refused(body);
  });

  test('and waits where the certificate cannot be had', async () => {
    const SigningCertURL = certificateUrl.replace(/0/g, '1');
    expect((await post(signed({ Message: '{}', SigningCertURL }))).body.code).toBe('sns-unavailable');
  });
});
