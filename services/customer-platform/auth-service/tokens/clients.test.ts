import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { startAuth, type TestedAuth } from '../testing';

const folder = mkdtempSync(join(tmpdir(), 'auth-clients-'));
const setSecret = (client: string, secret: string): void => writeFileSync(join(folder, client), secret);

let auth: TestedAuth;

beforeAll(async () => {
  setSecret('order-service', 'first:secret&\n');
  setSecret('stranger', 'known');
  setSecret('empty-service', '');
  const clients = { 'order-service': ['products:quote', 'users:check'], 'empty-service': [], 'absent-service': ['users:check'] };
  auth = await startAuth({ CLIENTS: JSON.stringify(clients), CLIENT_SECRETS_FOLDER: folder });
});

afterAll(async () => {
  await auth?.stop();
  rmSync(folder, { recursive: true });
});

const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  auth.service.request('POST', '/auth/token', {
    raw: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const grant = { grant_type: 'client_credentials' };
const own = (secret = 'first:secret&') => ({ ...grant, client_id: 'order-service', client_secret: secret });
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

describe('a client', () => {
  test('gets a token with all its scopes, by header or form', async () => {
    for (const answer of [await ask(grant, basic('order-service', 'first:secret&')), await ask(own())]) {
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { token_type: 'Bearer', expires_in: 600, scope: 'products:quote users:check' },
      ]);
      const now = Math.floor(auth.clock.now().getTime() / 1000);
      expect(decodeJwt(answer.body.access_token)).toMatchObject({
        ...{ iss: auth.service.url, aud: 'platform', sub: 'svc:order-service', scope: 'products:quote users:check', exp: now + 600 },
      });
    }
  });

  test('gets fewer when it asks for fewer, and none that it has not', async () => {
    expect((await ask({ ...own(), scope: 'users:check' })).body.scope).toBe('users:check');
    const { status, body, headers } = await ask({ ...own(), scope: 'users:check fraud:score' });
    expect([status, Object.keys(body), body.error, headers.get('content-type')]).toEqual([
      ...[400, ['error', 'error_description'], 'invalid_scope', 'application/json; charset=utf-8'],
    ]);
  });

  test.each([
    ['a wrong secret', { ...grant, client_id: 'order-service', client_secret: 'second' }],
    ['no secret', { ...grant, client_id: 'order-service' }],
    ['an unknown client with a file', { ...grant, client_id: 'stranger', client_secret: 'known' }],
    ['an empty secret', { ...grant, client_id: 'empty-service', client_secret: '' }],
    ['a client without a file', { ...grant, client_id: 'absent-service', client_secret: '' }],
    ['a path', { ...grant, client_id: '../auth-clients/order-service', client_secret: 'first:secret&' }],
    ['a name of the language', { ...grant, client_id: '__proto__', client_secret: 'x' }],
  ])('%s is refused', async (_, form) => {
    const { status, body, headers } = await ask(form);
    expect([status, body.error, headers.get('www-authenticate')]).toEqual([401, 'invalid_client', 'Basic realm="platform"']);
  });

  test.each([
    ['no grant', { client_id: 'order-service', client_secret: 'first:secret&' }, {}, 'invalid_request'],
    ['a grant of another kind', { ...own(), grant_type: 'password' }, {}, 'unsupported_grant_type'],
    ['credentials in two places', own(), basic('order-service', 'first:secret&'), 'invalid_request'],
  ])('%s is refused', async (_, form, headers, error) => {
    const { status, body } = await ask(form as Record<string, string>, headers);
    expect([status, body.error]).toEqual([400, error]);
  });

  test('may send what the standard does not know', async () => {
    expect((await ask({ ...own(), resource: 'https://example.org' })).status).toBe(200);
  });

  test('has no account', async () => {
    const { body } = await ask(own());
    const answers = [
      await auth.service.request('GET', '/auth/sessions', { token: body.access_token }),
      await auth.service.request('POST', '/auth/logout', { token: body.access_token }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });

  test('may use its last secret for ten minutes after a change', async () => {
    setSecret('order-service', 'second');
    expect([(await ask(own('second'))).status, (await ask(own())).status]).toEqual([200, 200]);
    auth.clock.advance(600_000);
    expect([(await ask(own('second'))).status, (await ask(own())).status]).toEqual([200, 401]);
    rmSync(join(folder, 'order-service'));
    expect((await ask(own('second'))).status).toBe(200);
  });
});
