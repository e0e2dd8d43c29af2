import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { credentialsOf, secretVariables, variablesOf } from '#k8s-constructs/environment';
import { load, type Service } from '#model';
import { registry } from '#registry';
import { services } from '../services.gen';
import { readSettings } from './kit/config';
import { requiredBy } from './kit/describe-service';
import { brokerOf } from './kit/events/broker';
import { partsOf } from './kit/service-module';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');

const everywhere = platform.clusters.flatMap((cluster) =>
  services.map(({ name, module }) => ({ at: `${cluster.name} ${name}`, cluster, name, module })),
);

/** What the secret store would put into the file of a variable. */
const key = Buffer.alloc(32).toString('base64');
const secrets: Readonly<Record<string, string>> = {
  DATABASE_PORT: '5432',
  MAIL_URL: 'smtps://mail.example.com?from=shop@example.com',
};

describe.each(everywhere)('$at', ({ cluster, name, module }) => {
  const service: Service = platform.service(name);
  const plain = variablesOf(service, cluster, platform, 300);
  const files = Object.keys(secretVariables(credentialsOf(service, cluster, platform), '/run'));
  const given = {
    ...plain,
    ...Object.fromEntries(
      files
        .filter((file) => file.endsWith('_FILE'))
        .map((file) => [file.replace(/_FILE$/, ''), secrets[file.replace(/_FILE$/, '')] ?? key]),
    ),
    ...Object.fromEntries(files.filter((file) => !file.endsWith('_FILE')).map((file) => [file, '/run'])),
  };

  test('is given every setting that it needs', () => {
    expect(() => readSettings(given, partsOf(module).settings ?? [], requiredBy(service, given))).not.toThrow();
  });

  test('says what is missing when one of them is not there', () => {
    const { PUBLIC_URL, ...without } = given;
    expect(() => readSettings(without, [], [])).toThrow(/missing-setting: PUBLIC_URL/);
  });
});

describe('compose.yaml', () => {
  const { services: composed } = parse(readFileSync(join(__dirname, '..', 'compose.yaml'), 'utf8')) as {
    services: Record<
      string,
      { environment?: Record<string, string>; depends_on?: Record<string, unknown>; build?: { dockerfile: string } }
    >;
  };
  /** What `.env` would hold. */
  const told = (value: string): string =>
    value.replace(/\$\{PLATFORM_SECRET[^}]*\}/g, 'ab'.repeat(32)).replace(/\$\{PLATFORM_KEY[^}]*\}/g, key);

  test.each(services.map(({ name }) => name))('gives %s every setting that it needs', (name) => {
    const { definition, module } = services.find((service) => service.name === name) as (typeof services)[number];
    const given = Object.fromEntries(Object.entries(composed[name]?.environment ?? {}).map(([variable, value]) => [variable, told(value)]));
    expect(() => readSettings(given, partsOf(module).settings ?? [], requiredBy(definition, given))).not.toThrow();
    expect(brokerOf(given)).toBeDefined();
    expect(existsSync(join(__dirname, '..', composed[name]?.build?.dockerfile ?? ''))).toBe(true);
  });

  test('waits only for what it starts', () => {
    const awaited = Object.values(composed).flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(awaited.filter((name) => composed[name] === undefined)).toEqual([]);
  });

  test('holds no secret of its own', () => {
    const text = readFileSync(join(__dirname, '..', 'compose.yaml'), 'utf8');
    expect(text.match(/(PASSWORD|_SECRET|_KEY): (?!\S*\$\{|test$|["']\$\{).*/gm) ?? []).toEqual([]);
  });
});
