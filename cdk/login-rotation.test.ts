import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { letsIn } from './scram-double';

interface Login {
  readonly dbname: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
}

type Event = Readonly<Record<'SecretId' | 'ClientRequestToken' | 'Step', string>>;
type Ports = Record<string, unknown>;
type Rotation = { readonly rotationWith: (ports: Ports) => (event: Event) => Promise<void> };

/** A file of the function as Lambda gets it. Jest loads no ES module by itself. */
const load = (file: string): object => {
  const source = readFileSync(join(__dirname, 'database-login', file), 'utf8');
  const { code } = transformSync(source, { module: { type: 'commonjs' }, jsc: { target: 'es2022' }, swcrc: false });
  const exported = {};
  const find = (name: string): unknown => (name.startsWith('./') ? load(name.slice(2)) : require(name));
  new Function('exports', 'require', code)(exported, find);
  return exported;
};
const { rotationWith } = load('rotation.mjs') as Rotation;

const first: Login = { dbname: 'order_service', username: 'order_service', password: 'first', host: 'db', port: '5432' };
const arn = 'arn:secret:login';

/** Secrets Manager and a database behind the Data API, with one login that works. */
class Double {
  readonly values = new Map([['v1', JSON.stringify(first)]]);
  readonly stages: Record<string, string[]> = { v1: ['AWSCURRENT'] };
  readonly verifiers = new Map<string, string>();
  readonly testSecrets = new Map<string, string>();
  readonly statements: string[] = [];
  /** Errors that the next calls of a port throw. */
  readonly failing: Record<string, Error[]> = {};
  private made = 0;

  readonly ports: Ports = {
    cluster: 'arn:cluster',
    admin: 'arn:secret:admin',
    sleep: async () => undefined,
    versions: async () => structuredClone(this.stages),
    has: async ({ version }: { version: string }) => this.values.has(version),
    read: async ({ version, stage }: { version?: string; stage: string }) => {
      const [found] = Object.entries(this.stages).find(([id, all]) => all.includes(stage) && (!version || id === version)) ?? [];
      const value = this.values.get(found ?? '');
      if (value === undefined) throw Object.assign(new Error('no value'), { name: 'ResourceNotFoundException' });
      return value;
    },
    makeUpPassword: async () => `made-up-${++this.made}`,
    put: async ({ version, value }: { version: string; value: string }) => void this.values.set(version, value),
    makeCurrent: async ({ from, to }: { from: string; to: string }) => {
      const move = (id: string, change: (stages: string[]) => string[]) => {
        this.stages[id] = change(this.stages[id] ?? []);
      };
      move(from, () => ['AWSPREVIOUS']);
      move(to, (stages) => [...stages.filter((each) => each !== 'AWSPENDING'), 'AWSCURRENT']);
    },
    makeSecret: async ({ value }: { value: string }) => {
      const secret = `arn:secret:test-${this.testSecrets.size}`;
      this.testSecrets.set(secret, value);
      return secret;
    },
    deleteSecret: async (secret: string) => void this.testSecrets.delete(secret),
    execute: async (statement: { secret: string; database: string; sql: string; parameters: { name?: string } }) => this.execute(statement),
  };

