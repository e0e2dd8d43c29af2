import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { letsIn } from './scram-double';

type Rotation = { readonly rotationWith: (ports: object) => (event: object) => Promise<void> };

/** A file of the function as Lambda gets it. Jest loads no ES module by itself. */
const load = (file: string): object => {
  const source = readFileSync(join(__dirname, 'database-login', file), 'utf8');
  const { code } = transformSync(source, { module: { type: 'commonjs' }, jsc: { target: 'es2022' }, swcrc: false });
  const exported = {};
  new Function('exports', 'require', code)(exported, (name: string) => (name.startsWith('./') ? load(name.slice(2)) : require(name)));
  return exported;
};
const { rotationWith } = load('rotation.mjs') as Rotation;

const admin = 'arn:secret:admin';
const first = { dbname: 'postgres', username: 'chief', password: 'first' };

/** A database whose administrator logs in with what is current in its secret, as the Data API takes it. */
class Double {
  readonly values = new Map([['v1', JSON.stringify(first)]]);
  stages: Record<string, string[]> = { v1: ['AWSCURRENT'] };
  readonly tests = new Map<string, string>();
  readonly statements: string[] = [];
  lets: (password: string) => boolean = (password) => password === 'first';

  get current(): typeof first {
    const [id = ''] = Object.entries(this.stages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
    return JSON.parse(this.values.get(id) ?? '{}');
  }

  readonly ports = {
    cluster: 'arn:cluster',
    admin,
    sleep: async () => undefined,
    versions: async () => structuredClone(this.stages),
    has: async ({ version }: { version: string }) => this.values.has(version),
    read: async ({ version, stage }: { version?: string; stage: string }) =>
      version ? this.values.get(version) : stage === 'AWSCURRENT' && JSON.stringify(this.current),
    makeUpPassword: async () => 'made-up',
    put: async ({ version, value }: { version: string; value: string }) => void this.values.set(version, value),
    makeCurrent: async ({ from, to }: { from: string; to: string }) => {
      this.stages = { [from]: ['AWSPREVIOUS'], [to]: ['AWSCURRENT'] };
    },
    makeSecret: async ({ value }: { value: string }) => {
      this.tests.set('arn:secret:test', value);
      return 'arn:secret:test';
    },
    deleteSecret: async (secret: string) => void this.tests.delete(secret),
    execute: async ({ secret, database, sql }: { secret: string; database: string; sql: string }) => {
      this.statements.push(`${database}: ${sql}`);
      const { username, password } = secret === admin ? this.current : JSON.parse(this.tests.get(secret) ?? '{}');
      if (!this.lets(password)) throw new Error(`password authentication failed for '${username}'`);
      const [, escaped] = /^ALTER ROLE "chief" PASSWORD E'(.*)'$/.exec(sql) ?? [];
      const verifier = escaped?.replace(/\\x(..)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      if (verifier) this.lets = (tried) => letsIn(verifier, tried);
      return [];
    },
  };

  async send(...steps: string[]): Promise<void> {
    this.stages.v2 ??= ['AWSPENDING'];
    for (const Step of steps) await rotationWith(this.ports)({ SecretId: admin, ClientRequestToken: 'v2', Step });
  }
}

const all = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

beforeEach(() => void jest.spyOn(console, 'info').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

test('the administrator gives itself another password, and nothing else changes', async () => {
  const double = new Double();
  await double.send(...all);
  expect(double.current).toEqual({ ...first, password: 'made-up' });
  expect([double.lets('made-up'), double.lets('first')]).toEqual([true, false]);
  expect(double.statements.filter((each) => !each.startsWith('postgres: ALTER ROLE "chief" PASSWORD '))).toEqual(['postgres: SELECT 1']);
  expect(double.statements.join('\n')).not.toContain('made-up');
});

test('a rotation that stopped after the change goes on: what is current lets it in no more', async () => {
  const double = new Double();
  await double.send('createSecret', 'setSecret');
  expect(double.lets('first')).toBe(false);
  await double.send(...all);
  expect(double.current.password).toBe('made-up');
  expect(double.tests.size).toBe(0);
});

test('whom neither password lets in is told so, and nothing becomes current', async () => {
  const double = new Double();
  double.lets = () => false;
  await expect(double.send('createSecret', 'setSecret')).rejects.toThrow(
    /^role 'chief': not-changed: .*authentication failed.*; see in RDS/,
  );
  expect(double.current).toEqual(first);
});
