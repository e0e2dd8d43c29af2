import { createPublicKey } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { startAuth, type TestedAuth } from '../testing';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const keys = async (path = '/.well-known/jwks.json'): Promise<JWK[]> => (await auth.service.request('GET', path)).body.keys;
const sessions = (token: string) => auth.service.request('GET', '/auth/sessions', { token });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('keys', () => {
  test('are published, two of them, without their private part', async () => {
    const answer = await auth.service.request('GET', '/.well-known/jwks.json');
    expect(answer.headers.get('cache-control')).toBe('max-age=300');
    expect(answer.body.keys).toHaveLength(2);
    expect(answer.body.keys.flatMap(Object.keys)).not.toContain('d');
    expect(await keys('/auth/.well-known/jwks.json')).toEqual(answer.body.keys);
  });

  test('verify what was signed', async () => {
    const { id, accessToken } = await auth.person();
    const set = createRemoteJWKSet(new URL(`${auth.service.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(accessToken, set, { issuer: auth.service.url, audience: 'platform', algorithms: ['ES256'] });
    expect(payload.sub).toBe(id);
  });

  test('auth I1: are stored encrypted', async () => {
    const stored = await auth.service.sql<{ private_enc: Buffer }>('SELECT private_enc FROM signing_keys');
    expect(stored.filter(({ private_enc }) => /"d"|"crv"/.test(private_enc.toString('latin1')))).toEqual([]);
  });

  test('take turns while old tokens stay good', async () => {
    const { email, accessToken } = await auth.person();
    const [before, old] = [await keys(), decodeProtectedHeader(accessToken).kid];
    await auth.service.sql("UPDATE signing_keys SET activated_at = activated_at - interval '30 days' WHERE state = 'active'");
    auth.clock.advance(60_000);
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => auth.logIn(email)),
      ...Array.from({ length: 10 }, () => sessions(accessToken)),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const fresh = answers[0]?.body.accessToken;
    const kid = decodeProtectedHeader(fresh).kid;
    expect(kid).not.toBe(old);
    expect(before.map((key) => key.kid)).toContain(kid);
    expect((await keys()).map((key) => key.kid)).toEqual(expect.arrayContaining([old, kid]));
    expect(await keys()).toHaveLength(3);
    expect([(await sessions(fresh)).status, (await sessions(accessToken)).status]).toEqual([200, 200]);
    auth.clock.advance(3 * 3_600_000);
    expect((await keys()).map((key) => key.kid)).not.toContain(old);
  });

  test('are described', async () => {
    for (const path of ['/.well-known/oauth-authorization-server', '/auth/.well-known/oauth-authorization-server']) {
      const { body, headers } = await auth.service.request('GET', path);
      expect(body).toMatchObject({ issuer: auth.service.url, token_endpoint: `${auth.service.url}/auth/token` });
      expect(headers.get('cache-control')).toBe('max-age=300');
    }
  });
});

describe('a token', () => {
  const claims = async () => {
    const { id } = await auth.person();
    const now = Math.floor(auth.clock.now().getTime() / 1000);
    return {
      iss: auth.service.url,
      aud: 'platform',
      sub: id,
      scope: 'auth:admin users:admin',
      sid: id,
      auth_time: now,
      iat: now,
      exp: now + 900,
    };
  };

  test('with alg none is refused', async () => {
    const token = `${encoded({ alg: 'none', kid: (await keys())[0]?.kid })}.${encoded(await claims())}.x`;
    expect((await sessions(token)).status).toBe(401);
    expect((await sessions(token.slice(0, -1))).status).toBe(401);
  });

  test('with HS256 and the public key as secret is refused', async () => {
    const [jwk] = await keys();
    const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) as string;
    for (const secret of [pem, JSON.stringify(jwk), jwk?.x ?? '']) {
      const token = await new SignJWT(await claims()).setProtectedHeader({ alg: 'HS256', kid: jwk?.kid ?? '' }).sign(Buffer.from(secret));
      expect((await sessions(token)).status).toBe(401);
    }
  });

  test('of a stranger’s key is refused, also when it brings that key along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const [{ kid = '' } = {}, jwk] = [(await keys())[0], await exportJWK(publicKey)];
    for (const header of [{ kid }, { kid, jwk }, { kid: '../../dev/null' }, {}]) {
      const token = await new SignJWT(await claims()).setProtectedHeader({ alg: 'ES256', ...header }).sign(privateKey);
      expect((await sessions(token)).status).toBe(401);
    }
  });

  test('that has expired, or was altered, is refused', async () => {
    const { accessToken } = await auth.person();
    const [head, , signature] = accessToken.split('.');
    expect((await sessions(`${head}.${encoded(await claims())}.${signature}`)).status).toBe(401);
    auth.clock.advance(931_000);
    expect((await sessions(accessToken)).status).toBe(401);
  });
});
