import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { Client } from 'pg';
import { type PostgresServer, startPostgres, withClient } from '../services/kit/local/postgres';

interface Statement {
  readonly database: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

interface Ports {
  readonly execute: (statement: Statement) => Promise<unknown[]>;
  readonly readSecret: (arn: string) => Promise<string>;
  readonly respond: (url: string, answer: Answer) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}

interface Handler {
  readonly handlerWith: (ports: Ports) => (event: object) => Promise<void>;
  readonly handler: (event: object) => Promise<void>;
}

/** The function as Lambda gets it. Jest loads no ES module by itself, and the SDK is there in Lambda only: packages are the test's. */
const load = (packages: Readonly<Record<string, unknown>> = {}, file = 'index.mjs'): Handler => {
  const source = readFileSync(join(__dirname, 'database-login', file), 'utf8');
  const { code } = transformSync(source, { module: { type: 'commonjs' }, jsc: { target: 'es2022' }, swcrc: false });
  const exported = {};
  const find = (name: string): unknown => {
    if (name.startsWith('./')) return load(packages, name.slice(2));
    return name.startsWith('node:') ? require(name) : packages[name];
  };
  new Function('exports', 'require', code)(exported, find);
  return exported as Handler;
};

const parent = mkdtempSync(join(tmpdir(), 'database-login-test-'));
chmodSync(parent, 0o711);
const folder = join(parent, 'server');
const admin = { user: 'aurora_admin', password: 'admin' };
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres({ folder, durable: false, detached: false, settings: { log_statement: 'all' } });
  const make = `CREATE ROLE ${admin.user} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD '${admin.password}'`;
  await withClient(server.url('postgres'), (client) => client.query(make));
}, 30_000);

afterAll(async () => {
  await server?.stop();
  rmSync(parent, { recursive: true, force: true });
});

const query = (url: string, text: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query({ text, rowMode: 'array' })).rows.flat());

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

/** Everything that leaves the function but the SQL on its way: log lines and answers; and the SQL. */
let said: string[] = [];
const passwords = new Set<string>();

beforeEach(() => {
  said = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    jest.spyOn(console, level).mockImplementation((...words) => void said.push(words.join(' ')));
});

afterEach(() => {
  jest.restoreAllMocks();
  const everything = [...said, readFileSync(join(folder, 'server.log'), 'utf8')].join('\n');
  const shown = [...passwords].filter((each) => everything.includes(each) || everything.includes(JSON.stringify(each).slice(1, -1)));
  expect(shown).toEqual([]);
});

/** The Data API: one statement a call, committed at once, of an admin who is no superuser. A colon is a parameter's, wherever it stands. */
const execute: Ports['execute'] = async ({ database, sql, parameters }) => {
  said.push(sql);
  const names = Object.keys(parameters);
  const text = sql.replace(/:(\w+)/g, (_, name: string) => {
    if (!names.includes(name)) throw new Error(`the statement has no parameter ${name}`);
    return `$${names.indexOf(name) + 1}`;
  });
  return withClient(server.url(database, admin), async (client: Client) => {
    // The extended protocol takes one statement at a time.
    const query = { text, values: Object.values(parameters), rowMode: 'array' as const, queryMode: 'extended' };
    const { rows } = await client.query(query);
    return rows;
  });
};

const login = { dbname: 'order_service', username: 'order_service', password: 'the-first-password', host: 'db', port: 5432 };
const properties = { ClusterArn: 'arn:cluster:one', AdminSecretArn: 'arn:secret:admin', LoginSecretArn: 'arn:secret:login' };
const request = { ResponseURL: 'https://answers/1', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'OrderLogin' };

interface Sent {
  readonly event?: object;
  readonly login?: object;
  readonly ports?: Partial<Ports>;
}

