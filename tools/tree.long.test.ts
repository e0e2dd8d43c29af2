import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command line as people call it, on a copy of the platform that a test may change: with its first two environments, which is quicker. */

const repository = join(__dirname, '..');
const parts = [
  'argocd',
  'cdk',
  'checks',
  'components',
  'cost',
  'dist-manifests',
  'k8s-constructs',
  'model',
  'platform',
  'policies',
  'releases',
  'services',
  'tools',
];
const generated = ['names.gen.d.ts', 'registry.gen.ts', 'services.gen.ts'];
const files = [
  ...generated,
  '.gitignore',
  'cdk8s.yaml',
  'compose.yaml',
  'docs/checks.md',
  'docs/policies.md',
  'docs/recovery.md',
  'jest.config.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

let copy: string;

const git = (...args: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: copy });

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'platform-'));
  for (const part of [...parts, ...files]) cpSync(join(repository, part), join(copy, part), { recursive: true });
  // A folder of its own, because the command line keeps its bundle there.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(repository, 'node_modules')).filter((each) => each !== '.cache')) {
    symlinkSync(join(repository, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const file of readdirSync(join(copy, 'platform/environments')).sort().slice(2)) {
    rmSync(join(copy, 'platform/environments', file));
    rmSync(join(copy, 'releases', file.replace(/ts$/, 'json')));
  }
  const { status, lines } = platform('synth');
  if (status !== 0) throw new Error(lines.join('\n'));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'As it is');
});

