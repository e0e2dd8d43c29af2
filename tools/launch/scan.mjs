// Finds the definitions of a platform by their folders, and writes the generated files that make them known to the bundler and the compiler.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageName, toolkit } from './root.mjs';

/** `catalogue`: the package has some of its own, to which a platform adds. */
const kinds = [
  { kind: 'organisation', folder: 'platform', file: /^organisation\.ts$/ },
  { kind: 'teams', folder: 'platform', file: /^teams\.ts$/ },
  { kind: 'environments', folder: 'platform/environments', file: /^[^.]+\.ts$/ },
  { kind: 'releases', folder: 'releases', file: /^[^.]+\.json$/ },
  { kind: 'topics', folder: 'platform/topics', file: /^[^.]+\.ts$/ },
  { kind: 'components', folder: 'components/*', file: /^[^.]+\.ts$/, catalogue: true },
  { kind: 'services', folder: 'services/*/*', file: /^service\.ts$/ },
  { kind: 'rules', folder: 'checks', file: /^[^.]+\.ts$/, catalogue: true },
  { kind: 'policies', folder: 'policies', file: /^[^.]+\.ts$/, catalogue: true },
];

/** A line that declares a service, wherever in its folder somebody put it. */
const declaresService = /^export\s+(default|const\s+\w+\s*=)\s*defineService\(/m;

/**
 * Every definition of the platform below `root`, by kind: `{ services: ['services/shop/orders/service.ts'], … }`. Those of the package, where
 * it is not the platform's own repository, begin with its name. A component of the platform stands in for one of the package that has its name.
 */
export const scan = (root) =>
  Object.fromEntries(
    kinds.map(({ kind, folder, file, catalogue }) => {
      const definitions = (where) => expand(where, folder).flatMap((each) => definitionsIn(where, each, file, kind));
      const own = definitions(root);
      if (!catalogue || root === toolkit) return [kind, own];
      const replaced = new Set(kind === 'components' ? own.map(baseName) : []);
      const given = definitions(toolkit).filter((each) => !replaced.has(baseName(each)));
      return [kind, [...given.map((each) => `${packageName}/${each}`), ...own]];
    }),
  );

/** Rules and policies with the name of one of the package. They do not stand in for it: what those of the package find is waived aloud. */
export const clashesIn = ({ rules, policies }) =>
  Object.entries({ rule: rules, policy: policies }).flatMap(([what, files]) => {
    const isGiven = (file) => file.startsWith(`${packageName}/`);
    const given = files.filter(isGiven).map(baseName);
    return files
      .filter((file) => !isGiven(file) && given.includes(baseName(file)))
      .map((file) => ({
        file,
        rule: 'name-taken',
        fact: `'${baseName(file)}' is also a ${what} of ${packageName}`,
        fix: 'rename the file',
      }));
  });

const definitionsIn = (root, folder, file, kind) =>
  entries(root, folder)
    .filter((entry) => entry.isFile() && (file.test(entry.name) || (kind === 'services' && isStray(root, folder, entry.name))))
    .map((entry) => `${folder}/${entry.name}`);

/** A second definition in a service's folder is reported by the loader, so it has to be found. */
const isStray = (root, folder, name) =>
  /^(?!.*\.test\.).*\.ts$/.test(name) && declaresService.test(readFileSync(join(root, folder, name), 'utf8'));

/** What services are built on is no domain. */
const kit = 'services/kit';

const expand = (root, folder) => {
  const [first, ...rest] = folder.split('/*');
  return rest.reduce(
    (folders) =>
      folders.flatMap((each) =>
        entries(root, each)
          .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
          .map((entry) => `${each}/${entry.name}`)
          .filter((folder) => folder !== kit),
      ),
    [first],
  );
};

const entries = (root, folder) =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)) : [];

const variable = (file) => file.replace(/\.\w+$/, '').replace(/\W+(\w)/g, (_, letter) => letter.toUpperCase());

/** How the definitions of a platform import the model. */
export const modelOf = (root) => (root === toolkit ? '#model' : `${packageName}/model`);

/** `registry.gen.ts`: static imports of all definitions, for the bundler, the tests and the stacks alike. */
export const registrySource = (found, model = '#model') => {
  const files = Object.values(found).flat();
  const specifier = (file) => `${file.startsWith(`${packageName}/`) ? '' : './'}${file.replace(/\.ts$/, '')}`;
  return [
    '// Written from the folders by `npm run synth`; do not edit.',
    `import type { Registry } from '${model}';`,
    ...files.map((file) => `import ${file.endsWith('.json') ? '' : '* as '}${variable(file)} from '${specifier(file)}';`),
    '',
    'export const registry: Registry = {',
    ...Object.entries(found).flatMap(([kind, list]) => [
      `  ${kind}: [`,
      ...list.map(
        (file) => `    { file: '${file}', exports: ${file.endsWith('.json') ? `{ default: ${variable(file)} }` : variable(file)} },`,
      ),
      '  ],',
    ]),
    '};',
    '',
  ].join('\n');
};

/** Folders of the services that have code to run, besides a definition: `services/shop/orders`. It stands on the kit, or is none of ours. */
export const runnable = (root) =>
  existsSync(join(root, kit))
    ? expand(root, 'services/*/*').filter((folder) => ['service.ts', 'module.ts'].every((file) => existsSync(join(root, folder, file))))
    : [];

/** `services.gen.ts`: static imports of all services that can run, for the bundler of local mode and the tests. */
export const servicesSource = (folders) => {
  const named = folders.map((folder) => ({ folder, name: folder.split('/').at(-1), domain: folder.split('/').at(-2) }));
  return [
    '// Written from the folders by `npm run synth`; do not edit.',
    "import { type RunnableService, runnable } from './services/kit/local/runnable';",
    ...named.flatMap(({ folder, name }) => [
      `import ${variable(name)}Definition from './${folder}/service';`,
      `import * as ${variable(name)}Module from './${folder}/module';`,
    ]),
    '',
    'export const services: readonly RunnableService[] = [',
    ...named.map(
      ({ name, domain }) =>
        `  runnable({ name: '${name}', domain: '${domain}', definition: ${variable(name)}Definition, exports: ${variable(name)}Module }),`,
    ),
    '];',
    '',
  ].join('\n');
};

/** Names by kind that the compiler should know, taken from folders and files alone. */
export const namesOf = (found) => ({
  services: found.services.map((file) => file.split('/').at(-2)),
  components: found.components.map(baseName),
  environments: found.environments.map(baseName),
  rules: found.rules.map(baseName),
  policies: found.policies.map(baseName),
});

const baseName = (file) =>
  file
    .split('/')
    .at(-1)
    .replace(/\.\w+$/, '');