/** Sends an event, and returns the only answer, and how long the function slept. */
const send = async ({ event, login: given = login, ports }: Sent = {}): Promise<Answer & { slept: number }> => {
  const answers: Answer[] = [];
  let slept = 0;
  if ('password' in given && given.password) passwords.add(String(given.password));
  const handle = load().handlerWith({
    execute,
    readSecret: async (arn) => (arn === properties.LoginSecretArn ? JSON.stringify(given) : '{}'),
    respond: async (_, answer) => void answers.push(answer),
    sleep: async (ms) => {
      slept += ms;
    },
    now: () => slept,
    ...ports,
  });
  await handle({ RequestType: 'Create', ...request, ResourceProperties: properties, ...event });
  said.push(JSON.stringify(answers));
  expect(answers).toEqual([expect.objectContaining({ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'OrderLogin' })]);
  return { ...(answers[0] as Answer), slept };
};

const failing = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const resuming = failing('DatabaseResumingException', 'The Aurora DB instance is resuming after being auto-paused.');
const urlOf = ({ dbname, username, password }: typeof login): string => server.url(dbname, { user: username, password });

const success = { Status: 'SUCCESS', PhysicalResourceId: 'arn:cluster:one/order_service' };

describe('makes', () => {
  test('a role with the limits of requests, and a database that it owns', async () => {
    expect(await send()).toMatchObject({ ...success, slept: 0 });
    const settings = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'].map(
      (name) => `current_setting('${name}')`,
    );
    const owner = '(SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database())';
    expect(await query(urlOf(login), `SELECT ${settings}, current_user, ${owner}`)).toEqual([
      '2s',
      '1s',
      '10s',
      ...Array(2).fill('order_service'),
    ]);
    expect(await query(urlOf(login), 'CREATE TABLE orders AS SELECT 7 AS n')).toEqual([]);
    expect(await messageOf(query(urlOf(login), 'CREATE DATABASE more'))).toMatch('permission denied to create database');
    expect(await messageOf(query(urlOf(login), 'CREATE ROLE more'))).toMatch('permission denied to create role');
  });

  test('nothing new when it is sent again, and keeps the data', async () => {
    const event = { RequestType: 'Update', PhysicalResourceId: success.PhysicalResourceId };
    expect(await send()).toMatchObject(success);
    expect(await send({ event })).toMatchObject(success);
    expect(await query(urlOf(login), 'SELECT n FROM orders')).toEqual([7]);
  });

  test('a changed password the only one', async () => {
    const changed = { ...login, password: 'the-second-password' };
    expect(await send({ event: { RequestType: 'Update' }, login: changed })).toMatchObject(success);
    expect(await query(urlOf(changed), 'SELECT n FROM orders')).toEqual([7]);
    expect(await messageOf(query(urlOf(login), 'SELECT 1'))).toMatch('password authentication failed');
  });

  test('what was changed by hand as it was', async () => {
    for (const change of [
      'ALTER DATABASE order_service OWNER TO aurora_admin',
      'GRANT CONNECT, TEMPORARY ON DATABASE order_service TO PUBLIC',
      'ALTER ROLE order_service NOLOGIN',
      "ALTER ROLE order_service SET lock_timeout = '1h'",
    ])
      await query(server.url('postgres'), change);
    expect(await send()).toMatchObject(success);
    expect(await query(urlOf(login), `SELECT current_setting('lock_timeout'), count(*)::int FROM orders`)).toEqual(['1s', 1]);
    const acl = `SELECT datacl::text, pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'order_service'`;
    expect(await query(urlOf(login), acl)).toEqual(['{order_service=CTc/order_service}', 'order_service']);
  });

  test.each([
    ['quotes', `it's "quoted" '' "" $$ \`x\``],
    ['backslashes', String.raw`\ \\ \' \x27 \u0027 C:\n`],
    ['dollars and colons', '$1 $$ $body$ :name ::text $& $1 {x} %s -- /* ; DROP ROLE order_service;'],
    ['all of printable ASCII', Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')],
    ['the look of a verifier', 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy'],
    ['the look of a hash', 'md5d41d8cd98f00b204e9800998ecf8427e'],
  ])('a password with %s', async (_, password) => {
    const nasty = { ...login, password };
    expect(await send({ login: nasty })).toMatchObject(success);
    expect(await query(urlOf(nasty), 'SELECT current_user')).toEqual(['order_service']);
  });

  test('a name that is a word of SQL, and one of 63 letters', async () => {
    for (const name of ['user', 'x'.repeat(63)]) {
      const named = { ...login, dbname: name, username: name };
      expect(await send({ login: named })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `arn:cluster:one/${name}` });
      expect(await query(urlOf(named), 'SELECT current_database()')).toEqual([name]);
    }
  });

  test('many at once, none of whom can connect to the database of another', async () => {
    const logins = Array.from({ length: 8 }, (_, index) => ({
      ...login,
      dbname: `service_${index}`,
      username: `service_${index}`,
      password: `password-of-${index}`,
    }));
    for (const { Status, Reason } of await Promise.all(logins.map((each) => send({ login: each }))))
      expect({ Status, Reason }).toEqual({ Status: 'SUCCESS', Reason: undefined });
    for (const each of logins) {
      expect(await query(urlOf(each), 'SELECT current_user')).toEqual([each.username]);
      for (const { dbname } of logins.filter((other) => other !== each))
        expect(await messageOf(query(urlOf({ ...each, dbname }), 'SELECT 1'))).toBe(`permission denied for database "${dbname}"`);
    }
  }, 30_000);
});

