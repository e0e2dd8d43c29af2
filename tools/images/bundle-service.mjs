// Makes one file of a service, as its image runs it: swc writes the types beside decorators that Nest and TypeORM look for, esbuild does the rest.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { transform } from '@swc/core';
import { build } from 'esbuild';

const decorated = {
  name: 'decorated',
  setup: ({ onLoad, initialOptions: { absWorkingDir: root } }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`) || !path.startsWith(root)) return undefined;
      const { code } = await transform(await readFile(path, 'utf8'), {
        filename: path,
        configFile: false,
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      });
      return { contents: code, loader: 'js' };
    }),
};

/** What a package asks for and is not installed is optional: drivers of other databases, transports of Nest. It stays a `require`. */
const optional = {
  name: 'optional',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[@a-z]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point' || !importer.includes(`${sep}node_modules${sep}`)) return undefined;
      const [scope, name] = path.split('/');
      const owner = scope.startsWith('@') ? `${scope}/${name}` : scope;
      const places = createRequire(importer).resolve.paths(owner) ?? [];
      return places.length === 0 || places.some((place) => exists(place, owner)) ? undefined : { path, external: true };
    }),
};

const found = new Map();
const exists = (place, owner) => {
  const path = `${place}${sep}${owner}${sep}package.json`;
  if (!found.has(path)) found.set(path, existsSync(path));
  return found.get(path);
};

/** Bundles `entry`, a path below `root`, into `outfile`. Names of classes stay, because Nest and TypeORM tell of them. */
export const bundleService = ({ root, entry, outfile, conditions = [], native = false }) =>
  build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    conditions,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    // Packages with machine code stand beside the bundle.
    ...(native && { external: ['@node-rs/*', '*.node'], metafile: true }),
    logLevel: 'error',
    plugins: [decorated, optional],
  });
