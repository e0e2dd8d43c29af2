import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { ManualClock } from '../clock';
import { KeysUnavailable, RemoteKeys } from './jwks';
import { serve } from './testing';

const newKey = async (kid: string): Promise<JWK> => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'ES256' };
};

const minute = 60_000;
let first: JWK;
let second: JWK;
let server: Awaited<ReturnType<typeof serve>>;
let reads: number;
let answer: { status: number; body: string };
let clock: ManualClock;
let keys: RemoteKeys;

const publish = (...published: unknown[]) => {
  answer = { status: 200, body: JSON.stringify({ keys: published }) };
};
const breakDown = () => {
  answer = { status: 503, body: 'down' };
};

beforeAll(async () => {
  [first, second] = await Promise.all([newKey('first'), newKey('second')]);
});

beforeEach(async () => {
  reads = 0;
  publish(first);
  server = await serve(({ url }, response) => {
    if (url === '/.well-known/jwks.json') reads++;
    response.writeHead(answer.status).end(answer.body);
  });
  clock = new ManualClock();
  keys = new RemoteKeys({ issuer: server.url, clock });
});

afterEach(() => server.stop());

test('reads nothing before the first question, and once for all that come together', async () => {
  expect(reads).toBe(0);
  const found = await Promise.all([keys.key('first'), keys.key('first'), keys.key('unknown')]);
  expect(found.map((key) => key?.type)).toEqual(['public', 'public', undefined]);
  expect(reads).toBe(1);
});

test('reads again after 10 minutes, and not before', async () => {
  await keys.key('first');
  clock.advance(10 * minute - 1);
  await keys.key('first');
  expect(reads).toBe(1);
  clock.advance(1);
  await keys.key('first');
  expect(reads).toBe(2);
});

test('a key that is no longer published is unknown after the next read', async () => {
  publish(first, second);
  expect(await keys.key('second')).toBeDefined();
  publish(first);
  clock.advance(10 * minute);
  expect(await keys.key('second')).toBeUndefined();
});

test('looks for an unknown key at most every 30 seconds', async () => {
  await keys.key('first');
  publish(first, second);
  clock.advance(29_999);
  expect(await keys.key('second')).toBeUndefined();
  expect(reads).toBe(1);
  clock.advance(1);
  expect(await keys.key('second')).toBeDefined();
  for (let i = 0; i < 20; i++) await keys.key(`invented-${i}`);
  expect(reads).toBe(2);
});

test('imports a key once, and again when the same id names another', async () => {
  const before = await keys.key('first');
  clock.advance(10 * minute);
  expect(await keys.key('first')).toBe(before);
  publish({ ...second, kid: 'first' });
  clock.advance(10 * minute);
  expect(await keys.key('first')).not.toBe(before);
});

test('known keys serve for 24 hours while the issuer is down, and it is asked every 30 seconds', async () => {
  await keys.key('first');
  breakDown();
  clock.advance(10 * minute);
  for (let i = 0; i < 5; i++) expect(await keys.key('first')).toBeDefined();
  expect(reads).toBe(2);
  clock.advance(24 * 60 * minute - 10 * minute - 1);
  expect(await keys.key('first')).toBeDefined();
  clock.advance(1);
  await expect(keys.key('first')).rejects.toThrow(KeysUnavailable);
});

test('nobody waits for an issuer that is known to be down', async () => {
  let hang: ((response: Response) => void) | undefined;
  let sent = 0;
  const answers = [async () => Response.json({ keys: [first] }), async () => new Response('', { status: 500 })];
  const fetch = () => answers[sent++]?.() ?? new Promise<Response>((done) => (hang = done));
  const slow = new RemoteKeys({ issuer: 'http://127.0.0.1', clock, fetch });
  await slow.key('first');
  clock.advance(10 * minute);
  await slow.key('first');
  clock.advance(minute);
  expect(await slow.key('first')).toBeDefined();
  expect(sent).toBe(3);
  hang?.(Response.json({ keys: [first] }));
});

test('a slow read is not doubled', async () => {
  let answerNow: ((response: Response) => void) | undefined;
  let sent = 0;
  const fetch = () => {
    sent++;
    return new Promise<Response>((done) => (answerNow = done));
  };
  const slow = new RemoteKeys({ issuer: 'http://127.0.0.1', clock, fetch });
  const early = slow.key('first');
  clock.advance(1500);
  const late = slow.key('first');
  answerNow?.(Response.json({ keys: [first] }));
  expect(await early).toBe(await late);
  expect(sent).toBe(1);
});

test('comes back when the issuer does', async () => {
  breakDown();
  await expect(keys.key('first')).rejects.toThrow('keys-unavailable');
  await expect(keys.key('first')).rejects.toThrow(KeysUnavailable);
  expect(reads).toBe(1);
  publish(first);
  clock.advance(1000);
  expect(await keys.key('first')).toBeDefined();
});

test.each([
  ['text', 'nonsense'],
  ['no key at all', '{"keys":[]}'],
  ['another shape', '{"keys":"none"}'],
])('%s instead of keys does not replace keys that work', async (_, body) => {
  await keys.key('first');
  answer = { status: 200, body };
  clock.advance(10 * minute);
  expect(await keys.key('first')).toBeDefined();
});

test('takes over no key of another kind', async () => {
  const { publicKey } = await generateKeyPair('RS256', { extractable: true });
  const symmetric = { kty: 'oct', kid: 'symmetric', k: 'c2VjcmV0', alg: 'HS256' };
  const broken = { ...first, kid: 'broken', x: second.x };
  const encrypting = { ...first, kid: 'encrypting', use: 'enc' };
  publish({ ...(await exportJWK(publicKey)), kid: 'rsa' }, symmetric, broken, encrypting, null, second);
  const found = await Promise.all(['rsa', 'symmetric', 'broken', 'encrypting', 'second'].map((kid) => keys.key(kid)));
  expect(found.map((key) => key !== undefined)).toEqual([false, false, false, false, true]);
});