describe('refuses', () => {
  const names = [
    'Order',
    '1st',
    'order-service',
    'a"; DROP ROLE x; --',
    "a'b",
    'x'.repeat(64),
    '',
    'größe',
    'a\n',
    'postgres',
    'template1',
    'rdsadmin',
  ];
  const wrong = [...names, undefined, null].flatMap((name) => ['dbname', 'username'].map((key) => [key, name] as const));

  test.each(wrong)('%s %j', async (key, name) => {
    const given = { ...login, [key]: name };
    const { Status, Reason } = await send({ login: given });
    expect({ Status, Reason }).toEqual({
      Status: 'FAILED',
      Reason: `arn:secret:login: bad-name: its ${key} is missing, reserved or not of a-z, 0-9 and _; correct it`,
    });
    expect(said.filter((each) => /ROLE|DATABASE/.test(each))).toEqual([]);
  });

  test.each(['', undefined, 'pässword', 'line\nbreak'])('%j as password', async (password) => {
    expect(await send({ login: { ...login, password } })).toMatchObject({
      Status: 'FAILED',
      Reason: 'arn:secret:login: bad-password: it is empty or not of printable ASCII; let Secrets Manager generate another',
    });
  });

  test('to change the admin', async () => {
    expect(await send({ login: { ...login, username: admin.user } })).toMatchObject({
      Status: 'FAILED',
      Reason: `role 'aurora_admin': admin-role: it may make roles, and a service's may not; give the service another username`,
    });
    expect(await query(server.url('postgres', admin), 'SELECT 1')).toEqual([1]);
  });

  test.each(Object.keys(properties))('an event without %s', async (property) => {
    const { Status, Reason } = await send({ event: { ResourceProperties: { ...properties, [property]: undefined } } });
    const expected = `ResourceProperties: missing-property: ${property} is missing; add it to the resource`;
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expected });
  });
});

