import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import { PublicFetch, verifyWebhook } from '#kit';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { profiles } from '#platform/topics/user';
import definition from '../service';
import { mailFolder, testedModule } from '../testing';

const clock = new ManualClock();
const box = mailFolder();
const at = '2026-01-01T00:00:00.000Z';
const day = 86_400_000;

interface Got {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const got: Got[] = [];
let answer = 204;
/** What the host of endpoints resolves to. */
let resolved = ['93.184.216.34'];
let isPublic = (address: string): boolean => address === '93.184.216.34' || address === '127.0.0.1';
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  got.push({ headers: request.headers, body });
  response.writeHead(answer).end();
});
let port: number;
let service: TestedService;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  port = (receiver.address() as AddressInfo).port;
  const internet = new PublicFetch({ allowHttp: true, resolve: async () => resolved, isPublic: (address) => isPublic(address) });
  const { module } = testedModule(internet);
  service = await testService({ name: 'notification-service', definition, module, settings: box.settings, clock });
});

afterAll(async () => {
  await service?.stop();
  receiver.close();
});

beforeEach(() => {
  got.length = 0;
  answer = 204;
  resolved = ['127.0.0.1'];
  isPublic = (address) => ['93.184.216.34', '127.0.0.1'].includes(address);
});

const person = async () => {
  const userId = v7();
  const token = await service.token({ subject: userId, scopes: ['notifications:own'] });
  const send = (method: string, path: string, wish: object = {}) =>
    service.request(method, `/notifications/endpoints${path}`, { token, ...wish });
  const add = (events = ['order-delivered'], url = `http://hooks.example.com:${port}/in?a=b`, key = v7()) =>
    send('POST', '', { key, body: { url, events } });
  return {
    ...{ userId, token, send, add },
    delivered: (id = v7()) =>
      service.deliver(orders.delivered, { orderId: v7(), number: 'ORD-1', userId, productIds: [], deliveredAt: at }, { id }),
    rows: () =>
      service.sql<{ state: string; code: string | null; attempts: number }>(
        "SELECT state, code, attempts FROM messages WHERE user_id = $1 AND channel = 'webhook' ORDER BY id",
        [userId],
      ),
    endpoint: async () => {
      const [endpoint] = await service.sql<{ failures: number; disabledAt: Date | null }>(
        'SELECT failures, disabled_at AS "disabledAt" FROM endpoints WHERE user_id = $1 ORDER BY created_at LIMIT 1',
        [userId],
      );
      if (endpoint === undefined) throw new Error('no endpoint');
      return endpoint;
    },
  };
};

describe('endpoints', () => {
  test('the secret is shown once, and stored for nobody to read', async () => {
    const { add, send, userId } = await person();
    const key = v7();
    const url = `http://hooks.example.com:${port}/`;
    const first = await add(['order-delivered'], url, key);
    expect([first.status, first.body.secret]).toEqual([201, expect.stringMatching(/^whsec_[\w+/]{43}=$/)]);
    const { secret, ...shown } = first.body;
    const again = await add(['order-delivered'], url, key);
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([shown, 'true']);
    expect((await send('GET', '')).body.data).toEqual([shown]);
    const raw = secret.slice('whsec_'.length);
    for (const table of ['endpoints', 'idempotency_keys'])
      expect(await service.sql(`SELECT 1 FROM ${table} t WHERE t::text LIKE $1`, [`%${raw}%`])).toEqual([]);
    const [{ secret_enc: sealed } = { secret_enc: Buffer.alloc(0) }] = await service.sql<{ secret_enc: Buffer }>(
      'SELECT secret_enc FROM endpoints WHERE user_id = $1',
      [userId],
    );
    expect(sealed.includes(Buffer.from(raw, 'base64'))).toBe(false);
    expect(service.logs.join('')).not.toContain(raw);
  });

  test('belong to one person; who removes one twice is told the same', async () => {
    const [ada, bob] = [await person(), await person()];
    const { id } = (await ada.add()).body;
    expect((await bob.send('DELETE', `/${id}`)).status).toBe(404);
    expect((await bob.send('GET', '')).body.data).toEqual([]);
    expect((await ada.send('DELETE', `/${v7()}`)).status).toBe(404);
    expect([(await ada.send('DELETE', `/${id}`)).status, (await ada.send('DELETE', `/${id}`)).status]).toEqual([204, 204]);
    expect((await ada.send('GET', '')).body.data).toEqual([]);
    await ada.delivered();
    await service.worked();
    expect([await ada.rows(), got]).toEqual([[], []]);
  });

  test('are ten at most, however many are added at once, and are listed by pages', async () => {
    const { add, send } = await person();
    const added = await Promise.all(Array.from({ length: 12 }, () => add()));
    expect(added.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), 422, 422]);
    expect(added.find(({ status }) => status === 422)?.body.code).toBe('too-many-endpoints');
    const first = (await send('GET', '?limit=7')).body;
    const second = (await send('GET', `?limit=7&cursor=${first.page.nextCursor}`)).body;
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(10);
  });

  test.each([
    ['an event that nobody may be told of', { url: 'https://a.example', events: ['reset-password'] }],
    ['no event', { url: 'https://a.example', events: [] }],
    ['an event twice', { url: 'https://a.example', events: ['low-stock', 'low-stock'] }],
    ['what is no address', { url: 'hooks', events: ['low-stock'] }],
    ['another scheme', { url: 'ftp://a.example', events: ['low-stock'] }],
  ])('refuse %s', async (_, body) => {
    const { send } = await person();
    const refused = await send('POST', '', { key: v7(), body });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
  });
});

