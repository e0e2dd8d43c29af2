import { credentialsOf, secretVariables, variablesOf } from '#k8s-constructs/environment';
import { load, type Service } from '#model';
import { registry } from '#registry';
import { services } from '../services.gen';
import { readSettings } from './kit/config';
import { requiredBy } from './kit/describe-service';
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
  KEY_ENCRYPTION_KEY: key,
  UNSUBSCRIBE_KEY: key,
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
        .map((file) => [file.replace(/_FILE$/, ''), secrets[file.replace(/_FILE$/, '')] ?? 'secret']),
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
