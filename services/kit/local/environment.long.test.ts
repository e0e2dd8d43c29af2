import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsOf, secretVariables, variablesOf } from '#k8s-constructs/environment';
import { load, type ServiceDefinition } from '#model';
import { registry } from '#registry';
import { services } from '../../../services.gen';
import { readSettings } from '../config';
import { requiredBy } from '../describe-service';
import { partsOf, ServiceModule } from '../service-module';
import { choose } from './choose';
import { type LocalPlace, localVariables } from './environment';
import { type RunnableService, runnable } from './runnable';
import { LocalSecrets } from './secrets';

const folder = mkdtempSync(join(tmpdir(), 'environment-test-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Empty {}
ServiceModule({ providers: [] })(Empty);

const made = (name: string, port: number, more: Partial<ServiceDefinition> = {}): RunnableService => {
  const http = { port, path: `/${name}`, exposure: 'public' } as const;
  const definition = { purpose: 'Is made up.', owner: 'nobody', tier: 'batch', http, ...more } as ServiceDefinition;
  return { name, domain: 'shop', definition, module: Empty };
};

const waiter = made('waiter', 9001, {
  ...{
    calls: ['kitchen', 'cellar'],
    scopes: ['dishes:cook'],
    secrets: ['tip-jar', 'mail-url'],
    queues: ['orders'],
    buckets: ['menus'],
    cache: 'valkey',
  },
} as object);
const kitchen = made('kitchen', 9002);
const door = made('door', 9003);
const all = [waiter, kitchen, door];

const placeOf = (more: Partial<LocalPlace> = {}): LocalPlace => ({
  ...{
    folder,
    services: all,
    identity: 'door',
    publicUrl: 'http://localhost:8080',
    offset: 100,
    secrets: new LocalSecrets(join(folder, 'secrets')),
  },
  ...more,
});

test('a service finds itself, those that it calls and the issuer, each with the offset', () => {
  expect(localVariables(waiter, placeOf())).toMatchObject({
    SERVICE_NAME: 'waiter',
    HOST: '127.0.0.1',
    PORT: '9101',
    PUBLIC_URL: 'http://localhost:8080/waiter',
    KITCHEN_URL: 'http://127.0.0.1:9102',
    CELLAR_URL: 'http://127.0.0.1:9',
    ISSUER_URL: 'http://127.0.0.1:9103',
    MAIL_URL: `file://${folder}/mail`,
    BUCKET_MENUS: `file://${folder}/buckets/waiter/menus`,
    QUEUE_ORDERS_URL: 'memory:waiter/orders',
    REDIS_URL: 'memory:',
    OBJECTS_SIGNING_KEY_FILE: `${folder}/secrets/waiter/objects-signing-key`,
  });
  expect(localVariables(waiter, placeOf({ redisUrl: 'redis://localhost:6379' })).REDIS_URL).toBe('redis://localhost:6379');
  expect(localVariables(waiter, placeOf()).RATE_LIMIT_FACTOR).toBe('1');
  const wishes = placeOf({ rateLimitFactor: '10', settings: { DRAIN_MS: '5', OTHER: 'x' } });
  expect(localVariables(waiter, wishes)).toMatchObject({ RATE_LIMIT_FACTOR: '10', DRAIN_MS: '5', OTHER: 'x' });
  for (const name of ['REDIS_URL', 'OBJECTS_SIGNING_KEY_FILE']) expect(localVariables(kitchen, placeOf())).not.toHaveProperty(name);
});

test('only the issuer of tokens knows the clients', () => {
  const issuer = localVariables(door, placeOf());
  // `demo` stands in for the people of the shop.
  expect(JSON.parse(issuer.CLIENTS ?? '')).toEqual({ waiter: ['dishes:cook'], demo: expect.any(Array) });
  const secret = readFileSync(join(issuer.CLIENT_SECRETS_FOLDER ?? '', 'waiter'), 'utf8');
  expect(secret).toBe(readFileSync(localVariables(waiter, placeOf()).CLIENT_SECRET_FILE ?? '', 'utf8'));
  for (const service of [waiter, kitchen]) expect(localVariables(service, placeOf())).not.toHaveProperty('CLIENTS');
});

test('secrets are made once, for their owner alone, and only where the value is one', () => {
  const { TIP_JAR_FILE: file = '', ...others } = localVariables(waiter, placeOf());
  expect(others).not.toHaveProperty('MAIL_URL_FILE');
  const made = readFileSync(file, 'utf8');
  expect(Buffer.from(made, 'base64')).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  localVariables(waiter, placeOf());
  expect(readFileSync(file, 'utf8')).toBe(made);
  // What a full disk leaves.
  chmodSync(file, 0o600);
  writeFileSync(file, '');
  localVariables(waiter, placeOf());
  expect(readFileSync(file, 'utf8')).toHaveLength(made.length);
  expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(['clients', 'demo-password', 'waiter']);
});

test('only some services means those that they call and the issuer too', () => {
  const named = (only?: string[], identity?: string) => choose(all, { only, identity }).map(({ name }) => name);
  expect(named()).toEqual(['waiter', 'kitchen', 'door']);
  expect(named(['waiter'])).toEqual(['waiter', 'kitchen']);
  expect(named(['kitchen'], 'door')).toEqual(['kitchen', 'door']);
  expect(() => named(['kichen', 'x'])).toThrow(
    "--only: unknown-service: 'kichen' is not a service that can run; did you mean 'kitchen'?\n--only: unknown-service: 'x' is not a service that can run; use waiter, kitchen, door",
  );
});

test('the module of a service is found under any name, and must be the only one', () => {
  const { module: _, ...rest } = kitchen;
  expect(runnable({ ...rest, exports: { other: 1, Plain: class {}, Anything: Empty } }).module).toBe(Empty);
  expect(() => runnable({ ...rest, exports: { Plain: class {} } })).toThrow(
    'services/shop/kitchen/module.ts: not-one-module: it exports 0 classes with @ServiceModule; export exactly one',
  );
});

describe('the services of this platform', () => {
  const { platform } = load(registry);
  const [cluster] = platform?.clusters ?? [];
  const { identity } = platform?.organisation ?? {};
  const place = placeOf({ services, identity });
  const DATABASE_URL = 'postgresql://a:b@127.0.0.1:1/c';

  test.each(services.map((service) => [service.name, service] as const))(
    '%s accepts its settings',
    (_, { definition, module, ...rest }) => {
      const variables = { ...localVariables({ definition, module, ...rest }, place), ...(definition.database && { DATABASE_URL }) };
      expect(() => readSettings(variables, partsOf(module).settings ?? [], requiredBy(definition, variables))).not.toThrow();
    },
  );

  /** What is said in another way here, or is about a cloud. */
  const elsewhere = /^(AWS_REGION|NODE_ENV|NODE_OPTIONS|STANDBY|DATABASE_\w+_FILE|CACHE_\w+_FILE|STREAM_\w+_FILE|MAIL_URL_FILE)$/;

  test.each(services.map((service) => [service.name, service] as const))('%s is told here what a cluster tells it', (name, service) => {
    if (platform === undefined || cluster === undefined) throw new Error('the platform has mistakes; run platform check');
    const definition = platform.service(name);
    const inCluster = {
      ...variablesOf(definition, cluster, platform, 100),
      ...secretVariables(credentialsOf(definition, cluster, platform), '/run'),
    };
    const local = localVariables(service, place);
    expect(Object.keys(inCluster).filter((variable) => !elsewhere.test(variable) && local[variable] === undefined)).toEqual([]);
  });
});
