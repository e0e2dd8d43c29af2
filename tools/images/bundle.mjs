#!/usr/bin/env node
// Makes what the image of one service holds: its bundle, and the native packages that a bundle cannot hold.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleService } from './bundle-service.mjs';

const [name, out] = process.argv.slice(2);
const root = process.cwd();
const folder = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((domain) => domain.isDirectory())
  .map((domain) => `services/${domain.name}/${name}`)
  .find((each) => existsSync(join(root, each, 'main.ts')));
if (name === undefined || out === undefined || folder === undefined) {
  process.stderr.write(
    `bundle: unknown-service: '${name ?? ''}' has no main.ts below services/; use it as 'node tools/images/bundle.mjs <service> <folder>'\n`,
  );
  process.exit(2);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await bundleService({ root, entry: `${folder}/main.ts`, outfile: join(out, 'main.js'), native: true });

/** Native packages that the bundle asks for, and those of them for this computer's kind of system. */
const asked = new Set(
  Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external && path.startsWith('@node-rs/'))
    .map(({ path }) => path),
);
const modules = join(root, 'node_modules');
for (const path of asked) {
  const { optionalDependencies = {} } = createRequire(join(modules, path, 'package.json'))('./package.json');
  for (const each of [path, ...Object.keys(optionalDependencies)].filter((one) => existsSync(join(modules, one))))
    cpSync(join(modules, each), join(out, 'node_modules', each), { recursive: true });
}
// The page of the interface, which the kit reads when somebody asks for it.
for (const file of ['package.json', 'swagger-ui.css', 'swagger-ui-bundle.js'])
  cpSync(join(modules, 'swagger-ui-dist', file), join(out, 'node_modules', 'swagger-ui-dist', file));
// So that Node reads the bundle as what it is.
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ name, private: true, type: 'commonjs' })}\n`);
