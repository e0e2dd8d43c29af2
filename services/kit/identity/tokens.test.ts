import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { ManualClock } from '../clock';
import { type KeySource, KeysUnavailable } from './jwks';
import { TokenRefused, TokenVerifier } from './tokens';

const issuer = 'http://auth-service:8001';
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let stranger: Pair;
let clock: ManualClock;
let asked: number;
let verifier: TokenVerifier;

beforeAll(async () => {
  [pair, stranger] = await Promise.all([generateKeyPair('ES256', { extractable: true }), generateKeyPair('ES256')]);
});

beforeEach(() => {
  asked = 0;
  clock = new ManualClock();
  const keys: KeySource = {
    key: async (kid) => {
      asked++;
      return kid === 'key' ? pair.publicKey : undefined;
    },
  };
  verifier = new TokenVerifier({ issuer, keys, clock });
});

const seconds = () => clock.now().getTime() / 1000;
const payload = (change: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  aud: 'platform',
  sub: '0197a5c0-0000-7000-8000-000000000001',
  scope: 'profile:own orders:own',
  sid: 'session-1',
  auth_time: seconds() - 60,
  iat: seconds(),
  exp: seconds() + 900,
  ...change,
});
const sign = (claims: JWTPayload, { kid = 'key', key = pair.privateKey }: { kid?: string; key?: Pair['privateKey'] } = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
const refusal = async (token: string): Promise<unknown> => {
  const error: unknown = await verifier.verify(token).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TokenRefused);
  expect(verifier.cached(token)).toBeUndefined();
  return error instanceof TokenRefused ? error.reason : undefined;
};

test('says who asks and what they may do', async () => {
  expect(await verifier.verify(await sign(payload()))).toEqual({
    subject: '0197a5c0-0000-7000-8000-000000000001',
    scopes: new Set(['profile:own', 'orders:own']),
    isService: false,
    session: 'session-1',
    authenticatedAt: seconds() - 60,
  });
});

test('a service has no session, and a token without scopes allows nothing', async () => {
  const caller = await verifier.verify(
    await sign(payload({ sub: 'svc:order-service', sid: undefined, auth_time: undefined, scope: undefined })),
  );
  expect(caller).toEqual({ subject: 'svc:order-service', scopes: new Set(), isService: true });
});

test.each<[string, JWTPayload, string]>([
  ['another issuer', { iss: 'http://evil' }, 'issuer'],
  ['no issuer', { iss: undefined }, 'issuer'],
  ['another audience', { aud: 'elsewhere' }, 'audience'],
  ['no audience', { aud: undefined }, 'audience'],
  ['no end', { exp: undefined }, 'claims'],
  ['no beginning', { iat: undefined }, 'claims'],
  ['no subject', { sub: undefined }, 'claims'],
  ['an empty subject', { sub: '' }, 'claims'],
  ['a subject that is neither a user nor a service', { sub: 'root' }, 'claims'],
  ['a user with something behind', { sub: '0197a5c0-0000-7000-8000-000000000001\n' }, 'claims'],
  ['a service without a name', { sub: 'svc:' }, 'claims'],
  ['a service with a path', { sub: 'svc:a/../b' }, 'claims'],
  ['a list of scopes', { scope: ['users:admin'] }, 'claims'],
  ['a time to start that has not come', { nbf: Date.parse('2026-01-01T01:00:00Z') / 1000 }, 'claims'],
  ['a beginning in the future', { iat: Date.parse('2026-01-01T00:00:31Z') / 1000 }, 'claims'],
  ['an end 30 seconds ago', { exp: Date.parse('2025-12-31T23:59:30Z') / 1000 }, 'expired'],
])('refuses %s', async (_, change, reason) => expect(await refusal(await sign(payload(change)))).toBe(reason));

test('accepts clocks that differ by less than 30 seconds', async () => {
  const late = await sign(payload({ exp: seconds() - 29 }));
  await expect(verifier.verify(late)).resolves.toBeDefined();
  expect(verifier.cached(late)).toBeUndefined();
  await expect(verifier.verify(await sign(payload({ iat: seconds() + 29 })))).resolves.toBeDefined();
});

test('refuses a token without signature', async () => {
  const token = new UnsecuredJWT(payload()).encode();
  expect(await refusal(token)).toBe('algorithm');
  const named = `${Buffer.from('{"alg":"none","kid":"key"}').toString('base64url')}.${token.split('.')[1]}.`;
  expect(await refusal(named)).toBe('algorithm');
  expect(asked).toBe(0);
});

test('refuses HS256 with the public key as the secret', async () => {
  const secret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
  expect(await refusal(await new SignJWT(payload()).setProtectedHeader({ alg: 'HS256', kid: 'key' }).sign(secret))).toBe('algorithm');
});

test('refuses what somebody else signed, or changed', async () => {
  expect(await refusal(await sign(payload(), { key: stranger.privateKey }))).toBe('signature');
  const [header, , signature] = (await sign(payload())).split('.');
  const body = Buffer.from(JSON.stringify(payload({ scope: 'users:admin' }))).toString('base64url');
  expect(await refusal(`${header}.${body}.${signature}`)).toBe('signature');
});

test('refuses a key that nobody published, and a token that names none', async () => {
  expect(await refusal(await sign(payload(), { kid: 'other' }))).toBe('unknown_key');
  expect(await refusal(await new SignJWT(payload()).setProtectedHeader({ alg: 'ES256' }).sign(pair.privateKey))).toBe('unknown_key');
});

test.each(['', 'x', 'a.b.c', '..', '\u0000', 'Bearer x.y.z', '💥.💥.💥', 'e30.e30.e30'])('refuses %j', async (token) =>
  expect(await refusal(token)).toBe('malformed'),
);

test('a refusal shows nothing of the token', async () => {
  const token = await sign(payload({ exp: seconds() - 100 }));
  const error: unknown = await verifier.verify(token).catch((thrown: unknown) => thrown);
  const shown = `${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''} ${String((error as Error).cause)}`;
  for (const part of [...token.split('.'), '0197a5c0', 'session-1', 'orders:own']) expect(shown).not.toContain(part);
});

test('that no keys can be had is not the fault of the token', async () => {
  const keys: KeySource = { key: async () => Promise.reject(new KeysUnavailable(issuer)) };
  await expect(new TokenVerifier({ issuer, keys, clock }).verify(await sign(payload()))).rejects.toThrow(KeysUnavailable);
});

test('knows a good token until it expires, to the millisecond', async () => {
  const token = await sign(payload({ exp: seconds() + 10 }));
  expect(verifier.cached(token)).toBeUndefined();
  const caller = await verifier.verify(token);
  expect(verifier.cached(token)).toBe(caller);
  expect(await verifier.verify(token)).toBe(caller);
  expect(asked).toBe(1);
  clock.advance(9999);
  expect(verifier.cached(token)).toBe(caller);
  clock.advance(1);
  expect(verifier.cached(token)).toBeUndefined();
});

test('knows the latest good tokens, and no more of them than it may', async () => {
  const few = new TokenVerifier({ issuer, keys: { key: async () => pair.publicKey }, clock, remembered: 3 });
  const tokens = await Promise.all([1, 2, 3, 4].map((session) => sign(payload({ sid: `session-${session}` }))));
  for (const token of tokens) await few.verify(token);
  expect(tokens.map((token) => few.cached(token) !== undefined)).toEqual([false, true, true, true]);
});