  private execute({ secret, database, sql, parameters }: { secret: string; database: string; sql: string; parameters: { name?: string } }) {
    this.statements.push(`${database}: ${sql}`);
    const error = this.failing.execute?.shift();
    if (error) throw error;
    if (secret !== 'arn:secret:admin') {
      const { username, password } = JSON.parse(this.testSecrets.get(secret) ?? '{}');
      if (!letsIn(this.verifiers.get(username) ?? '', password)) throw new Error(`password authentication failed for '${username}'`);
      return [[username]];
    }
    const [, role, escaped] = /^(?:ALTER|CREATE) ROLE "(\w+)" LOGIN PASSWORD E'(.*)'$/.exec(sql) ?? [];
    if (role && escaped)
      this.verifiers.set(
        role,
        escaped.replace(/\\x(..)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      );
    const isRole = sql.startsWith('SELECT 1 FROM pg_roles WHERE rolname = :name') && !sql.includes('rolsuper');
    const isDatabase = sql.includes('FROM pg_database WHERE datname') && !sql.includes('acl');
    return (isRole && this.verifiers.has(parameters.name ?? '')) || isDatabase ? [[1]] : [];
  }

  /** Sends steps of one rotation. */
  async send(token: string, ...steps: string[]): Promise<void> {
    this.stages[token] ??= ['AWSPENDING'];
    for (const Step of steps) await rotationWith(this.ports)({ SecretId: arn, ClientRequestToken: token, Step });
  }

  get current(): Login {
    const [id = ''] = Object.entries(this.stages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
    return JSON.parse(this.values.get(id) ?? '{}');
  }

  letsIn(password: string): boolean {
    return letsIn(this.verifiers.get('order_service') ?? '', password);
  }
}

const all = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const waking = Object.assign(new Error('is resuming after being auto-paused'), { name: 'DatabaseResumingException' });

let said: string[] = [];
beforeEach(() => {
  said = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((...words) => void said.push(words.join(' ')));
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(said.join('\n')).not.toMatch(/made-up|first/);
});

const rotated = async (): Promise<Double> => {
  const double = new Double();
  await double.send('v2', ...all);
  return double;
};

test('a login gets another password, and keeps everything else', async () => {
  const double = await rotated();
  expect(double.current).toEqual({ ...first, password: 'made-up-1' });
  expect(double.stages).toEqual({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] });
  expect([double.letsIn('made-up-1'), double.letsIn('first')]).toEqual([true, false]);
});

test('a month later it gets a third one', async () => {
  const double = await rotated();
  await double.send('v3', ...all);
  expect(double.current.password).toBe('made-up-2');
  expect([double.letsIn('made-up-2'), double.letsIn('made-up-1')]).toEqual([true, false]);
});

test('no statement carries a password, and the login is tried in its own database', async () => {
  const { statements } = await rotated();
  expect(statements.join('\n')).not.toContain('made-up');
  expect(statements.filter((each) => !each.startsWith('postgres: '))).toEqual(['order_service: SELECT 1']);
});

test.each(all)('%s may be sent twice', async (step) => {
  const double = new Double();
  await double.send('v2', ...all.flatMap((each) => (each === step ? [each, each] : [each])));
  expect(double.current.password).toBe('made-up-1');
  expect(double.letsIn('made-up-1')).toBe(true);
});

test('a rotation that stopped goes on with the password that the role may already have', async () => {
  const double = new Double();
  await double.send('v2', 'createSecret', 'setSecret');
  await double.send('v2', ...all);
  expect(double.current.password).toBe('made-up-1');
});

test('nothing is current before the login was tried', async () => {
  const double = new Double();
  await double.send('v2', 'createSecret');
  await expect(double.send('v2', 'testSecret')).rejects.toThrow(/^role 'order_service': cannot-log-in: .*password authentication failed/);
  expect(double.current).toEqual(first);
});

test('the secret of a trial goes, whatever comes of it', async () => {
  const double = new Double();
  await double.send('v2', 'createSecret');
  await double.send('v2', 'testSecret').catch(() => undefined);
  expect(double.testSecrets.size).toBe(0);
  expect((await rotated()).testSecrets.size).toBe(0);
});

test('a schedule is tried with the login as it is, before the first rotation', async () => {
  const double = await rotated();
  double.values.set('trial', JSON.stringify(double.current));
  await double.send('trial', 'testSecret');
  expect(double.current.password).toBe('made-up-1');
});

test('a database that wakes up is waited for', async () => {
  const double = new Double();
  double.failing.execute = [waking, waking];
  await double.send('v2', ...all);
  expect(double.letsIn('made-up-1')).toBe(true);
});

test('a secret that is not known everywhere yet is waited for', async () => {
  const double = new Double();
  await double.send('v2', 'createSecret', 'setSecret');
  double.failing.execute = [Object.assign(new Error('Secrets Manager cannot find it'), { name: 'ResourceNotFoundException' })];
  await double.send('v2', 'testSecret', 'finishSecret');
  expect(double.current.password).toBe('made-up-1');
});

test('a value that leads to another login is refused, before anything is changed', async () => {
  const double = new Double();
  await double.send('v2', 'createSecret');
  double.values.set('v2', JSON.stringify({ ...first, username: 'payment_service' }));
  await expect(double.send('v2', 'setSecret')).rejects.toThrow(
    `${arn}: another-login: its next username is another one; replace the secret instead`,
  );
  expect(double.statements).toEqual([]);
});

test.each([
  ['v9', 'unknown-version: it has no version', {}],
  ['v1', '', { v1: ['AWSCURRENT'] }],
  ['v0', 'not-pending: its version', { v0: ['AWSPREVIOUS'] }],
])('%s: %s', async (token, refusal, stages: Record<string, string[]>) => {
  const double = new Double();
  Object.assign(double.stages, stages);
  const sent = rotationWith(double.ports)({ SecretId: arn, ClientRequestToken: token, Step: 'createSecret' });
  await (refusal ? expect(sent).rejects.toThrow(`${arn}: ${refusal}`) : expect(sent).resolves.toBeUndefined());
  expect(double.values.size).toBe(1);
});

test('a step that is none is refused', async () =>
  await expect(new Double().send('v2', 'toString')).rejects.toThrow(`${arn}: unknown-step: 'toString' is no step of a rotation`));
