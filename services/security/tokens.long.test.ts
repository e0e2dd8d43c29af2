import { type CryptoKey, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { v7 } from 'uuid';
import { services } from '../../services.gen';
import { ask, requestFor } from './requests/testing';
import { type Shop, startShop } from './testing';

const names = services.map(({ name }) => name);
const subject = v7();
const scope = 'ops:write';

let shop: Shop;
let bad: Readonly<Record<string, string>>;

beforeAll(async () => {
  shop = await startShop();
  bad = { ...(await wrongHeaders()), ...(await wrongClaims()), ...malformed(await shop.issuer.sign({ sub: subject, scope })) };
}, 60_000);

afterAll(() => shop?.stop());

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const wrongHeaders = async (): Promise<Record<string, string>> => {
  const { issuer } = shop;
  const { url, kid, publicJwk, sign } = issuer;
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: url, aud: 'platform', sub: subject, scope, iat: now, exp: now + 900 };
  const good = { sub: subject, scope };
  const pem = Buffer.from(await exportSPKI((await importJWK(publicJwk, 'ES256', { extractable: true })) as CryptoKey));
  const other = await generateKeyPair('ES256');
  const bigger = await generateKeyPair('ES384');
  const { d: _, ...jwk } = publicJwk;
  return {
    'no algorithm': `${encode({ alg: 'none', kid })}.${encode(claims)}.`,
    'no algorithm, with a signature': `${encode({ alg: 'nOnE', kid })}.${encode(claims)}.AAAA`,
    'no algorithm named': `${encode({ kid })}.${encode(claims)}.AAAA`,
    'HS256 by the PEM of the public key': await sign(good, { alg: 'HS256' }, pem),
    'HS256 by the text of the public key': await sign(good, { alg: 'HS256' }, Buffer.from(JSON.stringify(publicJwk))),
    'HS256 by nothing': await sign(good, { alg: 'HS256' }, Buffer.alloc(32)),
    'another key under the known id': await sign(good, {}, other.privateKey),
    'a key of its own in the header': await sign(good, { jwk }, other.privateKey),
    'a key at an address of its own': await sign(good, { jku: `${url}/.well-known/jwks.json` }, other.privateKey),
    'another curve': await sign(good, { alg: 'ES384' }, bigger.privateKey),
    'an id of a key that nobody published': await sign(good, { kid: 'nobody' }),
    'a path as id': await sign(good, { kid: '../../../../dev/null' }),
    'SQL as id': await sign(good, { kid: "x' UNION SELECT 'AAAA' --" }),
    'an id of prototypes': await sign(good, { kid: '__proto__' }),
    'a very long id': await sign(good, { kid: 'k'.repeat(8000) }),
    'an id that is no text': `${encode({ alg: 'ES256', kid: { $ne: '' } })}.${encode(claims)}.AAAA`,
    'an unknown extension that must be understood': `${encode({ alg: 'ES256', kid, crit: ['b64'], b64: false })}.${encode(claims)}.AAAA`,
  };
};

const wrongClaims = async (): Promise<Record<string, string>> => {
  const { url, sign } = shop.issuer;
  const now = Math.floor(Date.now() / 1000);
  const good = { sub: subject, scope };
  return {
    'another issuer': await sign({ ...good, iss: 'https://evil.example.com' }),
    'the issuer with a slash more': await sign({ ...good, iss: `${url}/` }),
    'no issuer': await sign({ ...good, iss: undefined }),
    'another audience': await sign({ ...good, aud: 'elsewhere' }),
    'no audience': await sign({ ...good, aud: undefined }),
    'no one': await sign({ scope }),
    'somebody who is no id': await sign({ ...good, sub: 'admin' }),
    'an id with SQL behind it': await sign({ ...good, sub: `${subject}' OR 1=1 --` }),
    'a line more in the id': await sign({ ...good, sub: `${subject}\n` }),
    'a list of people': await sign({ ...good, sub: [subject] }),
    'scopes as a list': await sign({ ...good, scope: [scope] }),
    'a time that is over': await sign({ ...good, exp: now - 60 }),
    'no end': await sign({ ...good, exp: undefined }),
    'an end that is a text': await sign({ ...good, exp: `${now + 900}` }),
    'a time that is to come': await sign({ ...good, nbf: now + 300 }),
    'a birth that is to come': await sign({ ...good, iat: now + 300 }),
  };
};

const malformed = (token: string): Record<string, string> => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return {
    'four parts': `${token}.${signature}`,
    'two parts': `${header}.${payload}`,
    'another payload': `${header}.${encode({ sub: subject, scope: 'users:admin' })}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'half a signature': `${header}.${payload}.${signature.slice(0, 40)}`,
    'a signature of zeros': `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
    'no JSON': `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`,
    'twelve thousand characters': `${header}.${'A'.repeat(12_000)}.${signature}`,
  };
};

const outbox = { method: 'GET', path: '/internal/outbox', headers: {} };

test.each(names)('%s takes a good token and no other, and says nothing of why', async (name) => {
  const { url } = shop.of(name);
  expect((await ask(url, outbox, await shop.issuer.sign({ sub: subject, scope }))).status).toBe(200);
  const taken: string[] = [];
  for (const [what, token] of Object.entries(bad)) {
    const { status, code, text } = await ask(url, outbox, token);
    const detail = /"detail":"([^"]*)"/.exec(text)?.[1];
    const alike = ['the token is not valid, or no longer', 'the Authorization header holds no bearer token'].includes(detail ?? '');
    if (status !== 401 || code !== 'unauthenticated' || !alike) taken.push(`${what}: ${status} ${text}`);
  }
  expect(taken).toEqual([]);
});

test.each(names)('%s refuses a token that fills the headers', async (name) => {
  const { status, text } = await ask(shop.of(name).url, outbox, `a.${'A'.repeat(20_000)}.a`);
  expect(status).toBe(431);
  expect(text).not.toMatch(/\bat \S+:\d+/);
});

test('a public route does not take a bad token for none', async () => {
  const contract = shop.of('search-service').contracts.find(({ path }) => path === '/search');
  if (contract === undefined) throw new Error('search-service: no-such-route: GET /search; correct the test');
  const answers = await Promise.all(Object.values(bad).map((token) => ask(shop.of('search-service').url, requestFor(contract), token)));
  // What is not even shaped like a token says nothing of anybody.
  const shaped = answers.filter((_, at) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(Object.values(bad)[at] ?? ''));
  expect(shaped.map(({ status }) => status)).toEqual(shaped.map(() => 401));
});

test('no line of a log holds a token', () => {
  const lines = names.flatMap((name) => shop.of(name).logs);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.includes('eyJ'))).toEqual([]);
});
