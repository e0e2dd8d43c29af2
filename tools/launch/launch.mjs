// Starts the command line: finds the definitions, bundles them with the toolkit, runs it.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { loadBundle } from './load.cjs';
import { namesOf, registrySource, runnable, scan, servicesSource } from './scan.mjs';

const toolkit = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Runs a command and gives its exit code. */
export const launch = async (args) => {
  const root = process.cwd();
  const { exports, keep, mistakes, found, registrySource: source } = await open(root, 'main');
  const outcome = await exports.main({
    args,
    root,
    registry: exports.registry,
    unreadable: mistakes,
    names: namesOf(found),
    registrySource: source,
    servicesSource: servicesSource(runnable(root)),
  });
  keep();
  return typeof outcome === 'number' ? outcome : launch(outcome);
};

/** Bundles an entry of `tools/` with the definitions below `root` and loads it. */
export const open = async (root, entry) => {
  const found = scan(root);
  const source = registrySource(found);
  const thrown = new Map();
  let readable = false;
  for (;;) {
    const { outfile, mistakes } = await bundle({ root, toolkit, entry, registry: source, broken: thrown, readable });
    try {
      return { outfile, ...loadBundle(outfile), mistakes: [...mistakes, ...thrown.values()], found, registrySource: source };
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
