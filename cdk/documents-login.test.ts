import { once } from 'node:events';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { MongoClient } from 'mongodb';
import { DocumentsDouble } from './documents-double';
import { loginBundle } from './login-bundle';

interface Login {
  readonly dbname: string;
  readonly username: string;
  readonly password: string;
}
interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}
type Session = (as: object, work: unknown) => Promise<unknown>;
type Ports = Readonly<Record<string, unknown>>;
interface Function_ {
  readonly handlerWith: (ports: Ports) => (event: object) => Promise<void>;
  readonly rotationWith: (ports: Ports) => (event: object) => Promise<void>;
  readonly plainly: Session;
  readonly overTls: Session;
  readonly handler: (event: object) => Promise<void>;
  readonly rotation: (event: object) => Promise<void>;
}

/** The function, byte for byte as Lambda gets it. The SDK is there in Lambda only: packages are the test's. */
const load = (packages: Readonly<Record<string, unknown>> = {}): Function_ => {
  const module = { exports: {} };
  const find = (name: string): unknown => packages[name] ?? require(name);
  new Function('module', 'exports', 'require', Buffer.from(loginBundle()).toString())(module, module.exports, find);
  return module.exports as Function_;
};
const loaded = load();

let double: DocumentsDouble;
let port: number;
let said: string[] = [];

beforeEach(async () => {
  double = new DocumentsDouble();
  port = await double.start();
  said = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    jest.spyOn(console, level).mockImplementation((...words) => void said.push(words.join(' ')));
});

afterEach(() => {
  double.stop();
  jest.restoreAllMocks();
  expect(said.join('\n')).not.toMatch(/password-|made-up/);
});

const login: Login = { dbname: 'order_service', username: 'order_service', password: 'the-first-password-' };
const admin = { username: 'platformadmin', password: 'admin' };
const properties = { Cluster: 'cluster-ONE', Host: '127.0.0.1', AdminSecretArn: 'arn:admin', LoginSecretArn: 'arn:login' };
const success = { Status: 'SUCCESS', PhysicalResourceId: 'cluster-ONE/order_service' };
const secretsOf =
  (given: unknown, of: unknown = admin) =>
  async (arn: string) =>
    JSON.stringify(arn === 'arn:admin' ? of : given);

/** Sends an event, and returns the only answer, and how long the function slept. */
const send = async ({ event, given = login, ports }: { event?: object; given?: unknown; ports?: Ports } = {}) => {
  const answers: Answer[] = [];
  let slept = 0;
  await loaded.handlerWith({
    session: loaded.plainly,
    readSecret: secretsOf(given),
    respond: async (_: string, answer: Answer) => void answers.push(answer),
    sleep: async (ms: number) => {
      slept += ms;
    },
    now: () => slept,
    ...ports,
  })({
    ...{ RequestType: 'Create', ResponseURL: 'https://answers/1', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'OrderLogin' },
    ResourceProperties: { ...properties, Port: String(port) },
    ...event,
  });
  said.push(JSON.stringify(answers));
  expect(answers).toEqual([expect.objectContaining({ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'OrderLogin' })]);
  return { ...(answers[0] as Answer), slept };
};

/** Does something in a database as a service does. */
const as = async <Result>({ username, password }: Login, db: string, command: object): Promise<Result> => {
  const options = { auth: { username, password }, authMechanism: 'SCRAM-SHA-1', directConnection: true } as const;
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, { ...options, serverSelectionTimeoutMS: 2000 });
  try {
    return (await client.db(db).command(command)) as Result;
  } finally {
    await client.close();
  }
};
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

const rights = (user: string): unknown => double.users.get(user)?.roles;
const own = [{ role: 'readWrite', db: 'order_service' }];

