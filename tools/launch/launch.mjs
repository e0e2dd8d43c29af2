// Starts the command line: finds the definitions, bundles them with the toolkit, runs it.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { besideOf } from './beside.mjs';
import { bundle } from './bundle.mjs';
import { loadBundle } from './load.cjs';
import { rootOf, toolkit } from './root.mjs';
import { clashesIn, modelOf, namesOf, registrySource, runnable, scan, servicesSource } from './scan.mjs';

/** What the packages of a bundle are found from. */
const toolkitPackage = join(toolkit, 'package.json');

/** Runs a command on the platform that `--root` names, or else on the one that the current folder is in, and gives its exit code. */
export const launch = async (args) => {
  const { root, args: rest, refusal } = rootOf(args);
  if (refusal) {
    process.stderr.write(`${refusal.line}\n`);
    return refusal.code;
  }
  const outcome = await run(root, rest);
  return typeof outcome === 'number' ? outcome : launch(outcome.includes('--root') ? outcome : [...outcome, '--root', root]);
};

const run = async (root, args) => {
  const { exports, keep, mistakes, found, outfile, registrySource: source } = await open(root, 'main');
  const outcome = await exports.main({
    args,
    root,
    toolkit,
    model: modelOf(root),
    registry: exports.registry,
    unreadable: mistakes,
    names: namesOf(found),
    registrySource: source,
    servicesSource: servicesSource(runnable(root)),
    runnable: runnable(root),
    beside: besideOf(outfile, toolkitPackage),
  });
  keep();
  return outcome;
};

/** Bundles an entry of `tools/` with the definitions below `root` and loads it. */
export const open = async (root, entry) => {
  const found = scan(root);
  const source = registrySource(found, modelOf(root));
  const thrown = new Map();
  let readable = false;
  for (;;) {
    const { outfile, mistakes } = await bundle({ root, entry, registry: source, broken: thrown, readable });
    try {
      const said = [...mistakes, ...thrown.values(), ...clashesIn(found)];
      return { outfile, ...loadBundle(outfile, toolkitPackage), mistakes: said, found, registrySource: source };
    } catch (error) {
      const file = culprit(error, outfile, Object.values(found).flat(), root);
      if (readable && (file === undefined || thrown.has(file))) throw error;
      // Once more, so that the line which threw can be traced to its file.
      if (readable) thrown.set(file, failure(file, error));
      readable = true;
    }
  }
};

const failure = (file, { message }) => ({
  file,
  rule: 'cannot-read',
  fact: `fails when it is read: ${message}`,
  fix: 'correct what it does; a definition only describes',
});

/** The definition whose code threw: the bundle names the file above the lines that came from it. */
const culprit = (error, outfile, definitions, root) => {
  const lines = readFileSync(outfile, 'utf8').split('\n');
  const frames = [...String(error.stack).matchAll(/\(?([^\s()]+):(\d+):\d+\)?$/gm)].filter(([, file]) => file === outfile);
  for (const [, , line] of frames) {
    for (let at = Number(line) - 1; at >= 0; at--) {
      const named = /^\/\/ (\S+\.ts)$/.exec(lines[at] ?? '')?.[1];
      if (named === undefined) continue;
      const file = relative(root, join(root, named));
      if (definitions.includes(file)) return file;
      break;
    }
  }
  return undefined;
};
