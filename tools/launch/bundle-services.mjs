// Bundles all services that can run, with the kit, into one file for local mode.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { remember, upToDate } from './bundle.mjs';
import { runnable, servicesSource } from './scan.mjs';

/** What the bundle exports; the lists are what the folders say now. */
const start = `
export { services } from './services.gen';
export { runPlatform } from './services/kit/local/run-platform';
export { default as organisation } from './platform/organisation';
`;

/** Nest and TypeORM find types through what the compiler writes beside decorators. */
const swcOptions = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/**
 * Builds the bundle below `root`, and gives its path and the mistakes that hinder it. It is used again while no file that went into it has
 * changed. Packages are part of it: with them it starts in 0.6 s and 109 MB,
 * without them in 0.9 s and 125 MB. It is not made shorter, so that the lines of a stack can be read.
 */
export const bundleServices = async (root, { entry = start, name = 'start', external = [] } = {}) => {
  const cache = join(root, 'node_modules', '.cache', 'platform');
  const [outfile, notes] = [join(cache, `${name}.cjs`), join(cache, `${name}.json`)];
  const source = servicesSource(runnable(root));
  const key = JSON.stringify([root, source, entry, process.version]);
  if (upToDate(notes, outfile, key)) return { outfile, mistakes: [] };

  const [{ build }, { transform }] = await Promise.all([import('esbuild'), import('@swc/core')]);
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile,
      metafile: true,
      logLevel: 'silent',
      // Migrations and entities are known by the names of their classes, also where two services use the same.
      keepNames: true,
      supported: { 'dynamic-import': false },
      external: [...apart, ...external],
      plugins: [virtual(root, source), optional, swc(root, transform)],
    });
    remember(notes, key, root, metafile);
    return { outfile, mistakes: [] };
  } catch (error) {
    if (!error.errors?.length) throw error;
    return { outfile, mistakes: error.errors.map(inWords) };
  }
};

/** What a bundle cannot hold, and what only a service in AWS loads. */
const apart = ['*.node', '@node-rs/*', 'aws-msk-iam-sasl-signer-js'];

/** Packages try to load others that are not there, and go on without. In code of ours that is a mistake. */
const optional = {
  name: 'optional',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, importer, ...from }) => {
      if (pluginData === asked || !importer.includes('node_modules')) return undefined;
      const { errors } = await resolve(path, { ...from, importer, pluginData: asked });
      return errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};

/** Marks a question of ours, so that it is not asked again. */
const asked = Symbol('asked');

const virtual = (root, source) => ({
  name: 'virtual',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\/services\.gen$/ }, () => ({ path: join(root, 'services.gen.ts'), namespace: 'services' }));
    onLoad({ filter: /.*/, namespace: 'services' }, () => ({ contents: source, loader: 'ts', resolveDir: root }));
  },
});

const swc = (root, transform) => ({
  name: 'swc',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(join(root, 'services'))) return undefined;
      const text = await readFile(path, 'utf8');
      // Only decorators need it; the bundler itself is faster.
      if (!/^\s*@\w+/m.test(text)) return undefined;
      try {
        const { code } = await transform(text, { ...swcOptions, filename: path });
        return { contents: code, loader: 'js' };
      } catch (error) {
        return { errors: [{ text: saidBy(error), location: { file: relative(root, path), lineText: '' } }] };
      }
    });
  },
});

/** What the compiler says, with the line that it points to. */
const saidBy = ({ message }) => `line ${/[:[](\d+):\d+\]/.exec(message)?.[1]}: ${message.trim().split('\n')[0].replace(/^\S /, '')}`;

/** Lines are quoted and not counted, because those of a file with decorators have moved. */
const inWords = ({ text, location }) =>
  `${location?.file ?? 'services'}: cannot-bundle: ${text.split('\n')[0]}${location?.lineText ? ` in '${location.lineText.trim()}'` : ''}; correct it`;
