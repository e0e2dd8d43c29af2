import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { startAuth, type TestedAuth } from '../testing';

const folder = mkdtempSync(join(tmpdir(), 'auth-clients-'));
const kind = 'urn:ietf:params:oauth:token-type:access_token';
const scopes = { 'order-service': ['products:quote', 'users:check'], 'gate-service': ['auth:introspect', 'privacy:service'] };

let auth: TestedAuth;

beforeAll(async () => {
  for (const client of Object.keys(scopes)) writeFileSync(join(folder, client), 'secret');
  auth = await startAuth({ CLIENTS: JSON.stringify(scopes), CLIENT_SECRETS_FOLDER: folder });
});

afterAll(async () => {
  await auth?.stop();
  rmSync(folder, { recursive: true });
});

const send = (path: string, form: Record<string, string>, token?: string) =>
  auth.service.request('POST', path, {
    raw: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    ...(token && { token }),
  });
const own = async (client: keyof typeof scopes) =>
  (await send('/auth/token', { grant_type: 'client_credentials', client_id: client, client_secret: 'secret' })).body.access_token;
const exchange = (subject: string, change: Record<string, string> = {}) =>
  send('/auth/token', {
    ...{ grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', client_id: 'order-service', client_secret: 'secret' },
    ...{ subject_token: subject, subject_token_type: kind, ...change },
  });

describe('a token on behalf of a person', () => {
  test('is the client’s, allows what the client may, and names the person', async () => {
    const { id, accessToken } = await auth.person(['admin']);
    const { status, body } = await exchange(accessToken, { scope: 'users:check', audience: 'platform' });
    expect([status, body]).toEqual([
      ...[200, { access_token: expect.any(String), issued_token_type: kind, token_type: 'Bearer', expires_in: 600, scope: 'users:check' }],
    ]);
    const claims = decodeJwt(body.access_token);
    expect(claims).toMatchObject({ aud: 'platform', sub: 'svc:order-service', act: { sub: id }, scope: 'users:check' });
    expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['roles', 'sid']));
    expect((await auth.service.request('GET', `/auth/accounts/${id}`, { token: body.access_token })).status).toBe(403);
  });

  test('does not outlive the person’s token', async () => {
    const { accessToken } = await auth.person();
    auth.clock.advance(800_000);
    const { body } = await exchange(accessToken);
    expect([body.expires_in, decodeJwt(body.access_token).exp]).toEqual([100, decodeJwt(accessToken).exp]);
  });

  test.each([
    ['no subject', { subject_token: '' }, 'invalid_request'],
    ['a subject of another type', { subject_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }, 'invalid_request'],
    ['an invented subject', { subject_token: 'a.b.c' }, 'invalid_request'],
    ['another actor', { actor_token: 'a.b.c' }, 'invalid_request'],
    ['another type of result', { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    ['another audience', { audience: 'elsewhere' }, 'invalid_target'],
    ['a scope of the person', { scope: 'profile:own' }, 'invalid_scope'],
    ['a scope of another client', { scope: 'privacy:service' }, 'invalid_scope'],
  ])('%s is refused', async (_, change, error) => {
    const { accessToken } = await auth.person(['admin']);
    const { status, body } = await exchange(accessToken, change);
    expect([status, body.error]).toEqual([400, error]);
  });

  test('is not given for a wrong secret, a service, or a session that has ended', async () => {
    const { accessToken } = await auth.person();
    expect((await exchange(accessToken, { client_secret: 'other' })).body.error).toBe('invalid_client');
    expect((await exchange(await own('gate-service'))).body.error).toBe('invalid_request');
    const { body } = await exchange(accessToken);
    expect((await exchange(body.access_token)).body.error).toBe('invalid_request');
    await auth.service.request('POST', '/auth/logout', { token: accessToken });
    expect((await exchange(accessToken)).body.error).toBe('invalid_request');
  });
});

describe('looking into a token', () => {
  const look = async (token: string) => (await send('/auth/introspect', { token }, await own('gate-service'))).body;

  test('says what it says', async () => {
    const { id, accessToken, sessionId } = await auth.person();
    const { iat, exp, jti, scope } = decodeJwt(accessToken);
    expect(await look(accessToken)).toEqual({
      ...{ active: true, token_type: 'Bearer', sub: id, iss: auth.service.url, aud: 'platform', sid: sessionId, iat, exp, jti, scope },
    });
    expect(await look(await own('order-service'))).toMatchObject({ active: true, sub: 'svc:order-service' });
    expect(await look((await exchange(accessToken)).body.access_token)).toMatchObject({ active: true, act: { sub: id } });
  });

  test('says of one that is no longer good nothing else', async () => {
    const [out, locked, late] = [await auth.person(), await auth.person(), await auth.person()];
    await auth.service.request('POST', '/auth/logout', { token: out.accessToken });
    await auth.service.sql("UPDATE accounts SET status = 'locked', lock_reason = 'admin' WHERE id = $1", [locked.id]);
    const now = [await look(out.accessToken), await look(locked.accessToken), await look('a.b.c'), await look(late.refreshToken)];
    auth.clock.advance(901_000);
    expect([...now, await look(late.accessToken)]).toEqual(Array(5).fill({ active: false }));
  });

  test('needs the scope for it, which no person has', async () => {
    const { accessToken } = await auth.person(['admin']);
    const answers = await Promise.all(
      [accessToken, await own('order-service'), undefined].map((token) => send('/auth/introspect', { token: accessToken }, token)),
    );
    expect(answers.map(({ body }) => body.code)).toEqual(['forbidden', 'forbidden', 'unauthenticated']);
  });
});

test('a client is given the scope for personal data when it declares it', async () => {
  expect(decodeJwt(await own('gate-service')).scope).toBe('auth:introspect privacy:service');
});

test('errors are described as they are told', async () => {
  const { body } = await auth.service.request('GET', '/docs/openapi.json');
  const { 400: bad, 401: unknown } = body.paths['/auth/token'].post.responses;
  expect([Object.keys(bad.content), Object.keys(unknown.content)]).toEqual([
    ['application/problem+json', 'application/json'],
    ['application/json'],
  ]);
  expect(unknown.content['application/json'].schema.properties).toHaveProperty('error_description');
});
