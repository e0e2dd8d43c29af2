// `npm pack` runs it: builds `dist/`, what other packages import of this one. Node runs no TypeScript of a package, and a compiler that
// finds some checks it by the rules of whoever imports it; so there are modules in JavaScript, and declarations.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { sourceCondition, toolkit } from '../launch/root.mjs';

const dist = join(toolkit, 'dist');
const { exports, imports } = JSON.parse(readFileSync(join(toolkit, 'package.json'), 'utf8'));

/** Files below a folder, by their paths from the toolkit. */
const below = (folder) =>
  readdirSync(join(toolkit, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(toolkit, join(entry.parentPath ?? entry.path, entry.name)));

const isSource = (file) => file.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$|(^|\/)(testing|sample)\.ts$/.test(file);

/** The sources that package.json exports: `model/index.ts`, and for a pattern each file that it fits. */
const exported = Object.values(exports).flatMap(({ [sourceCondition]: source }) => {
  if (source === undefined) return [];
  const [start, end] = source.slice('./'.length).split('*');
  return end === undefined ? [start] : below(start).filter((file) => isSource(file) && file.endsWith(end));
});

/** The source that a specifier of another one leads to, or none where that is a package. */
const sourceOf = (specifier, importer) => {
  const path = specifier.startsWith('.') ? join(dirname(importer), specifier) : aliased(specifier);
  return path && [path, `${path}.ts`, join(path, 'index.ts')].find((file) => isSource(file) && existsSync(join(toolkit, file)));
};

const aliased = (specifier) => {
  for (const [alias, path] of Object.entries(imports)) {
    const [start, end] = alias.split('*');
    if (alias === specifier) return path.slice('./'.length);
    if (end !== undefined && specifier.startsWith(start)) return path.slice('./'.length).replace('*', specifier.slice(start.length));
  }
  return undefined;
};

/** Aliases are this package's own, and modules name files: a declaration that says otherwise is silently nothing to some compilers. */
const named = (declaration, text) => {
  const importer = relative(dist, declaration);
  return text.replace(/(\bfrom |\bimport\(|\bimport )(['"])([.#][^'"]*)\2/g, (_, before, quote, specifier) => {
    const source = sourceOf(specifier, importer);
    if (source === undefined) throw new Error(`${importer} imports ${specifier}, which is not among the sources that are packed`);
    const path = relative(dirname(importer), source.replace(/\.ts$/, '.js'));
    return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
};

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: toolkit,
  entryPoints: [...new Set(exported)].map((file) => ({ in: file, out: file.replace(/\.ts$/, '') })),
  outdir: dist,
  bundle: true,
  // Whatever two of them use is there once.
  splitting: true,
  chunkNames: 'parts/[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
// It says itself what is wrong; npm keeps standard output for what it packed.
const compiler = join(toolkit, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(toolkit, 'tools/pack')], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);
for (const declaration of below('dist').filter((file) => file.endsWith('.d.ts'))) {
  const path = join(toolkit, declaration);
  writeFileSync(path, named(path, readFileSync(path, 'utf8')));
}
