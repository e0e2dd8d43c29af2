import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { webhookHeaders } from '#kit';
import { ManualClock } from '#kit/testing';
import { ask, type Reply } from './requests/testing';
import { formerSecret, type Shop, startShop, webhookSecret } from './testing';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
}, 60_000);

afterAll(() => shop?.stop());

interface Sent {
  readonly id?: string;
  readonly secret?: string;
  /** Seconds before now. */
  readonly ago?: number;
  /** The body that arrives, in place of the one that was signed. */
  readonly arrives?: string;
}

const signed = '{"type":"account.updated","timestamp":"2026-01-31T12:00:00.000Z","data":{}}';

const tell = async (path: string, { id = `msg_${v7()}`, secret = webhookSecret, ago = 0, arrives = signed }: Sent): Promise<Reply> => {
  const clock = new ManualClock(new Date(Date.now() - ago * 1000));
  return ask(shop.of('payment-service').url, { method: 'POST', path, body: arrives, headers: webhookHeaders(id, signed, secret, clock) });
};

describe.each(['/payment/webhook', '/webhook'])('POST %s', (path) => {
  test.each<[string, Sent, [number, string]]>([
    ['by the secret', {}, [204, '']],
    ['by the secret before the rotation', { secret: formerSecret }, [204, '']],
    ['by another secret', { secret: 'whsec_c3RyYW5nZQ==' }, [401, 'bad-signature']],
    ['with another body', { arrives: signed.replace('updated', 'deleted') }, [401, 'bad-signature']],
    ['with a space more', { arrives: `${signed} ` }, [401, 'bad-signature']],
    ['six minutes old', { ago: 360 }, [401, 'stale-timestamp']],
    ['six minutes ahead', { ago: -360 }, [401, 'stale-timestamp']],
    ['four minutes old', { ago: 240 }, [204, '']],
    ['with an id of SQL', { id: "msg_' OR 1=1 --" }, [204, '']],
    ['with a very long id', { id: randomBytes(3000).toString('hex') }, [401, 'bad-signature']],
  ])('%s', async (_, sent, wanted) => {
    const { status, code } = await tell(path, sent);
    expect([status, code]).toEqual(wanted);
  });
});

test('of twenty at once with one id, one is kept, and all are told that it is', async () => {
  const id = `msg_${v7()}`;
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => tell(at % 2 ? '/webhook' : '/payment/webhook', { id })));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(204));
  expect(await shop.of('payment-service').sql('SELECT 1 FROM webhooks WHERE webhook_id = $1', [id])).toHaveLength(1);
});

test('who signs nothing changes nothing', async () => {
  const before = await shop.of('payment-service').sql('SELECT webhook_id FROM webhooks ORDER BY 1');
  const attempts: Record<string, string>[] = [
    {},
    { 'webhook-id': 'msg_1' },
    { 'webhook-id': 'msg_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,' },
  ];
  for (const attempt of attempts) {
    const headers = { 'content-type': 'application/json', ...attempt };
    expect((await ask(shop.of('payment-service').url, { method: 'POST', path: '/webhook', body: signed, headers })).code).toBe(
      'bad-signature',
    );
  }
  expect(await shop.of('payment-service').sql('SELECT webhook_id FROM webhooks ORDER BY 1')).toEqual(before);
});