describe('notification: an address that is not public', () => {
  test.each([['169.254.169.254'], ['10.1.2.3']])('%s is refused at registration', async (address) => {
    isPublic = (each) => each === '93.184.216.34';
    const { add } = await person();
    resolved = ['93.184.216.34', address];
    for (const url of ['https://hooks.example.com/', `https://${address}/`]) {
      const refused = await add(['order-delivered'], url);
      expect([refused.status, refused.body.code]).toEqual([422, 'private-address']);
    }
  });

  test.each([['169.254.169.254'], ['10.1.2.3']])('%s is refused at send time', async (address) => {
    const { add, delivered, rows, endpoint } = await person();
    await add();
    resolved = [address];
    await delivered();
    await service.worked();
    expect(await rows()).toEqual([{ state: 'failed', code: 'rejected', attempts: 1 }]);
    expect([got, (await endpoint()).failures]).toEqual([[], 1]);
  });
});

describe('webhooks', () => {
  test('are signed, tell of the event, and come once', async () => {
    const { add, delivered, rows, userId } = await person();
    const { secret } = (await add()).body;
    await add(['low-stock']);
    const id = v7();
    await delivered(id);
    await service.sql('DELETE FROM inbox WHERE event_id = $1', [id]);
    service.cache.clear();
    await delivered(id);
    await service.worked();
    expect(await rows()).toEqual([{ state: 'sent', code: null, attempts: 1 }]);
    expect(got).toHaveLength(1);
    const [{ headers, body } = { headers: {} as Got['headers'], body: '' }] = got;
    const header = (name: string) => headers[name] as string | undefined;
    const [row] = await service.sql<{ id: string }>("SELECT id FROM messages WHERE user_id = $1 AND channel = 'webhook'", [userId]);
    expect(verifyWebhook({ header, rawBody: Buffer.from(body) }, [secret], clock)).toEqual({ id: row?.id });
    expect(JSON.parse(body)).toEqual({ type: 'order-delivered', timestamp: clock.now().toISOString(), data: { number: 'ORD-1' } });
    const told = (await service.published(messages.sent)).filter(({ data }) => data.userId === userId);
    expect(told.map(({ data: { channel, provider } }) => [channel, provider])).toEqual([['webhook', 'webhook']]);
  });

  test('that are not taken are sent again, under the same id', async () => {
    const { add, delivered, rows, endpoint } = await person();
    await add();
    answer = 503;
    await delivered();
    await service.worked();
    expect(await rows()).toEqual([{ state: 'queued', code: 'not-taken', attempts: 1 }]);
    answer = 200;
    clock.advance(60_000);
    await eventually('the second try', async () => (await rows())[0]?.state === 'sent');
    expect(got[0]?.headers['webhook-id']).toBe(got[1]?.headers['webhook-id']);
    expect((await endpoint()).failures).toBe(0);
  });

  test('end after five days of failures, and their owner is told', async () => {
    const { add, delivered, rows, endpoint, userId } = await person();
    const email = `p-${userId.slice(-12)}@example.com`;
    await service.deliver(
      profiles.created,
      { userId, email, locale: 'en', marketingConsent: false, origin: 'signup', createdAt: at },
      { version: 1 },
    );
    await add();
    answer = 500;
    await delivered();
    await service.worked();
    clock.advance(5 * day - 1);
    await delivered();
    await eventually('both to have failed', async () => (await endpoint()).failures >= 3);
    expect((await endpoint()).disabledAt).toBeNull();
    clock.advance(60_001);
    await eventually('the endpoint to be disabled', async () => (await endpoint()).disabledAt !== null);
    await eventually('the mail', async () => box.mails(`endpoint-disabled-${email}`).length === 1);
    expect(box.mails(`endpoint-disabled-${email}`)[0]?.text).toContain('hooks.example.com');
    const before = (await rows()).length;
    await delivered();
    await service.worked();
    expect(await rows()).toHaveLength(before);
  });

  test('end at once where the endpoint says that it is gone', async () => {
    const { add, delivered, rows, endpoint } = await person();
    await add();
    answer = 410;
    await delivered();
    await service.worked();
    expect(await rows()).toEqual([{ state: 'failed', code: 'rejected', attempts: 1 }]);
    expect((await endpoint()).disabledAt).not.toBeNull();
  });

  test('can be sent by hand, where somebody listens', async () => {
    const operator = await service.token({ subject: v7(), scopes: ['notifications:send'] });
    const { add, userId } = await person();
    const send = (data = { headline: 'a', message: 'b' }) =>
      service.request('POST', '/notifications/messages', {
        ...{ token: operator, key: v7() },
        body: { template: 'service-notice', channel: 'webhook', to: { userId }, data },
      });
    expect((await send()).body.code).toBe('no-contact');
    await add(['service-notice']);
    expect((await send()).status).toBe(202);
    await service.worked();
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ type: 'service-notice', data: { headline: 'a', message: 'b' } });
  });
});