afterEach(() => {
  git('reset', '-q', '--hard');
  git('clean', '-fdq');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const called = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('node', ['tools/platform.mjs', ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
};
const platform = (...args: string[]) => called(copy, ...args);

const write = (file: string, text: string): void => {
  mkdirSync(join(copy, file, '..'), { recursive: true });
  writeFileSync(join(copy, file), text);
};

const replace = (file: string, from: string | RegExp, to: string): void =>
  write(file, readFileSync(join(copy, file), 'utf8').replace(from, to));

/** Every file below the written folders with what it holds and when it was last written. */
const snapshot = (...folders: string[]): Record<string, string> =>
  Object.fromEntries(
    folders.flatMap((folder) =>
      readdirSync(join(copy, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .map((path) => [path.slice(copy.length + 1), `${statSync(path).mtimeMs} ${readFileSync(path, 'utf8')}`]),
    ),
  );

const firstService = (): string => {
  const found = readdirSync(join(copy, 'services'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^[^/]+\/[^/]+\/service\.ts$/.test(file),
  );
  return `services/${found.sort()[0]}`;
};

test('the committed tree is what the definitions say', () => {
  expect(called(repository, 'synth', '--check')).toMatchObject({ status: 0, lines: [''] });
});

test('the check finds nothing, in words, as JSON and as SARIF', () => {
  expect(called(repository, 'check')).toMatchObject({ status: 0, stdout: expect.stringContaining('0 findings, 0 waived: all rules hold') });
  expect(JSON.parse(platform('check', '--json').stdout)).toEqual({
    ...{ ok: true, mistakes: [], findings: [], waived: [], waivers: [], stale: [] },
  });
  const { stdout, status } = platform('check', '--sarif');
  const [{ tool, results }] = JSON.parse(stdout).runs;
  expect({ status, results }).toEqual({ status: 0, results: [] });
  for (const { id, help } of tool.driver.rules) expect({ id, help }).toEqual({ id, help: { text: expect.stringMatching(/^[A-Z].*\.$/) } });
});

test('a second synthesis touches no file', () => {
  const before = snapshot('dist-manifests', 'argocd');
  expect(platform('synth')).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing changed') });
  expect(snapshot('dist-manifests', 'argocd')).toEqual(before);
});

test('stale and changed files are named by --check, and mended by synth', () => {
  const [victim = ''] = Object.keys(snapshot('dist-manifests'));
  const before = readFileSync(join(copy, victim), 'utf8');
  write(victim, 'changed: true\n');
  write('dist-manifests/gone/stale.yaml', 'stale: true\n');
  const { status, lines } = platform('synth', '--check');
  expect(status).toBe(1);
  expect(lines).toEqual([
    `  ~ ${victim}`,
    '  - dist-manifests/gone/stale.yaml',
    "the tree differs from what the definitions say: 1 changed, 1 removed; run 'npm run synth' and commit",
  ]);
  expect(existsSync(join(copy, 'dist-manifests/gone/stale.yaml'))).toBe(true);
  expect(platform('synth').status).toBe(0);
  expect(readFileSync(join(copy, victim), 'utf8')).toBe(before);
  expect(existsSync(join(copy, 'dist-manifests/gone'))).toBe(false);
});

test('one cluster can be synthesized alone', () => {
  const [one = '', other = ''] = readdirSync(join(copy, 'dist-manifests')).sort();
  for (const cluster of [one, other]) rmSync(join(copy, 'dist-manifests', cluster), { recursive: true });
  expect(platform('synth', '--cluster', one)).toMatchObject({ status: 0, stdout: expect.stringContaining('for 1 cluster') });
  expect(readdirSync(join(copy, 'dist-manifests'))).not.toContain(other);
  expect(platform('synth', '--cluster', `${one}x`)).toMatchObject({
    status: 1,
    lines: [expect.stringContaining(`'${one}x' is not a cluster; did you mean '${one}'?`), expect.anything()],
  });
});

test('every kind of mistake is reported in one run with its file and the fix, and nothing is written', () => {
  const before = snapshot('dist-manifests', 'argocd');
  const service = firstService();
  const broken = 'services/only-in-tests/only-in-tests-broken/service.ts';
  const thrower = 'services/only-in-tests/only-in-tests-thrower/service.ts';
  replace(service, /http: \{ port: \d+/, 'http: { port: 80');
  write(broken, "import { defineService } from '#model';\n\nexport default defineService({ purpose: 'Broken', );\n");
  write(thrower, "import { defineService } from '#model';\n\nexport default defineService({ calls: (undefined as any).calls });\n");
  write('services/only-in-tests/only-in-tests-two/service.ts', definition('two', 9402));
  write('services/only-in-tests/only-in-tests-two/second.ts', definition('second', 9403));
  write('components/only-in-tests/x-first.ts', component("network: {}, after: ['x-second']"));
  write('components/only-in-tests/x-second.ts', component("network: {}, after: ['x-first']"));
  const { status, lines } = platform('synth');
  expect({ status, lines: lines.map((line) => line.replace(/defineS.*?;/, '')) }).toEqual({
    status: 1,
    lines: [
      `${broken}: cannot-read: line 3, column 51: Expected identifier but found ")"; correct the line`,
      `${thrower}: cannot-read: fails when it is read: Cannot read properties of undefined (reading 'calls'); correct what it does; a definition only describes`,
      'components/only-in-tests/x-first.ts: after-cycle: after leads back to itself: x-first after x-second after x-first; remove one of them from its after',
      `${service}: out-of-range: http.port is 80; write a whole number from 1024 to 65535`,
      'services/only-in-tests/only-in-tests-two/second.ts: two-definitions: defines a service beside the service.ts of its folder; move it to a folder of its own, as service.ts',
      '5 mistakes; nothing was written',
    ],
  });
  expect(snapshot('dist-manifests', 'argocd')).toEqual(before);
});

test('a broken rule stops the synthesis with the definition, the object and what to do', () => {
  const before = snapshot('dist-manifests', 'argocd');
  write(
    'components/only-in-tests/x-leak.ts',
    `import { Secret } from 'kubernetes-models/v1/Secret';\n${component("objects: () => [new Secret({ metadata: { name: 'leak' }, stringData: { password: 'x' } })]")}`,
  );
  const { status, lines } = platform('synth');
  expect(status).toBe(1);
  expect(lines[0]).toBe(
    "components/only-in-tests/x-leak.ts: secret-object-rendered: Secret x-leak/leak: is a Secret in Git with 'password'; keep the values in the external store, rotate them, and write an ExternalSecret in its place",
  );
  expect(snapshot('dist-manifests', 'argocd')).toEqual(before);
});

test('a waiver sets a finding aside until its day; one that waives nothing is refused', () => {
  const leak = "objects: () => [new Secret({ metadata: { name: 'leak' }, stringData: { password: 'x' } })]";
  const waiver = (until: string) =>
    `waivers: [{ rule: 'secret-object-rendered', reason: 'A test of waivers, which holds no secret.', until: '${until}' }]`;
  const file = 'components/only-in-tests/x-leak.ts';
  write(file, `import { Secret } from 'kubernetes-models/v1/Secret';\n${component(`${leak}, ${waiver('2999-12-31')}`)}`);
  expect(platform('synth').status).toBe(0);
  expect(platform('check')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`waived until 2999-12-31: ${file}: secret-object-rendered: A test of waivers`),
  });
  replace(file, '2999-12-31', '2020-01-01');
  expect(platform('synth').status).toBe(0);
  expect(platform('check')).toMatchObject({
    status: 1,
    lines: [
      expect.stringMatching(
        /^components\/only-in-tests\/x-leak\.ts: waiver-expired: the waiver of 'secret-object-rendered' ended on 2020-01-01, today is/,
      ),
    ],
  });
  write(file, component(`network: {}, ${waiver('2999-12-31')}`));
  expect(platform('synth')).toMatchObject({
    status: 1,
    lines: [`${file}: waiver-unused: waives 'secret-object-rendered', which nothing breaks; remove the waiver`, expect.anything()],
  });
});

test.each([
  ['service', 'only-in-tests/only-in-tests-service', 'services/only-in-tests/only-in-tests-service/service.ts'],
  ['component', 'only-in-tests/only-in-tests-box', 'components/only-in-tests/only-in-tests-box.ts'],
])('new %s writes a definition that synthesizes and checks untouched', (kind, place, file) => {
  expect(platform('new', kind, place)).toMatchObject({ status: 0, stdout: expect.stringContaining(`wrote ${file}`) });
  expect(platform('synth', '--check').status).toBe(0);
  expect(platform('check').status).toBe(0);
  expect(platform('list', `${kind}s`).stdout).toContain(place.split('/')[1]);
  expect(platform('new', kind, place)).toMatchObject({
    status: 1,
    lines: [`${file}: name-taken: the file is there; choose another name, or edit it`],
  });
});

test('the code that new writes starts, is well, shows its docs and passes its own test, untouched', async () => {
  platform('new', 'service', 'only-in-tests/only-in-tests-service');
  const jest = spawnSync('node', ['node_modules/jest/bin/jest.js', 'services/only-in-tests'], { cwd: copy, encoding: 'utf8' });
  expect([jest.status, jest.stderr.trimEnd().split('\n').at(-1)]).toEqual([0, '3 passed, 0 failed']);

  const place = mkdtempSync(join(tmpdir(), 'platform-start-'));
  chmodSync(place, 0o755);
  // Below the ports that systems give to outgoing connections.
  const offset = 12_000 + (process.pid % 10_000);
  const flags = ['--only', 'only-in-tests-service', '--folder', place, '--offset', String(offset)];
  const started = spawn('node', ['tools/start.mjs', ...flags], { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(started, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    started.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
    started.stdout.on('data', (text) => {
      said += text;
      if (said.includes('logs in')) resolve();
    });
  });
  const [, own = '', public_ = ''] = /only-in-tests-service +(\S+) +(\S+)/.exec(said) ?? [];
  const answers = await Promise.all([`${own}/docs`, `${own}/health`, `${public_}/health`].map(async (url) => (await fetch(url)).status));
  started.kill('SIGINT');
  await ended;
  rmSync(place, { recursive: true, force: true });
  expect(answers).toEqual([200, 200, 200]);
}, 120_000);

test('what new would write is checked before it is written', () => {
  expect(platform('new', 'service', 'only-in-tests/Gift', '--owner', 'nobody', '--purpose', 'no stop')).toMatchObject({
    status: 1,
    lines: expect.arrayContaining([expect.stringContaining("purpose is 'no stop'; write one sentence that ends with a full stop")]),
  });
  expect(existsSync(join(copy, 'services/only-in-tests'))).toBe(false);
});

test('wrong usage ends with 2 and says what is right', () => {
  expect(platform('sinth')).toMatchObject({
    status: 2,
    lines: ["platform: unknown-command: 'sinth' is not a command; did you mean 'synth'?"],
  });
  expect(platform('synth', '--chekc')).toMatchObject({
    status: 2,
    lines: [expect.stringMatching(/^platform: wrong-usage: unknown option '--chekc'.*platform synth/)],
  });
  expect(platform('list', 'service')).toMatchObject({
    status: 2,
    lines: ["platform: wrong-usage: 'service' cannot be listed; did you mean 'services'?"],
  });
  expect(platform('new', 'service')).toMatchObject({ status: 2 });
  expect(platform('list', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('$ platform list services') });
});

test('the cdk8s command line gives the same bytes, and a failing synthesis leaves the tree', () => {
  const before = snapshot('dist-manifests', 'argocd');
  const cdk8s = () =>
    execFileSync('node', ['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--no-check-upgrade'], {
      cwd: copy,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  expect(cdk8s()).toContain('deployment.apps_');
  expect(lstatSync(join(copy, '.cdk8s')).isSymbolicLink()).toBe(true);
  expect(readlinkSync(join(copy, '.cdk8s'))).toBe('dist-manifests');
  expect(snapshot('dist-manifests', 'argocd')).toEqual(before);
  cdk8s();
  replace(firstService(), /http: \{ port: \d+/, 'http: { port: 80');
  expect(cdk8s).toThrow();
  expect(snapshot('dist-manifests', 'argocd')).toEqual(before);
});

/** A team that exists. */
const owner = (): string => /owner: '([^']+)'/.exec(readFileSync(join(copy, firstService()), 'utf8'))?.[1] ?? '';

const definition = (name: string, port: number): string =>
  `import { defineService } from '#model';\n\nexport default defineService({\n  purpose: 'Is made up.',\n  owner: '${owner()}',\n  tier: 'batch',\n  http: { port: ${port}, path: '/${name}', exposure: 'cluster' },\n});\n`;

const component = (fields: string): string =>
  `import { defineComponent } from '#model';\n\nexport default defineComponent({ purpose: 'Is made up.', ${fields} });\n`;
