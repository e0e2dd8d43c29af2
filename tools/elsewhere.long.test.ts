import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The package as others have it: packed, unpacked beside its dependencies and nothing else, and used on platforms of theirs. */

const repository = join(__dirname, '..');
const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

let place: string;
let packed: string[];

/** What a platform elsewhere has besides the package: the compiler. */
const ofTheirOwn = ['typescript'];

beforeAll(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
  const said = execFileSync('npm', ['pack', '--json', '--offline', '--loglevel=error', '--pack-destination', place], {
    cwd: repository,
    encoding: 'utf8',
  });
  const [{ filename, files }] = JSON.parse(said) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  install(filename);
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** As npm lays it out, of what this repository has installed: no registry has to be reached. */
const install = (filename: string): void => {
  const [packages, own] = [join(place, 'node_modules'), join(place, 'node_modules', name)];
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', join(place, filename), '-C', own, '--strip-components=1']);
  for (const dependency of [...Object.keys(dependencies), ...ofTheirOwn]) {
    mkdirSync(dirname(join(packages, dependency)), { recursive: true });
    symlinkSync(join(repository, 'node_modules', dependency), join(packages, dependency));
  }
  mkdirSync(join(packages, '.bin'));
  symlinkSync(join(own, 'tools/platform.mjs'), join(packages, '.bin/platform'));
};

const run = (folder: string, program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: join(place, folder), encoding: 'utf8', maxBuffer: 2 ** 26 });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
};
const platform = (folder: string, ...args: string[]) => run(folder, join(place, 'node_modules/.bin/platform'), ...args);
const typeCheck = (folder: string) => run(folder, 'node', join(place, 'node_modules/typescript/bin/tsc'), '-p', '.');

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(place, file)), { recursive: true });
  writeFileSync(join(place, file), text);
};

