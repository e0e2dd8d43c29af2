import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CostReport, Difference } from '../cost';

/** The command as people call it, on this platform. */

const root = join(__dirname, '..');

const platform = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('node', ['tools/platform.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
};

const answer = (...args: string[]): CostReport & { readonly difference?: Difference } =>
  JSON.parse(platform('cost', '--json', ...args).stdout);

const cents = (usd: number): number => Math.round(usd * 100);
const sumOf = (parts: readonly { readonly usd: number }[]): number => parts.reduce((sum, { usd }) => sum + cents(usd), 0);

const all = answer();
const [first] = all.environments.map(({ environment }) => environment);

test('the answer for programs says what, of what, resting on what', () => {
  expect(all).toMatchObject({ currency: 'USD', per: 'month', pricesOf: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), commitment: 'none' });
  const line = {
    environment: expect.any(String),
    stack: expect.stringContaining('/'),
    region: expect.any(String),
    resource: expect.any(String),
    kind: expect.any(String),
    what: expect.any(String),
    price: expect.any(String),
    team: expect.any(String),
    assumed: expect.any(Array),
    usd: expect.any(Number),
  };
  for (const item of all.items) expect(item).toMatchObject(line);
  for (const name of new Set(all.items.flatMap(({ assumed }) => assumed))) expect(all.assumptions).toHaveProperty(name);
});

test('every level adds up to the one above it', () => {
  expect(sumOf(all.items)).toBe(cents(all.usd));
  expect(sumOf(all.environments)).toBe(cents(all.usd));
  for (const { usd, stacks, kinds, teams } of all.environments) {
    expect([stacks, kinds, teams].map(sumOf)).toEqual([cents(usd), cents(usd), cents(usd)]);
    for (const { usd: whole, parts = [] } of [...stacks, ...teams]) expect(sumOf(parts)).toBe(cents(whole));
  }
});

test('of one environment it says the same as of all, and less under a commitment', () => {
  const [whole] = all.environments;
  const one = answer(first ?? '', '--commitment', '1y');
  expect(new Set(one.items.map(({ environment }) => environment))).toEqual(new Set([first]));
  expect(one.environments.map(({ commitments }) => commitments)).toEqual([whole?.commitments]);
  expect(one.usd).toBe(whole?.commitments['1y']);
  expect(one.usd).toBeLessThan(whole?.usd ?? 0);
});

test('people see stacks, teams, commitments, what is assumed, and of when the prices are', () => {
  const { status, stdout } = platform('cost', first ?? '');
  expect(status).toBe(0);
  for (const title of ['by stack and kind', 'by team and service', 'by commitment', 'not priced', 'assumed of a month'])
    expect(stdout).toContain(`\n${title}`);
  expect(stdout).toContain(`prices of ${all.pricesOf} (cost/prices.json)`);
  // Sums stand one below the other.
  const [tables = ''] = stdout.split('by commitment');
  const rows = tables.split('\n').filter((line) => /^ {2,}\S.* [\d,]+\.\d\d$/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(new Set(rows.map((line) => line.length)).size).toBe(1);
});

test('against another commit the steps lead from there to here', () => {
  const { difference, usd } = answer('--base', 'HEAD');
  expect(difference?.total.after).toBe(usd);
  for (const steps of [difference?.environments, difference?.stacks, difference?.services] as Difference['stacks'][]) {
    expect(steps.reduce((sum, { change }) => sum + cents(change), 0)).toBe(cents(difference?.total.change ?? Number.NaN));
    for (const { before, after, change } of steps) expect(cents(after) - cents(before)).toBe(cents(change));
  }
  expect(spawnSync('git', ['worktree', 'list'], { cwd: root, encoding: 'utf8' }).stdout).not.toContain('platform-cost-');
}, 120_000);

test.each([
  [['nowhere'], 1, "platform: unknown-environment: 'nowhere' is not an environment; use one of"],
  [[`${first}x`], 1, `platform: unknown-environment: '${first}x' is not an environment; did you mean '${first}'?`],
  [['--base', 'no-such-ref'], 1, "platform: unknown-ref: 'no-such-ref' is not a commit of this repository; name a branch"],
  [['--bse', 'main'], 2, "platform: wrong-usage: unknown option '--bse'"],
  [['a', 'b'], 2, "platform: wrong-usage: 'b' is one environment too many; use it as 'platform cost ["],
  [['--commitment', '2y'], 2, "platform: wrong-usage: --commitment is '2y', not none, 1y, 3y; use it as"],
])('cost %j ends with %i', (args, code, message) => {
  const { status, stdout, lines } = platform('cost', ...args);
  expect([status, stdout, lines.length]).toEqual([code, '', 1]);
  expect(lines[0]?.startsWith(message)).toBe(true);
});

describe('the chart', () => {
  const draw = (report: CostReport): string =>
    spawnSync('node', ['tools/cost-chart.mjs'], { cwd: root, encoding: 'utf8', input: JSON.stringify(report), maxBuffer: 2 ** 24 }).stdout;
  const drawn = draw(all);

  // `platform cost --svg` writes it.
  test('is committed as it would be drawn now', () => expect(readFileSync(join(root, 'docs/cost/environments.svg'), 'utf8')).toBe(drawn));

  test('names every environment with its sum', () => {
    for (const { environment, usd } of all.environments) {
      expect(drawn).toContain(`>${environment}</text>`);
      expect(drawn).toContain(`>${Math.round(usd).toLocaleString('en-US')} $</text>`);
    }
  });

  test('can be read on white and on black', () => {
    expect(drawn).not.toMatch(/<rect[^>]*fill="(white|#fff)/);
    const inks = new Set([...drawn.matchAll(/<text[^>]*fill="([^"]+)"/g)].map(([, colour = '']) => colour));
    expect(inks.size).toBe(1);
    for (const ink of inks) for (const ground of ['#ffffff', '#0d1117']) expect(contrast(ink, ground)).toBeGreaterThan(4);
  });
});

/** How well two colours can be told apart. @see https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
