import { createHmac } from 'node:crypto';
import { ManualClock } from '../clock';
import { signWebhook, verifyWebhook, webhookHeaders } from './standard-webhooks';

const secret = `whsec_${Buffer.from('the secret of the provider').toString('base64')}`;
const former = `whsec_${Buffer.from('the secret before it').toString('base64')}`;
const body = '{"type":"charge.succeeded","amount":2990}';
const now = new Date('2026-01-31T12:00:00.000Z');
const clock = new ManualClock(now);

/** A webhook that is sent so many seconds before now. */
const sent = (secondsAgo = 0, by = secret): Record<string, string> =>
  webhookHeaders('msg_1', body, by, new ManualClock(new Date(now.getTime() - secondsAgo * 1000)));

const verify = (headers: Readonly<Record<string, string>>, raw: string | Buffer = body, secrets = [secret]) =>
  verifyWebhook({ header: (name) => headers[name], rawBody: Buffer.from(raw as string) }, secrets, clock);

const bad = { refusal: 'bad-signature' };

test('the signature is what the standard says: HMAC-SHA256 over id, time and body, by the decoded secret', () => {
  const expected = createHmac('sha256', 'the secret of the provider').update(`msg_1.1769860800.${body}`).digest('base64');
  expect(signWebhook({ id: 'msg_1', timestamp: 1_769_860_800, body }, secret)).toBe(`v1,${expected}`);
  expect(sent()).toEqual({
    ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': '1769860800', 'webhook-signature': `v1,${expected}` },
    'content-type': 'application/json',
  });
});

test('a secret without prefix is taken as it is', () => {
  const plain = createHmac('sha256', 'plain').update(`msg_1.1.${body}`).digest('base64');
  expect(signWebhook({ id: 'msg_1', timestamp: 1, body }, 'plain')).toBe(`v1,${plain}`);
});

test('a good webhook gives its id, also from bytes that are no text', () => {
  expect(verify(sent())).toEqual({ id: 'msg_1' });
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const signature = signWebhook({ id: 'msg_1', timestamp: 1_769_860_800, body: bytes }, secret);
  expect(verify({ ...sent(), 'webhook-signature': signature }, bytes)).toEqual({ id: 'msg_1' });
});

test.each([
  ['another amount', body.replace('2990', '2991')],
  ['a space more', `${body} `],
  ['the same in another order', '{"amount":2990,"type":"charge.succeeded"}'],
  ['nothing', ''],
])('an altered body is refused: %s', (_, altered) => expect(verify(sent(), altered)).toEqual(bad));

test.each([
  ['another id', { 'webhook-id': 'msg_2' }],
  ['another time', { 'webhook-timestamp': '1769860801' }],
  ['a part of the body in the id', { 'webhook-id': 'msg_1.1769860800.{' }],
  ['no id', { 'webhook-id': '' }],
  ['no time', { 'webhook-timestamp': '' }],
  ['a time that is no number', { 'webhook-timestamp': 'NaN' }],
  ['a time in another spelling', { 'webhook-timestamp': '1.7698608e9' }],
  ['a time with a sign', { 'webhook-timestamp': '+1769860800' }],
  ['a time before 1970', { 'webhook-timestamp': '-1' }],
  ['no signature', { 'webhook-signature': '' }],
  ['an empty signature', { 'webhook-signature': 'v1,' }],
  ['half of it', { 'webhook-signature': sent()['webhook-signature']?.slice(0, 20) ?? '' }],
  ['another version of it', { 'webhook-signature': sent()['webhook-signature']?.replace('v1,', 'v1a,') ?? '' }],
  ['in capitals', { 'webhook-signature': sent()['webhook-signature']?.toUpperCase() ?? '' }],
  ['very many', { 'webhook-signature': 'v1,AAAA '.repeat(2000) }],
])('what is signed cannot be changed: %s', (_, change) => expect(verify({ ...sent(), ...change })).toEqual(bad));

test('a signature of nobody is refused, also by an empty list of secrets', () => {
  expect(verify(sent(0, 'whsec_c3RyYW5nZQ=='))).toEqual(bad);
  expect(verify(sent(), body, [])).toEqual(bad);
});

describe('while a secret is rotated', () => {
  const both = [secret, former];

  test('either secret holds, and after it the former does not', () => {
    expect([verify(sent(0, secret), body, both), verify(sent(0, former), body, both)]).toEqual([{ id: 'msg_1' }, { id: 'msg_1' }]);
    expect(verify(sent(0, former))).toEqual(bad);
  });

  test('one good signature among several is enough, wherever it stands', () => {
    const [ours, theirs] = [sent(0, secret)['webhook-signature'], sent(0, former)['webhook-signature']];
    for (const given of [`${ours} ${theirs}`, `${theirs} ${ours}`, `v2,x ${ours}`, `${ours} v1,`])
      expect(verify({ ...sent(), 'webhook-signature': given })).toEqual({ id: 'msg_1' });
  });
});

test.each([
  [0, { id: 'msg_1' }],
  [299, { id: 'msg_1' }],
  [300, { id: 'msg_1' }],
  [301, { refusal: 'stale-timestamp' }],
  [360, { refusal: 'stale-timestamp' }],
  [-300, { id: 'msg_1' }],
  [-301, { refusal: 'stale-timestamp' }],
  [-360, { refusal: 'stale-timestamp' }],
  [1_769_860_800, { refusal: 'stale-timestamp' }],
])('%i seconds after it was sent', (secondsAgo, verdict) => expect(verify(sent(secondsAgo))).toEqual(verdict));

test('an id has 256 characters at most', () => {
  const signedAs = (id: string) => webhookHeaders(id, body, secret, clock);
  expect(verify(signedAs('m'.repeat(256)))).toEqual({ id: 'm'.repeat(256) });
  expect(verify(signedAs('m'.repeat(257)))).toEqual(bad);
});

test('an old webhook with a bad signature is a bad one: its time proves nothing', () => {
  expect(verify(sent(3600), `${body} `)).toEqual(bad);
});
