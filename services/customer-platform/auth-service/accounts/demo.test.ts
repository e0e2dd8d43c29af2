import { decodeJwt } from 'jose';
import { eventually } from '#kit/testing';
import { accounts } from '#platform/topics/auth';
import { startAuth, type TestedAuth } from '../testing';
import { scopesOf } from '../tokens/scopes';
import { DemoAccounts, demoRoles } from './demo';

const secret = 'a demo password for tests';
let auth: TestedAuth | undefined;

afterEach(async () => {
  await auth?.stop();
  auth = undefined;
});

const start = async (settings: Readonly<Record<string, string>>): Promise<TestedAuth> => {
  auth = await startAuth(settings);
  return auth;
};

test('local mode has an account of every kind, with its scopes, told of once', async () => {
  const local = await start({ ENVIRONMENT: 'local', DEMO_PASSWORD: secret });
  await eventually('the accounts', async () => (await local.logIn('admin@demo.local', secret)).status === 200);
  for (const [name, roles] of Object.entries(demoRoles)) {
    const { body } = await local.logIn(`${name}@demo.local`, secret);
    expect(decodeJwt(body.accessToken).scope).toBe(scopesOf(roles, { methods: ['pwd'], mfaRequired: false }).join(' '));
  }
  const told = (await local.service.published(accounts.registered)).map(({ data }) => data.email);
  expect(told).toEqual(['customer', 'seller', 'support', 'merch', 'operator', 'security', 'admin'].map((name) => `${name}@demo.local`));
});

test('a later start changes the password and nothing else', async () => {
  const local = await start({ ENVIRONMENT: 'local', DEMO_PASSWORD: secret });
  await eventually('the accounts', async () => (await local.logIn('admin@demo.local', secret)).status === 200);
  const rows = () => local.service.sql('SELECT id, email, roles, version FROM accounts ORDER BY id');
  const before = await rows();
  const ran: unknown[] = [];
  const transaction = {
    query: (_: string, sql: string, values: unknown[]) => local.service.sql(sql, values),
    emit: () => ran.push('told'),
  };
  const database = { transaction: (_: unknown, work: (given: unknown) => unknown) => work(transaction) };
  const settings = { ENVIRONMENT: 'local', DEMO_PASSWORD: 'another' };
  const passwords = { hash: async () => 'hash' };
  await new DemoAccounts(database as never, passwords as never, settings as never, local.clock).make({} as never);
  expect([await rows(), ran]).toEqual([before, []]);
  expect(await local.service.sql('SELECT DISTINCT password_hash FROM accounts')).toEqual([{ password_hash: 'hash' }]);
});

test.each([
  ['without a password', { ENVIRONMENT: 'local' }],
  ['elsewhere', { ENVIRONMENT: 'test', DEMO_PASSWORD: secret }],
])('there are none %s', async (_, settings) => {
  const { service } = await start(settings);
  const text = async () => (await fetch(`${service.url}/metrics`)).text();
  await eventually('repeated work', async () => /db_query_duration_seconds_count\{[^}]*name="sessions_active"/.test(await text()));
  expect(await service.sql('SELECT email FROM accounts')).toEqual([]);
});

test('production does not start with them', async () => {
  await expect(startAuth({ ENVIRONMENT: 'prod', MFA_REQUIRED: 'true', DEMO_PASSWORD: secret })).rejects.toThrow(
    /DEMO_PASSWORD is set; remove it/,
  );
});
