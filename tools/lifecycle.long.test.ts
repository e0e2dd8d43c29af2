import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { load, type Platform } from '#model';
import { registry } from '#registry';

/** The commands as people call them, on this platform, where every program that they could start would leave a trace. */

const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'platform-lifecycle-'));
const trace = join(folder, 'trace');
for (const name of ['aws', 'env', 'helm', 'kubectl', 'npx']) {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$0 $*" >> '${trace}'\nexit 1\n`);
  chmodSync(join(folder, name), 0o755);
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const platform = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/platform.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) },
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
};

const { environments } = load(registry).platform as Platform;
const named = (full: boolean): string => environments.find(({ shape }) => (shape === 'full') === full)?.name ?? '';

test.each([
  ['deploy', named(false), '--dry-run'],
  ['teardown', named(false), '--plan'],
  ['teardown', named(true), '--json'],
])('%s %s %s shows everything and starts nothing', (...args) => {
  const { status, stdout } = platform(...args);
  expect([status, stdout.length > 3000, existsSync(trace)]).toEqual([0, true, false]);
});

test('where customers are served nothing is started before the name is typed', () => {
  const { status, stdout, lines } = platform('teardown', named(true), '--yes', '--confirm', named(false));
  expect([status, stdout, existsSync(trace)]).toEqual([1, '', false]);
  expect(lines).toEqual([
    `platform: not-confirmed: '${named(false)}' was typed, not '${named(true)}'; nothing was run; add '--confirm ${named(true)}' if it is meant`,
  ]);
});

test('a deployment starts with what changes nothing, and stops where that fails; in a pipe it says no more than that', () => {
  const { status, stdout, lines } = platform('deploy', named(false));
  expect([status, stdout, existsSync(trace)]).toEqual([1, '', true]);
  expect(lines[0]).toMatch(
    /^deploy \S+: step-failed: check 1 of \d+, 'the AWS command line can be started', ended with 1; install it: https:\S+, then run it again/,
  );
  expect(lines.slice(1)).toEqual(['    $ aws --version']);
});