test('holds the toolkit, and neither tests nor a platform', () => {
  for (const file of ['LICENSE', 'README.md', 'dist/model/index.js', 'dist/model/index.d.ts', 'tools/platform.mjs', 'tools/init/gitignore'])
    expect(packed).toContain(file);
  expect(packed.filter((file) => /^(platform|services|releases|argocd|dist-manifests|docs|frontend|node_modules)\//.test(file))).toEqual(
    [],
  );
  expect(packed.filter((file) => /\.test\.|testing|sample|__snapshots__|bike-hire|^tools\/(bench|jest|kafka|load)/.test(file))).toEqual([]);
});

describe('a platform that init has written', () => {
  beforeAll(() =>
    expect(platform('.', 'init', 'ours')).toMatchObject({ status: 0, stdout: expect.stringContaining('wrote ours/README.md') }),
  );

  test('is synthesized, keeps every rule, agrees with its stacks and compiles, untouched', () => {
    expect(platform('ours', 'synth')).toMatchObject({ status: 0, stdout: expect.stringContaining('for 1 cluster: nothing changed') });
    expect(platform('ours', 'check')).toMatchObject({ status: 0, stdout: expect.stringContaining('0 findings, 0 waived: all rules hold') });
    expect(typeCheck('ours')).toMatchObject({ status: 0, stdout: '' });
    expect(JSON.parse(platform('ours', 'list', 'services', '--json').stdout)).toEqual([expect.objectContaining({ name: 'hello' })]);
  });

  test('names the versions that wrote it', () => {
    const { devDependencies: theirs } = JSON.parse(readFileSync(join(place, 'ours/package.json'), 'utf8'));
    expect(theirs).toEqual({ 'aws-cdk': devDependencies['aws-cdk'], typescript: devDependencies.typescript, [name]: '0.1.0' });
  });

  test('has its stacks synthesized and priced', () => {
    const { status, stdout } = platform('ours', 'stacks');
    expect([status, stdout]).toEqual([0, expect.any(String)]);
    expect(platform('ours', 'cost', '--svg')).toMatchObject({ status: 0, stdout: expect.stringContaining('dev: ') });
    expect(readFileSync(join(place, 'ours/docs/cost/environments.svg'), 'utf8')).toContain('<svg');
  });

  test('is given nothing that only services on the kit need', () => {
    for (const file of ['services.gen.ts', 'compose.yaml', 'services/welcome/hello/Dockerfile'])
      expect({ file, there: existsSync(join(place, 'ours', file)) }).toEqual({ file, there: false });
  });

  test('is found from a folder inside of it, and by its path', () => {
    const names = (folder: string, ...args: string[]) =>
      platform(folder, 'list', 'clusters', ...args)
        .stdout.split('\n')[1]
        ?.split(' ')[0];
    expect([names('ours/services/welcome'), names('.', '--root', 'ours'), names('.', '--root=ours')]).toEqual(
      Array(3).fill('dev-us-east-1'),
    );
  });

  test('does not compile with a name or a field that is not there', () => {
    cpSync(join(place, 'ours'), join(place, 'mistyped'), { recursive: true });
    write('mistyped/services/welcome/hello/service.ts', definition("calls: ['helo']"));
    write('mistyped/services/welcome/other/service.ts', definition("ownr: 'everyone'"));
    const { status, stdout } = typeCheck('mistyped');
    expect(status).not.toBe(0);
    expect(stdout).toMatch(/hello\/service\.ts.*"helo"' is not assignable to type '"hello"'/);
    expect(stdout).toMatch(/other\/service\.ts.*'ownr' does not exist/);
  });

  test('takes one more service, which runs an image; without one there is nothing to write', () => {
    cpSync(join(place, 'ours'), join(place, 'grown'), { recursive: true });
    expect(platform('grown', 'new', 'service', 'welcome/bye')).toMatchObject({
      status: 2,
      lines: [
        "platform: wrong-usage: services/kit is not there, so no code can be written for 'welcome/bye'; say with --image <repository> which image it runs",
      ],
    });
    expect(platform('grown', 'new', 'service', 'welcome/bye', '--image', 'ghcr.io/sample/bye')).toMatchObject({ status: 0 });
    expect(readFileSync(join(place, 'grown/services/welcome/bye/service.ts'), 'utf8')).toContain(`from '${name}/model'`);
    expect(platform('grown', 'synth', '--check')).toMatchObject({ status: 0 });
    expect(typeCheck('grown')).toMatchObject({ status: 0, stdout: '' });
  });

  test('may say #model too, put its own component in the place of one of the package, and not its own rule', () => {
    cpSync(join(place, 'ours'), join(place, 'changed'), { recursive: true });
    write(
      'changed/components/networking/kong.ts',
      `import kong from '${name}/components/networking/kong';\nimport { defineComponent } from '#model';\nexport default defineComponent({ ...kong, chart: { ...kong.chart, version: '99.0.0' } });\n`,
    );
    const kong = JSON.parse(platform('changed', 'list', 'components', '--json').stdout).filter(
      (each: { name: string }) => each.name === 'kong',
    );
    expect(kong).toEqual([expect.objectContaining({ version: '99.0.0' })]);
    write(
      'changed/checks/probes-weak.ts',
      `import { defineRule } from '${name}/checks';\nexport default defineRule({ why: '', *check() {}, mutation() {} });\n`,
    );
    expect(platform('changed', 'synth')).toMatchObject({
      status: 1,
      lines: [`checks/probes-weak.ts: name-taken: 'probes-weak' is also a rule of ${name}; rename the file`, expect.anything()],
    });
  });
});

test('init refuses a folder that holds something, and leaves it as it is', () => {
  write('taken/notes.txt', 'Do not touch.');
  expect(platform('.', 'init', 'taken')).toMatchObject({
    status: 1,
    stdout: '',
    lines: ["taken: folder-taken: the folder is not empty: it holds 'notes.txt'; name a folder that is empty or not there yet"],
  });
  expect(platform('.', 'init')).toMatchObject({ status: 2 });
});

test('what is missing is said in one run, with what to do', () => {
  write('bare/notes.txt', 'Nothing is here yet.');
  write('bare/services/shop/orders/service.ts', definition("calls: ['payments']"));
  expect(platform('.', 'synth', '--root', 'bare')).toEqual({
    status: 1,
    stdout: '',
    lines: [
      "platform/environments: missing-file: there is no environment; add one as <name>.ts, with 'export default defineEnvironment({ … })'",
      "platform/organisation.ts: missing-file: there is no such file; add it, with 'export default defineOrganisation({ … })'",
      "platform/teams.ts: missing-file: there is no such file; add it, with 'export default defineTeams({ … })'",
      "services/shop/orders/service.ts: unknown-callee: calls 'payments', which is not a service; remove it or add the service",
      '4 mistakes; nothing was written',
    ],
  });
  expect(platform('.', 'check', '--root', 'nowhere')).toMatchObject({
    status: 1,
    lines: [
      "nowhere: root-missing: there is no such folder; name the one that holds platform/, or write one with 'platform init <folder>'",
    ],
  });
  expect(platform('.', 'check', '--root')).toMatchObject({
    status: 2,
    lines: ["platform: wrong-usage: --root names no folder; use it as '--root <folder>'"],
  });
});

describe('another platform, of programs in other languages', () => {
  const beside = (folder: string): void => cpSync(join(repository, 'tools/bike-hire'), join(folder, 'bike-hire'), { recursive: true });

  test('breaks no rule, agrees with its stacks, and compiles', () => {
    beside(place);
    expect(platform('bike-hire', 'synth')).toMatchObject({ status: 0 });
    expect(platform('bike-hire', 'check')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0 findings, 0 waived: all rules hold'),
    });
    const include = ['checks', 'components', 'platform', 'services', '*.gen.ts', '*.gen.d.ts'];
    write('bike-hire/tsconfig.json', JSON.stringify({ extends: '../ours/tsconfig.json', include }));
    expect(typeCheck('bike-hire')).toMatchObject({ status: 0, stdout: '' });
  });

  test('is held to a rule of its own, too', () => {
    const file = join(place, 'bike-hire/services/money/fares/service.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('registry.bikes.example.org/fares', 'ghcr.io/sample/fares'));
    expect(platform('bike-hire', 'synth')).toMatchObject({
      status: 1,
      lines: expect.arrayContaining([
        expect.stringMatching(/^services\/money\/fares\/service\.ts: image-from-elsewhere: Deployment money\/fares: /),
      ]),
    });
  });

  test('needs no packages of its own where the tool is called by its path', () => {
    const alone = mkdtempSync(join(tmpdir(), 'alone-'));
    beside(alone);
    const called = (...args: string[]) =>
      spawnSync('node', [join(repository, 'tools/platform.mjs'), ...args], { cwd: alone, encoding: 'utf8' });
    expect(called('synth', '--root', 'bike-hire')).toMatchObject({ status: 0, stderr: expect.stringContaining('+ names.gen.d.ts') });
    expect(called('synth', '--check', '--root', 'bike-hire')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ files as committed/),
    });
    rmSync(alone, { recursive: true, force: true });
  });
});

