// Bundles the toolkit and all definitions into one file, which Node runs in a fraction of the time that loading them one by one takes.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { cacheOf, packageFolders, packageName, sourceCondition, toolkit } from './root.mjs';

/** What stands in for a file that cannot be read: whatever is asked of it is again such a stand-in; it says so itself, and what was written. */
const standIn = (text) => `
const broken = Symbol.for('platform.broken');
const make = () => new Proxy(function () {}, {
  get: (_, key) => key === broken ? ${JSON.stringify(text)} : key === Symbol.iterator ? function* () {} : key === Symbol.toPrimitive ? () => 'broken' : make(),
  has: (_, key) => key === broken,
  apply: make,
});
module.exports = Object.create(make());
`;

/**
 * Builds the bundle, `readable` with the name of each file above its lines, and gives its path and the mistakes that no definition may
 * contain: text that is not TypeScript, imports that lead nowhere. A broken file is replaced by a stand-in and the build is tried again, so
 * that all mistakes are found in one run.
 */
export const bundle = async ({ root, entry, registry, broken, readable }) => {
  const cache = cacheOf(root);
  const [outfile, notes] = [join(cache, `${entry}.cjs`), join(cache, `${entry}.json`)];
  const key = JSON.stringify([root, toolkit, registry, [...broken.keys()], readable]);
  if (upToDate(notes, outfile, key)) return { outfile, mistakes: [] };

  const { build } = await import('esbuild');
  const mistakes = [];
  const stubs = new Set(broken.keys());
  for (;;) {
    try {
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: [join(toolkit, 'tools', `${entry}.ts`)],
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        outfile,
        metafile: true,
        logLevel: 'silent',
        // Bundled it would load slower; only what asks for stacks loads it at all.
        external: ['aws-cdk-lib', 'cdk-nag', 'esbuild'],
        // Patterns of schemas, which a few models have run by an engine in WebAssembly that cannot be bundled.
        alias: { 're2-wasm': join(toolkit, 'tools', 'launch', 'patterns.mjs') },
        // Shorter text loads faster; only who looks for a line needs to read it.
        minify: !readable,
        // A platform without packages of its own uses those of the toolkit.
        nodePaths: root === toolkit ? [] : packageFolders(),
        conditions: [sourceCondition, 'module'],
        plugins: [virtual(root, registry, stubs), toolkitFrom(root)],
      });
      if (mistakes.length === 0) remember(notes, key, root, metafile);
      return { outfile, mistakes };
    } catch (error) {
      const fresh = (error.errors ?? []).filter(
        ({ location }) =>
          location && !location.file.startsWith('..') && !location.file.includes('node_modules/') && !stubs.has(location.file),
      );
      if (fresh.length === 0) throw error;
      for (const { text, location } of fresh) {
        stubs.add(location.file);
        mistakes.push({
          file: location.file,
          rule: 'cannot-read',
          fact: `line ${location.line}, column ${location.column + 1}: ${text}`,
          fix: 'correct the line',
        });
      }
    }
  }
};

/**
 * The registry is not read from disk: it is what the folders say now, and written only when everything is well. A broken file is served
 * from a namespace of its own, because there its text is a CommonJS module, from which any name can be imported.
 */
const virtual = (root, registry, stubs) => ({
  name: 'virtual',
  setup: ({ onResolve, onLoad, resolve }) => {
    onResolve({ filter: /^#registry$/ }, () => ({ path: join(root, 'registry.gen.ts'), namespace: 'registry' }));
    onLoad({ filter: /.*/, namespace: 'registry' }, () => ({ contents: registry, loader: 'ts', resolveDir: root }));
    if (stubs.size === 0) return;
    onResolve({ filter: endingLike(stubs) }, async ({ path, pluginData, ...from }) => {
      if (pluginData === asked) return undefined;
      const file = relative(root, (await resolve(path, { ...from, pluginData: asked })).path);
      return stubs.has(file) ? { path: file, namespace: 'broken' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'broken' }, ({ path }) => ({
      contents: standIn(readFileSync(join(root, path), 'utf8')),
      loader: 'js',
    }));
  },
});

/**
 * A platform elsewhere imports the toolkit's parts by the name of the package or, like the toolkit itself, by `#model` and the like. Both
 * lead to the sources that run, so that everything is there once.
 */
const toolkitFrom = (root) => ({
  name: 'toolkit',
  setup: ({ onResolve, resolve }) => {
    const aliases = root === toolkit ? '' : '|#(model|k8s-constructs|checks|components)';
    onResolve({ filter: new RegExp(`^(${packageName}${aliases})(/|$)`) }, ({ path, pluginData, kind, importer }) =>
      pluginData === asked ? undefined : resolve(path, { kind, importer, resolveDir: toolkit, pluginData: asked }),
    );
  },
});

/** Imports that may lead to one of the files; to ask for all of them takes seconds. */
const endingLike = (files) => new RegExp(`(^|/)(${[...files].map((file) => basename(file).replace(/\.\w+$/, '')).join('|')})(\\.\\w+)?$`);

/** Marks a question of ours, so that it is not asked again. */
const asked = Symbol('asked');

/** The bundle of the last run is used again while no file that went into it has changed. Installed packages change with the lock file. */
export const upToDate = (notes, outfile, key) => {
  if (!existsSync(notes) || !existsSync(outfile)) return false;
  const last = JSON.parse(readFileSync(notes, 'utf8'));
  return last.key === key && last.files.every(([file, stamp]) => stampOf(file) === stamp);
};

/** Keeps what `upToDate` asks for. */
export const remember = (notes, key, root, { inputs }) => {
  const own = Object.keys(inputs).filter((file) => !file.includes('node_modules/') && !file.includes(':') && !file.startsWith('<'));
  const files = [...own, 'package.json', 'package-lock.json', relative(root, join(toolkit, 'package.json'))].map((file) =>
    join(root, file),
  );
  mkdirSync(join(notes, '..'), { recursive: true });
  writeFileSync(notes, JSON.stringify({ key, files: files.map((file) => [file, stampOf(file)]) }));
};

const stampOf = (file) => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'none';
};