describe('makes', () => {
  test('a user who may write to a database of its own, and to no other', async () => {
    expect(await send()).toMatchObject({ ...success, slept: 0 });
    expect(rights('order_service')).toEqual(own);
    expect(await as(login, 'order_service', { insert: 'orders', documents: [{ n: 7 }] })).toMatchObject({ ok: 1, n: 1 });
    expect(await messageOf(as(login, 'payment_service', { find: 'payments' }))).toMatch('Authorization failure');
    expect(await messageOf(as(login, 'admin', { createUser: 'more', pwd: 'password-', roles: [] }))).toMatch('Authorization failure');
  });

  test('nothing new when it is sent again, and keeps the data', async () => {
    await send();
    await as(login, 'order_service', { insert: 'orders', documents: [{ n: 7 }] });
    for (const RequestType of ['Create', 'Update']) expect(await send({ event: { RequestType } })).toMatchObject(success);
    expect([...double.users.keys()]).toEqual(['platformadmin', 'order_service']);
    expect(await as(login, 'order_service', { find: 'orders' })).toMatchObject({ cursor: { firstBatch: [{ n: 7 }] } });
  });

  test('a changed password the only one', async () => {
    await send();
    const changed = { ...login, password: 'the-second-password-' };
    expect(await send({ event: { RequestType: 'Update' }, given: changed })).toMatchObject(success);
    expect(await as(changed, 'order_service', { find: 'orders' })).toMatchObject({ ok: 1 });
    expect(await messageOf(as(login, 'order_service', { find: 'orders' }))).toMatch('Authentication failed');
  });

  test('rights that were widened by hand as they were', async () => {
    await send();
    double.users.set('order_service', { password: login.password, roles: [...own, { role: 'readWriteAnyDatabase', db: 'admin' }] });
    expect(await send({ event: { RequestType: 'Update' } })).toMatchObject(success);
    expect(rights('order_service')).toEqual(own);
  });

  test.each([
    ['quotes and signs of an address', `it's "quoted" @:/?#[]%40 $ \\ & =`],
    ['all of printable ASCII', Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')],
  ])('a password with %s', async (_, password) => {
    expect(await send({ given: { ...login, password } })).toMatchObject(success);
    expect(await as({ ...login, password }, 'order_service', { find: 'orders' })).toMatchObject({ ok: 1 });
  });

  test('many at once, each with its own database', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `service_${index}`);
    await Promise.all(names.map((name) => send({ given: { ...login, dbname: name, username: name } })));
    for (const name of names) expect(rights(name)).toEqual([{ role: 'readWrite', db: name }]);
  });
});

describe('refuses', () => {
  const names = ['Order', '1st', 'order-service', 'a.b', 'a$b', '', 'x'.repeat(64), 'admin', 'config', 'local', 'serviceadmin', undefined];

  test.each(names.flatMap((name) => ['dbname', 'username'].map((key) => [key, name] as const)))('%s %j', async (key, name) => {
    expect(await send({ given: { ...login, [key]: name } })).toMatchObject({
      Status: 'FAILED',
      Reason: `arn:login: bad-name: its ${key} is missing, reserved or not of a-z, 0-9 and _; correct it`,
    });
    expect(double.asked).toEqual([]);
  });

  test('to change the administrator', async () => {
    const ports = { readSecret: secretsOf(login, { username: 'order_service', password: 'admin' }) };
    expect(await send({ ports })).toMatchObject({
      Status: 'FAILED',
      Reason: "user 'order_service': admin-user: it is the administrator; give the service another username",
    });
  });

  test('a secret of the administrator without a password', async () => {
    const { Reason } = await send({ ports: { readSecret: secretsOf(login, { username: 'platformadmin' }) } });
    expect(Reason).toBe('arn:admin: bad-admin: its username or password is missing; replace the secret');
  });

  test.each([...Object.keys(properties), 'Port'])('an event without %s', async (property) => {
    const { Status, Reason } = await send({
      event: { ResourceProperties: { ...properties, Port: String(port), [property]: undefined } },
    });
    const expected = `ResourceProperties: missing-property: ${property} is missing; add it to the resource`;
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expected });
  });

  test('to call it done when the rights are others', async () => {
    double.failing.usersInfo = [
      { ok: 1, users: [] },
      { ok: 1, users: [{ user: 'order_service', roles: [{ role: 'root', db: 'admin' }] }] },
    ];
    const { Status, Reason } = await send();
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^database 'order_service': not-made: 'Error: its rights are 'root on admin', and not 'readWrite on order_service''; /,
    );
  });
});