test('what it exports runs in Node as it is', () => {
  const program = `
    import { load, names } from '${name}/model';
    import { Microservice } from '${name}/k8s-constructs';
    import { defineRule, rulesOf } from '${name}/checks';
    import probes from '${name}/checks/probes-weak';
    import kong from '${name}/components/networking/kong';
    import { launch } from '${name}/command-line';
    const { mistakes } = load(new Proxy({}, { get: () => [] }));
    const [rule] = rulesOf([{ file: 'checks/probes-weak.ts', exports: { default: defineRule(probes) } }]);
    const code = await launch(['list', 'nothing', '--root', 'ours']);
    console.log(JSON.stringify([mistakes.length, names.snake('a-b'), typeof Microservice, rule.id, kong.role, code]));`;
  const { stdout, lines } = run('.', 'node', '--input-type=module', '-e', program);
  expect([JSON.parse(stdout || '[]'), lines]).toEqual([
    [3, 'a_b', 'function', 'probes-weak', 'api-gateway', 2],
    [expect.stringContaining("'nothing' cannot be listed")],
  ]);
});

test.each(['bundler', 'nodenext'])('what it exports is typed for a project with the module resolution %s', (moduleResolution) => {
  const folder = `typed-${moduleResolution}`;
  const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext';
  write(`${folder}/package.json`, '{ "type": "module" }');
  const options = { module, moduleResolution, target: 'es2023', strict: true, noEmit: true, skipLibCheck: true, types: [] };
  write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: options, include: ['**/*.ts'] }));
  write(
    `${folder}/use.ts`,
    `import { defineRule, type Finding } from '${name}/checks';
import { launch } from '${name}/command-line';
import kong from '${name}/components/networking/kong';
import { type Cluster, load, type Platform, type Service } from '${name}/model';
import { Microservice, type MicroserviceProps } from '${name}/k8s-constructs';

export const code: Promise<number> = launch(['synth']);
export const chart: string | undefined = kong.chart?.name;
export const namesOf = ({ services }: Platform): string[] => services.map(({ name }: Service) => name);
export const props = (props: MicroserviceProps): MicroserviceProps => props;
export const made = Microservice;
export const fact = ({ fact }: Finding): string => fact;
export const none = defineRule({ why: 'None.', *check({ cluster }) { const one: Cluster = cluster; void one; }, mutation: () => {} });
// @ts-expect-error a registry has more parts
load({ services: [] });
// @ts-expect-error there is no such field
export const wrong = ({ servces }: Platform) => servces;
`,
  );
  expect(typeCheck(folder)).toMatchObject({ status: 0, stdout: '' });
});

/** A service with other fields, which may be wrong. */
const definition = (fields: string): string =>
  `import { defineService } from '${name}/model';\n\nexport default defineService({\n  purpose: 'Is made up.',\n  owner: 'everyone',\n  tier: 'batch',\n  image: 'ghcr.io/sample/made-up',\n  http: { port: 9898, path: '/hello', exposure: 'cluster' },\n  probes: { ready: { http: '/' } },\n  ${fields},\n});\n`;
