import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { load } from '#model';
import { registry } from '#registry';

const root = join(__dirname, '..');

/** What each folder may import of the others. A test file may import everything. A row that nothing uses is removed. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  components: ['model'],
  policies: ['model'],
  'k8s-constructs': ['model'],
  checks: ['model'],
  cdk: ['k8s-constructs', 'model'],
  cost: ['cdk', 'k8s-constructs', 'model'],
  platform: ['model'],
  services: ['model', 'platform'],
  tools: ['cdk', 'checks', 'cost', 'k8s-constructs', 'model', 'registry.gen.ts', 'services'],
};

/** Packages that the model may load when it runs. */
const modelPackages = ['zod'];

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.test.ts') && !file.includes('__snapshots__'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => !/(^|\/)testing\.ts$/.test(file));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const importsOf = (file: string): Import[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)].map(
    ([, type, from = '']) => ({
      file,
      from,
      typeOnly: type !== undefined,
    }),
  );

const aliases = Object.entries(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).imports as Record<string, string>);

/** The top-level folder or file that a specifier leads to; none for a package. */
const targetOf = ({ file, from }: Import): string | undefined => {
  if (from.startsWith('.')) return normalize(relative('.', join(dirname(file), from))).split('/')[0];
  const alias = aliases.find(([name]) => name === from || (name.endsWith('/*') && from.startsWith(name.slice(0, -1))));
  return alias?.[1].replace('./', '').split('/')[0];
};

const everyImport = Object.keys(allowed)
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => sources(folder).flatMap(importsOf));

test('imports go one way only; where one must not, move the code to the side that may', () => {
  const wrong = everyImport
    .map((each) => ({ ...each, folder: each.file.split('/')[0] ?? '', target: targetOf(each) }))
    .filter(({ folder, target }) => target !== undefined && target !== folder && !allowed[folder]?.includes(target));
  expect(
    wrong.map(
      ({ file, from, folder }) =>
        `${file} imports ${from}; ${folder} may import ${allowed[folder]?.join(', ') || 'nothing'} (tools/boundaries.test.ts)`,
    ),
  ).toEqual([]);
});

test('every permission is used', () => {
  const used = new Set(everyImport.map((each) => `${each.file.split('/')[0]} ${targetOf(each)}`));
  const stale = Object.entries(allowed).flatMap(([folder, targets]) =>
    targets.filter((target) => !used.has(`${folder} ${target}`)).map((target) => `${folder} → ${target}`),
  );
  expect(stale).toEqual([]);
});

test('the model loads no package but zod', () => {
  const packages = everyImport.filter((each) => each.file.startsWith('model/') && !each.typeOnly && targetOf(each) === undefined);
  expect([...new Set(packages.map(({ from }) => from))].filter((name) => !modelPackages.includes(name))).toEqual([]);
});

/** The service that a file belongs to: `<domain>/<name>`. What services are built on belongs to none. */
const serviceOf = (file: string): string | undefined => /^services\/(?!kit\/)([^/]+\/[^/]+)\//.exec(file)?.[1];

test('a service never imports another one, nor the kit past its public face', () => {
  const wrong = everyImport.filter(({ file, from }) => {
    const own = serviceOf(file);
    const target = from.startsWith('.') ? `${normalize(join(dirname(file), from))}/` : from;
    return own !== undefined && (target.startsWith('services/kit/') || (serviceOf(target) ?? own) !== own);
  });
  expect(wrong).toEqual([]);
});

test('a service knows neither its process nor the packages that the kit stands on', () => {
  const own = sources('services').filter((file) => serviceOf(file) && !file.startsWith('services/demo/'));
  const wrong = /\bprocess\.env\b|from '(kafkajs|prom-client|pino|pg)'/;
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter((file) => wrong.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('the kit imports no service', () => {
  const wrong = everyImport.filter(({ file, from }) => file.startsWith('services/kit/') && serviceOf(normalize(join(dirname(file), from))));
  expect(wrong).toEqual([]);
});

describe('the toolkit knows nothing of the platform that it is delivered with', () => {
  const { platform } = load(registry);
  if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
  const { organisation, services, teams, environments, clusters } = platform;
  const quoted = (name: string): string => `'${name}'`;
  // Words such as data, search or platform are plain words too; names of several words, and those that stand where a team does, tell.
  const compound = (names: readonly string[]): string[] => names.filter((name) => name.includes('-')).map(quoted);
  const telling = [
    ...compound(services.flatMap(({ name, domain }) => [name, domain])),
    ...teams.flatMap(({ name, github, slack }) => [github, slack, `owner: '${name}'`, `platformTeam: '${name}'`]),
    ...environments.flatMap(({ name, account, domain }) => [quoted(name), account, domain]),
    ...clusters.flatMap(({ name, region }) => [name, region]),
    organisation.repository,
    organisation.registryAccount,
  ];
  const toolkit = ['model', 'components', 'policies', 'k8s-constructs', 'checks', 'cdk', 'cost', 'tools'].flatMap(sources);

  test.each([...new Set(telling)])('%s', (word) => {
    expect(toolkit.filter((file) => readFileSync(join(root, file), 'utf8').includes(word))).toEqual([]);
  });
});

test('no folder, file or class has a name that says nothing', () => {
  const empty = /(^|\/)(utils?|common|base|helpers?|managers?|shared)(\/|\.|$)/;
  const files = Object.keys(allowed)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(sources);
  expect(files.filter((file) => empty.test(file))).toEqual([]);
  expect(
    files.filter((file) => /class \w*(Util|Common|Base|Helper|Manager|Shared)\b/.test(readFileSync(join(root, file), 'utf8'))),
  ).toEqual([]);
});

test('definitions have at most 40 lines, source files at most 300', () => {
  const long = (files: string[], most: number) =>
    files
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > most);
  const all = Object.keys(allowed)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(sources);
  expect(
    long(
      all.filter((file) => file.startsWith('services/') && file.endsWith('/service.ts')),
      40,
    ),
  ).toEqual([]);
  expect(long(all, 300)).toEqual([]);
});
