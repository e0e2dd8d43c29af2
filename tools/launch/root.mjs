// Where the platform is that a command works on, where the toolkit is, and where what they make together is kept.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: model, components, constructs, stacks, rules and tools. */
export const toolkit = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What definitions outside of the package import its parts by: `<name>/model`. */
export const packageName = JSON.parse(readFileSync(join(toolkit, 'package.json'), 'utf8')).name;

/** The condition under which the package gives its sources instead of what was built of them. */
export const sourceCondition = `${packageName}/source`;

const wrongInput = 1;
const wrongUsage = 2;

/**
 * The folder of the platform, and the arguments without it: what `--root` names, or the nearest folder upward of the current one that
 * holds a platform, or else the current one. A `refusal` where that cannot be.
 */
export const rootOf = (args) => {
  const at = args.findIndex((arg) => arg === '--root' || arg.startsWith('--root='));
  if (at < 0) return { root: upward(process.cwd(), isPlatform) ?? process.cwd(), args };
  const [value, taken] = args[at] === '--root' ? [args[at + 1], 2] : [args[at].slice('--root='.length), 1];
  if (!value || value.startsWith('-')) {
    return { refusal: { code: wrongUsage, line: "platform: wrong-usage: --root names no folder; use it as '--root <folder>'" } };
  }
  const root = resolve(value);
  if (existsSync(root)) return { root: realpathSync(root), args: args.toSpliced(at, taken) };
  const line = `${value}: root-missing: there is no such folder; name the one that holds platform/, or write one with 'platform init <folder>'`;
  return { refusal: { code: wrongInput, line } };
};

const isPlatform = (folder) => ['organisation.ts', 'teams.ts', 'environments'].some((each) => existsSync(join(folder, 'platform', each)));

/** The nearest folder that is fit, from one upward. */
const upward = (folder, isFit) => {
  for (let each = folder; ; each = dirname(each)) {
    if (isFit(each)) return each;
    if (each === dirname(each)) return undefined;
  }
};

/** Folders of packages that serve a file of the toolkit, the nearest first. */
export const packageFolders = () => {
  const found = [];
  upward(toolkit, (each) => {
    const folder = basename(each) === 'node_modules' ? each : join(each, 'node_modules');
    if (!found.includes(folder) && existsSync(folder)) found.push(folder);
    return false;
  });
  return found;
};

/**
 * Where bundles of a platform are kept: with its own packages; if it has none, with the toolkit's, apart from those of other platforms;
 * where nobody may write there, in the home folder.
 */
export const cacheOf = (root) => {
  const own = join(root, 'node_modules');
  if (isWritable(own)) return join(own, '.cache', 'platform');
  const [nearest] = packageFolders().filter(isWritable);
  const place = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return nearest ? join(nearest, '.cache', 'platform', place) : join(homedir(), '.cache', 'platform', place);
};

const isWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
