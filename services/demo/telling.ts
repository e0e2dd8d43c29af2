// How a demo talks: chapters, steps with their status, events, check marks; and how it begins and ends.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mail } from './mails';
import { OwnPlatform } from './own-platform';
import { Shop } from './shop';

const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint =
  (code: number) =>
  (text: string): string =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text;
const [green, red, bold, dim] = [paint(32), paint(31), paint(1), paint(2)];

let failed = 0;
let held = 0;

/** Says a line. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Begins a chapter. */
export const chapter = (title: string): void => say(`\n${bold(title)}`);

/** Tells of a request and its answer. */
export const step = (what: string, { status }: { readonly status: number }, told = ''): void =>
  say(`  ${what.padEnd(38)}${status}${told && `  ${dim(told)}`}`);

/** Tells what something shows. */
export const note = (text: string): void => say(`  ${dim(text)}`);

/** Checks; what does not hold makes the demo fail. */
export const check = (holds: boolean, what: string): void => {
  if (holds) held += 1;
  else failed += 1;
  say(`  ${holds ? green('✓') : red('✗')} ${what}`);
};

/** Shows a mail as its reader sees it. */
export const letter = ({ to, subject, text }: Mail): void => {
  for (const line of [`To: ${to}`, `Subject: ${subject}`, '', ...text.trim().split('\n')]) say(`  ${dim('│')} ${line}`);
};

/** An amount as people write it. */
export const money = ({ amount, currency }: { readonly amount: number; readonly currency: string }): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / 100);

/** Rows in columns as wide as they need. */
export const table = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) say(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
};

/** What a demo has: the shop, and the platform when it is its own. */
export interface Stage {
  readonly shop: Shop;
  /** Absent when `--url` named one that runs. */
  readonly platform?: OwnPlatform;
}

interface Demo {
  readonly name: string;
  /** What it shows, for `--help`. */
  readonly purpose: string;
  /** Settings of a platform that is started for it. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
  readonly chaos?: string;
  /** Whether it needs a platform of its own, because it kills it or looks into its databases. @default false */
  readonly alone?: boolean;
  /** Whether it changes a platform that runs, and starts none. @default false */
  readonly guest?: boolean;
  readonly story: (stage: Stage) => Promise<void>;
}

const readArguments = ({ name, purpose, alone, guest }: Demo): { url?: string | undefined; folder: string } | undefined => {
  const options = { url: { type: 'string' }, folder: { type: 'string', default: '.data' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values } = parseArgs({ options });
  const { url, folder, help } = values;
  if (alone && url !== undefined) throw new Error(`--url: ${name} needs a platform of its own`);
  if (!help) return { url: url ?? (guest ? 'http://127.0.0.1:8080' : undefined), folder };
  const at = alone ? '' : guest ? ' [-- --url http://localhost:8080 --folder .data]' : ' [-- --url <gateway> --folder <its data>]';
  const where = alone ? 'It starts a platform of its own.' : guest ? '' : 'Without --url it starts a platform of its own.';
  say(`npm run ${name}${at}\n\n${purpose} ${where}\nEnds with 0 only if every check held.`);
  return undefined;
};

/** Runs a demo: finds or starts its platform, tells the story, cleans up, and sets the exit code. */
export const runDemo = async (demo: Demo): Promise<void> => {
  let platform: OwnPlatform | undefined;
  const started = performance.now();
  try {
    const wishes = readArguments(demo);
    if (wishes === undefined) return;
    if (wishes.url === undefined) {
      platform = await OwnPlatform.start(demo);
      note(`a platform of its own, ready after ${seconds(started)}: ${platform.url}`);
    }
    const stopEarly = (): void => void platform?.remove().finally(() => process.exit(130));
    process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly);
    const shop = new Shop(
      (wishes.url ?? platform?.url ?? '').replace(/\/$/, ''),
      wishes.folder && !platform ? wishes.folder : (platform?.folder ?? ''),
    );
    await demo.story({ shop, ...(platform && { platform }) });
  } catch (error) {
    failed += 1;
    say(red(`  ✗ the story ends here: ${explain(error)}`));
  } finally {
    await platform?.remove();
  }
  const verdict = failed > 0 ? red(`${failed} of ${failed + held} checks did not hold`) : green(`all ${held} checks held`);
  say(`\n${verdict}, ${seconds(started)}`);
  process.exitCode = failed > 0 ? 1 : 0;
};

const explain = (error: unknown): string => {
  const { message, cause } = error as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNREFUSED') return "nobody answers there; start the platform with 'npm start'";
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `${(error as NodeJS.ErrnoException).path} is not there; give the platform's folder by '--folder' (${join('.data')} of 'npm start')`;
  return message;
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