describe('a database that wakes', () => {
  const wakingFor = (times: number, error: Error, work: Ports['execute'] = execute) => {
    let left = times;
    return (statement: Statement) => (left-- > 0 ? Promise.reject(error) : work(statement));
  };

  test.each([
    resuming,
    failing('BadRequestException', 'Communications link failure\n\nThe last packet sent successfully …'),
    failing('DatabaseUnavailableException', 'The writer instance in the DB cluster is not available.'),
  ])('is waited for: $name', async (error) => {
    const { slept, ...answer } = await send({ ports: { execute: wakingFor(4, error) } });
    expect(answer).toMatchObject(success);
    expect(slept).toBe(15_000);
  });

  test('is waited for in the middle too, when nobody knows what became of a statement', async () => {
    const named = { ...login, dbname: 'cut_off', username: 'cut_off' };
    const lost = failing('BadRequestException', 'Communications link failure');
    const cut = new Set(['CREATE ROLE', 'CREATE DATABASE', 'REVOKE']);
    const cutting: Ports['execute'] = async (statement) => {
      const rows = await execute(statement);
      for (const start of cut) if (statement.sql.startsWith(start) && cut.delete(start)) throw lost;
      return rows;
    };
    expect(await send({ login: named, ports: { execute: cutting } })).toMatchObject({ Status: 'SUCCESS' });
    expect(cut.size).toBe(0);
    expect(await query(urlOf(named), 'SELECT current_user')).toEqual(['cut_off']);
  });

  test('is given up after 2 minutes', async () => {
    const { slept, ...answer } = await send({ ports: { execute: wakingFor(Number.POSITIVE_INFINITY, resuming) } });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason:
        "database 'order_service': not-made: 'DatabaseResumingException: The Aurora DB instance is resuming after being auto-paused.'; " +
        'see in RDS that arn:cluster:one has a writer that runs, the Data API, and an admin who may do this, then deploy again',
    });
    expect(slept).toBeGreaterThan(100_000);
    expect(slept).toBeLessThanOrEqual(120_000);
  });

  test('counts the time of the calls', async () => {
    let time = 0;
    const slow = async () => {
      time += 45_000;
      throw resuming;
    };
    expect(await send({ ports: { execute: slow, now: () => time } })).toMatchObject({ Status: 'FAILED', slept: 3000 });
  });
});

test('deleting keeps role and data, and asks nobody', async () => {
  await send();
  const asked = async () => expect('asked').toBe('not asked');
  const event = { RequestType: 'Delete', PhysicalResourceId: success.PhysicalResourceId, ResourceProperties: undefined };
  const ports = { execute: asked, readSecret: asked } as unknown as Partial<Ports>;
  expect(await send({ event, ports })).toMatchObject({ ...success, slept: 0 });
  expect(await query(urlOf(login), 'SELECT n FROM orders')).toEqual([7]);
});

test('another database or another cluster is another resource; the same ones are the same', async () => {
  const idOf = async (cluster: string, dbname: string) =>
    (
      await send({
        event: { PhysicalResourceId: 'arn:cluster:one/order_service', ResourceProperties: { ...properties, ClusterArn: cluster } },
        login: { ...login, dbname },
      })
    ).PhysicalResourceId;
  expect(await idOf('arn:cluster:one', 'order_service')).toBe('arn:cluster:one/order_service');
  expect(await idOf('arn:cluster:two', 'order_service')).toBe('arn:cluster:two/order_service');
  expect(await idOf('arn:cluster:one', 'orders_again')).toBe('arn:cluster:one/orders_again');
});

