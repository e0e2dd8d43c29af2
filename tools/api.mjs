#!/usr/bin/env node
// `npm run api`: writes what describes the services to others; with --check it only compares.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleServices } from './launch/bundle-services.mjs';
import { loadBundle } from './launch/load.cjs';

const entry = `
export { services } from './services.gen';
export { apiFiles, folder, refusals } from './tools/api/files';
export { apply, compare } from './tools/write';
`;

const root = process.cwd();
const check = process.argv.includes('--check');

const read = (path) => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};

const end = (lines) => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
};

const { outfile, mistakes } = await bundleServices(root, { entry, name: 'api', external: ['json-schema-to-typescript'] });
if (mistakes.length > 0) end(mistakes);
const { services, apiFiles, folder, refusals, compare, apply } = loadBundle(outfile).exports;
const files = await apiFiles(services);
const broken = refusals(files, read);
if (broken.length > 0) end([...broken, 'nothing was written']);
const changes = compare(root, files, [folder]);
if (check && changes.length > 0)
  end([
    ...changes.map(({ kind, path }) => `${path}: ${kind}`),
    "the descriptions differ from what the routes and events say; run 'npm run api' and commit",
  ]);
apply(root, changes);
process.stdout.write(`${files.length} files, ${check ? 'as committed' : `${changes.length} changed`}\n`);