describe('a cluster that is not ready', () => {
  const notPrimary = { ok: 0, code: 10_107, errmsg: 'not primary', codeName: 'NotWritablePrimary' };

  test('is waited for', async () => {
    double.failing.createUser = [notPrimary, notPrimary];
    expect(await send()).toMatchObject({ ...success, slept: 3000 });
  });

  test('is waited for also when nobody knows what became of a command', async () => {
    double.cutting.createUser = 1;
    expect(await send()).toMatchObject(success);
    expect(double.asked.filter((name) => /User$/.test(name))).toEqual(['createUser', 'updateUser']);
  });

  test('is given up after 2 minutes', async () => {
    double.failing.createUser = Array(50).fill(notPrimary);
    const { Status, Reason, slept } = await send();
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^database 'order_service': not-made: 'MongoServerError: not primary'; see in DocumentDB that 127\.0\.0\.1 has /,
    );
    expect(slept).toBeGreaterThan(100_000);
    expect(slept).toBeLessThanOrEqual(120_000);
  });

  test('is not waited for when it refuses', async () => {
    double.failing.createUser = [{ ok: 0, code: 13, errmsg: "no right, 'the-first-password-'" }];
    expect(await send()).toMatchObject({ Status: 'FAILED', slept: 0, Reason: expect.stringMatching(/no right, '\*\*\*'/) });
  });
});

test('deleting keeps user and database, and asks nobody', async () => {
  await send();
  double.asked.length = 0;
  const event = { RequestType: 'Delete', PhysicalResourceId: success.PhysicalResourceId, ResourceProperties: undefined };
  expect(await send({ event })).toMatchObject(success);
  expect(double.asked).toEqual([]);
  expect(rights('order_service')).toEqual(own);
});

test('another database or another cluster is another resource', async () => {
  const other = { ResourceProperties: { ...properties, Cluster: 'cluster-TWO', Port: String(port) } };
  expect((await send({ event: other })).PhysicalResourceId).toBe('cluster-TWO/order_service');
  expect((await send({ given: { ...login, dbname: 'orders' } })).PhysicalResourceId).toBe('cluster-ONE/orders');
});

describe('rotation', () => {
  const values = new Map<string, string>();
  let stages: Record<string, string[]>;
  const ports = (): Ports => ({
    ...{ place: { host: '127.0.0.1', port }, admin: 'arn:admin', session: loaded.plainly, sleep: async () => undefined },
    now: () => 0,
    versions: async () => stages,
    has: async ({ version }: { version: string }) => values.has(version),
    read: async ({ secret, stage, version }: { secret: string; stage: string; version?: string }) => {
      if (secret === 'arn:admin' && stage === 'AWSCURRENT' && !values.get('v1')?.includes('platformadmin')) return JSON.stringify(admin);
      const [found = ''] = Object.entries(stages).find(([id, all]) => all.includes(stage) && (!version || id === version)) ?? [];
      return values.get(found);
    },
    makeUpPassword: async () => 'made-up',
    put: async ({ version, value }: { version: string; value: string }) => void values.set(version, value),
    makeCurrent: async ({ from, to }: { from: string; to: string }) =>
      void Object.assign(stages, { [from]: ['AWSPREVIOUS'], [to]: ['AWSCURRENT'] }),
  });
  const rotate = async (...steps: string[]): Promise<void> => {
    for (const Step of steps) await loaded.rotationWith(ports())({ SecretId: 'arn:login', ClientRequestToken: 'v2', Step });
  };

  beforeEach(async () => {
    values.clear();
    values.set('v1', JSON.stringify(login));
    stages = { v1: ['AWSCURRENT'], v2: ['AWSPENDING'] };
    await send();
  });

  test('a login gets another password, and keeps everything else', async () => {
    await rotate('createSecret', 'setSecret', 'testSecret', 'finishSecret');
    expect(stages).toEqual({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] });
    const changed = JSON.parse(values.get('v2') ?? '');
    expect(changed).toEqual({ ...login, password: 'made-up' });
    expect(await as(changed, 'order_service', { find: 'orders' })).toMatchObject({ ok: 1 });
    expect(await messageOf(as(login, 'order_service', { find: 'orders' }))).toMatch('Authentication failed');
  });

  test('nothing is current before the login was tried, as the service', async () => {
    await rotate('createSecret');
    let time = 0;
    const slow = {
      ...ports(),
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
      },
    };
    const tried = loaded.rotationWith(slow)({ SecretId: 'arn:login', ClientRequestToken: 'v2', Step: 'testSecret' });
    await expect(tried).rejects.toThrow(
      /^user 'order_service': cannot-log-in: '.*Authentication failed.*'; see .*then rotate the secret again$/,
    );
    expect(stages.v1).toEqual(['AWSCURRENT']);
  });

  describe('of the administrator', () => {
    const own = { ...admin, dbname: 'admin' };
    const rotateAdmin = async (...steps: string[]): Promise<void> => {
      for (const Step of steps) await loaded.rotationWith(ports())({ SecretId: 'arn:admin', ClientRequestToken: 'v2', Step });
    };
    beforeEach(() => values.set('v1', JSON.stringify(own)));

    test('it changes its own password, and keeps its rights', async () => {
      await rotateAdmin('createSecret', 'setSecret', 'testSecret', 'finishSecret');
      expect(double.users.get('platformadmin')).toEqual({ password: 'made-up', roles: [{ role: 'root', db: 'admin' }] });
      expect(JSON.parse(values.get('v2') ?? '')).toEqual({ ...own, password: 'made-up' });
      expect(stages.v2).toEqual(['AWSCURRENT']);
    });

    test('a rotation that stopped goes on with the password that it already has', async () => {
      await rotateAdmin('createSecret', 'setSecret', 'setSecret', 'testSecret');
      expect(double.users.get('platformadmin')?.password).toBe('made-up');
    });

    test('when neither password lets it in, the first refusal is told', async () => {
      await rotateAdmin('createSecret');
      double.users.set('platformadmin', { password: 'by hand', roles: [{ role: 'root', db: 'admin' }] });
      let time = 0;
      const slow = {
        ...ports(),
        now: () => time,
        sleep: async (ms: number) => {
          time += ms;
        },
      };
      const set = loaded.rotationWith(slow)({ SecretId: 'arn:admin', ClientRequestToken: 'v2', Step: 'setSecret' });
      await expect(set).rejects.toThrow(/^user 'platformadmin': not-changed: '.*Authentication failed/);
    });
  });

  test('a value that leads to another login is refused, before anything is changed', async () => {
    await rotate('createSecret');
    values.set('v2', JSON.stringify({ ...login, username: 'payment_service' }));
    await expect(rotate('setSecret')).rejects.toThrow(
      'arn:login: another-login: its next username is another one; replace the secret instead',
    );
    expect([...double.users.keys()]).toEqual(['platformadmin', 'order_service']);
  });
});