describe('whatever fails, CloudFormation is told', () => {
  const secret = `{"password":"${login.password}"`;
  const explode = (message: string) => async () => {
    throw new TypeError(message);
  };

  test.each<[string, Partial<Ports>, RegExp]>([
    [
      'a secret that cannot be read',
      { readSecret: explode('not authorized') },
      /^arn:secret:login: unreadable-secret: 'TypeError: not authorized'; let /,
    ],
    ['a secret that is no JSON', { readSecret: async () => secret }, /^arn:secret:login: bad-name: /],
    ['a secret that is no text', { readSecret: async () => undefined as unknown as string }, /^arn:secret:login: bad-name: /],
    ['a secret that is null', { readSecret: async () => 'null' }, /^arn:secret:login: bad-name: /],
    [
      'a database that says the password',
      { execute: explode(`near '${login.password}'\nline 1`) },
      /^database 'order_service': not-made: 'TypeError: near '\*\*\*' line 1'; see /,
    ],
    [
      'a REVOKE without effect',
      { execute: async (each) => (each.sql.startsWith('REVOKE') ? [] : execute(each)) },
      /PUBLIC may still connect to it/,
    ],
    [
      'a port that is broken',
      { execute: undefined as never, readSecret: undefined as never },
      /^OrderLogin: unexpected-error: 'TypeError: [^\n]+'; see /,
    ],
    ['an error that is none', { execute: () => Promise.reject(null) }, /^database 'order_service': not-made: /],
  ])('%s', async (_, ports, reason) => {
    const fresh = { ...login, dbname: 'order_service' };
    if (ports.execute) await query(server.url('postgres'), 'GRANT CONNECT ON DATABASE order_service TO PUBLIC');
    const { Status, Reason, PhysicalResourceId } = await send({ ports, login: fresh });
    expect({ Status, PhysicalResourceId }).toEqual({ Status: 'FAILED', PhysicalResourceId: 'OrderLogin-not-made' });
    expect(Reason).toMatch(reason);
    expect(Reason).not.toMatch('\n');
    expect(Buffer.byteLength(Reason ?? '')).toBeLessThan(2000);
  });

  test('an update that fails keeps its resource', async () => {
    const event = { RequestType: 'Update', PhysicalResourceId: 'arn:cluster:one/before' };
    const answer = await send({ event, ports: { execute: explode('no') } });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'arn:cluster:one/before' });
  });

  test('again, when it was not there to listen', async () => {
    let refused = 3;
    const answers: Answer[] = [];
    const respond: Ports['respond'] = async (_, answer) => {
      if (refused-- > 0) throw new Error('HTTP 503');
      answers.push(answer);
    };
    const slept: number[] = [];
    const sleep = async (ms: number) => void slept.push(ms);
    await load().handlerWith({ execute, readSecret: async () => JSON.stringify(login), respond, sleep, now: () => 0 })({
      RequestType: 'Create',
      ...request,
      ResourceProperties: properties,
    });
    expect(answers).toMatchObject([success]);
    expect(slept).toEqual([1000, 2000, 4000]);
  });
});

describe('in Lambda', () => {
  const sdk = (name: string, run: (input: Record<string, unknown>) => Promise<object>) => ({
    [`${name}Client`]: class {
      send = ({ input }: { input: Record<string, unknown> }) => run(input);
    },
    [name === 'RDSData' ? 'ExecuteStatementCommand' : 'GetSecretValueCommand']: class {
      constructor(readonly input: object) {}
    },
  });

  test('the SDK is asked, and the answer is put to the address without a type of content', async () => {
    passwords.add(login.password);
    const statements: Record<string, unknown>[] = [];
    const { handler } = load({
      '@aws-sdk/client-rds-data': sdk('RDSData', async (input) => {
        statements.push(input);
        const given = input.parameters as { name: string; value: { stringValue: string } }[];
        const parameters = Object.fromEntries(given.map(({ name, value }) => [name, value.stringValue]));
        const records = await execute({ database: String(input.database), sql: String(input.sql), parameters });
        return records.length > 0 ? { records } : {};
      }),
      '@aws-sdk/client-secrets-manager': sdk('SecretsManager', async ({ SecretId }) =>
        SecretId === properties.LoginSecretArn ? { SecretString: JSON.stringify(login) } : {},
      ),
    });
    const put: object[] = [];
    const listener = createServer(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString();
      const { 'content-type': type, 'content-length': length, 'transfer-encoding': chunks } = incoming.headers;
      put.push({
        method: incoming.method,
        url: incoming.url,
        type,
        whole: Number(length) === body.length,
        chunks,
        answer: JSON.parse(body),
      });
      outgoing.writeHead(200).end();
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const ResponseURL = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/answer?X-Amz-Signature=s`;
    await handler({ RequestType: 'Create', ...request, ResponseURL, ResourceProperties: properties });
    listener.closeAllConnections();
    listener.close();
    expect(put).toEqual([
      {
        method: 'PUT',
        url: '/answer?X-Amz-Signature=s',
        type: '',
        whole: true,
        chunks: undefined,
        answer: expect.objectContaining(success),
      },
    ]);
    const both = { resourceArn: properties.ClusterArn, secretArn: properties.AdminSecretArn, database: 'postgres' };
    for (const each of statements) expect(each).toMatchObject(both);
    expect(said.join('\n')).not.toMatch('X-Amz-Signature');
  });
});
