import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ManualClock } from '../clock';
import { ServiceTokens, ServiceTokenUnavailable } from './service-token';
import { serve } from './testing';

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const second = 1000;
let server: Awaited<ReturnType<typeof serve>>;
let seen: Seen[];
let status: number;
let lifetime: number;
let change: object;
let held: Promise<void> | undefined;
let secret: string;
let clock: ManualClock;
let tokens: ServiceTokens;

beforeEach(async () => {
  seen = [];
  status = 200;
  lifetime = 600;
  change = {};
  held = undefined;
  secret = 'first';
  server = await serve(async (request, response) => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: await text(request) });
    const token = { access_token: `token-${seen.length}`, token_type: 'Bearer', expires_in: lifetime, ...change };
    await held;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(token));
  });
  clock = new ManualClock();
  tokens = new ServiceTokens({
    issuer: server.url,
    clientId: 'order-service',
    secret: () => secret,
    scopes: ['users:check', 'products:quote'],
    clock,
  });
});

afterEach(() => server.stop());

const seenSoon = async (count: number) => {
  for (let i = 0; i < 200 && seen.length < count; i++) await new Promise((done) => setTimeout(done, 5));
  expect(seen).toHaveLength(count);
};

test('asks as the standard says', async () => {
  secret = 'a:b c/ü';
  expect(await tokens.get()).toBe('token-1');
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/auth/token' });
  expect(seen[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
    grant_type: 'client_credentials',
    scope: 'users:check products:quote',
  });
  const [scheme, credentials = ''] = seen[0]?.headers.authorization?.split(' ') ?? [];
  expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual(['Basic', 'order-service:a%3Ab+c%2F%C3%BC']);
});

test('asks once for all that need it at one time', async () => {
  expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1', 'token-1']);
  expect(seen).toHaveLength(1);
});

test('renews in the background in the last two minutes, and nobody waits', async () => {
  await tokens.get();
  clock.advance(480 * second - 1);
  expect(await tokens.get()).toBe('token-1');
  expect(seen).toHaveLength(1);
  let release = () => {};
  held = new Promise((done) => (release = done));
  clock.advance(1);
  expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1']);
  await seenSoon(2);
  expect(await tokens.get()).toBe('token-1');
  release();
  while ((await tokens.get()) === 'token-1') await new Promise((done) => setTimeout(done, 5));
  expect(await tokens.get()).toBe('token-2');
  expect(seen).toHaveLength(2);
});

test('a renewal that fails does no harm while the token is good; it is tried again after a second', async () => {
  await tokens.get();
  status = 500;
  clock.advance(480 * second);
  expect(await tokens.get()).toBe('token-1');
  await seenSoon(2);
  await new Promise((done) => setTimeout(done, 20));
  expect(await tokens.get()).toBe('token-1');
  expect(seen).toHaveLength(2);
  status = 200;
  clock.advance(second);
  expect(await tokens.get()).toBe('token-1');
  await seenSoon(3);
});

test('is not used in the last 60 seconds', async () => {
  await tokens.get();
  clock.advance(540 * second);
  expect(await tokens.get()).toBe('token-2');
});

test('one that lives only 40 seconds is used for 30', async () => {
  lifetime = 40;
  await tokens.get();
  clock.advance(19 * second);
  expect(await tokens.get()).toBe('token-1');
  expect(seen).toHaveLength(1);
  clock.advance(11 * second);
  expect(await tokens.get()).toBe('token-2');
});

test('forgets a refused token and reads the secret anew, but keeps a newer token', async () => {
  await tokens.get();
  secret = 'second';
  tokens.invalidate('token-1');
  expect(await tokens.get()).toBe('token-2');
  expect(seen[1]?.headers.authorization).toBe(`Basic ${Buffer.from('order-service:second').toString('base64')}`);
  tokens.invalidate('token-1');
  expect(await tokens.get()).toBe('token-2');
  tokens.invalidate();
  expect(await tokens.get()).toBe('token-3');
});

test.each([
  [401, {}, 'answered 401'],
  [200, { access_token: undefined }, 'without a bearer token'],
  [200, { token_type: 'mac' }, 'without a bearer token'],
  [200, { expires_in: 'soon' }, 'without a bearer token'],
])('%i with %j gives no token; the next request goes out after a second', async (code, difference, fact) => {
  [status, change] = [code, difference];
  await expect(tokens.get()).rejects.toThrow(ServiceTokenUnavailable);
  await expect(tokens.get()).rejects.toThrow(fact);
  expect(seen).toHaveLength(1);
  [status, change] = [200, {}];
  clock.advance(second);
  expect(await tokens.get()).toBe('token-2');
});

test('an error shows neither secret nor token', async () => {
  secret = 'hush-hush';
  status = 400;
  const error: unknown = await tokens.get().catch((thrown: unknown) => thrown);
  const shown = `${String(error)} ${error instanceof Error ? error.stack : ''} ${JSON.stringify(error)}`;
  for (const hidden of ['hush-hush', 'token-1', Buffer.from('order-service:hush-hush').toString('base64')])
    expect(shown).not.toContain(hidden);
});

test('waits no longer than the deadline, and the token still comes for the next', async () => {
  let release = () => {};
  held = new Promise((done) => (release = done));
  const start = performance.now();
  await expect(tokens.get(start + 30)).rejects.toThrow('the deadline passed');
  expect(performance.now() - start).toBeLessThan(1900);
  release();
  expect(await tokens.get(performance.now() + 2000)).toBe('token-1');
  expect(seen).toHaveLength(1);
});

test('an issuer that is away gives no token', async () => {
  const away = new ServiceTokens({ issuer: 'http://127.0.0.1:1', clientId: 'order-service', secret: () => 's', scopes: [], clock });
  await expect(away.get()).rejects.toThrow('order-service: service-token: http://127.0.0.1:1 does not answer');
});