describe('in Lambda', () => {
  test('nothing is said before TLS', async () => {
    const first: number[] = [];
    const listener = createSocketServer((socket) =>
      socket.on('data', (bytes) => first.push(bytes[0] ?? 0) && socket.destroy()).on('error', () => 0),
    );
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const place = { host: '127.0.0.1', port: (listener.address() as AddressInfo).port };
    const opened = loaded.overTls({ ...place, ...admin, patience: 500 }, (client: MongoClient) => client.connect());
    await expect(opened).rejects.toThrow();
    listener.close();
    // The first byte of a handshake.
    expect(new Set(first)).toEqual(new Set([0x16]));
  });

  test('the SDK of Lambda is asked for secrets', async () => {
    const asked: unknown[] = [];
    const sdk = {
      SecretsManagerClient: class {
        send = async ({ input }: { input: unknown }) => {
          asked.push(input);
          return { SecretString: 'no JSON' };
        };
      },
      GetSecretValueCommand: class {
        constructor(readonly input: object) {}
      },
    };
    jest.spyOn(globalThis, 'fetch').mockResolvedValue({ ok: true, status: 200 } as Response);
    await load({ '@aws-sdk/client-secrets-manager': sdk }).handler({
      ...{ RequestType: 'Create', ResponseURL: 'https://answers/1', LogicalResourceId: 'OrderLogin' },
      ResourceProperties: { ...properties, Port: String(port) },
    });
    expect(asked).toEqual([{ SecretId: 'arn:login' }]);
    expect(said.join('\n')).toMatch('arn:login: bad-name: ');
  });
});

test('the function has the same bytes each time it is built, and names no folder of this machine', () => {
  jest.isolateModules(() => {
    const again = (require('./login-bundle') as typeof import('./login-bundle')).loginBundle;
    expect(again).not.toBe(loginBundle);
    expect(Buffer.from(again()).equals(Buffer.from(loginBundle()))).toBe(true);
  });
  expect(Buffer.from(loginBundle()).toString()).not.toContain(process.cwd());
  expect(loginBundle().length).toBeLessThan(700_000);
});
