import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, wrongInput, wrongUsage } from '../command';
import { printMistakes } from '../report';

export const init: Command = {
  summary: 'write a small platform into an empty folder, and synthesize it',
  usage: 'platform init <folder>',
  example: 'platform init ../our-platform',
  run: ({ positionals: [place, ...rest] }, context) => {
    if (place === undefined || rest.length > 0) {
      context.warn(`platform: wrong-usage: init takes one folder; use it as '${init.usage}'`);
      return wrongUsage;
    }
    const folder = resolve(place);
    const fact = whyNot(folder);
    if (fact) {
      printMistakes([{ file: place, rule: 'folder-taken', fact, fix: 'name a folder that is empty or not there yet' }], context);
      return wrongInput;
    }
    for (const [file, text] of filesFor(folder, context.toolkit)) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      context.print(`wrote ${join(place, file)}`);
    }
    // This process was given the definitions of another folder; one of the new folder synthesizes them.
    return ['synth', '--root', folder];
  },
};

/** Why nothing can be written there. A repository without a file is as good as empty. */
const whyNot = (folder: string): string | undefined => {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return 'there is a file of this name';
  const [first, ...others] = readdirSync(folder).filter((name) => name !== '.git');
  return first && `the folder is not empty: it holds '${first}'${others.length ? ` and ${others.length} more` : ''}`;
};

/** What is written, by path. The texts are files of the toolkit; package.json names the very versions that run. */
const filesFor = (folder: string, toolkit: string): [path: string, text: string][] => {
  const template = join(toolkit, 'tools', 'init');
  const texts = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path): [string, string] => [nameIn(path.slice(template.length + 1)), readFileSync(path, 'utf8')]);
  return [['package.json', packageFor(folder, toolkit)], ...texts];
};

/** npm leaves out of a package what begins with `.git`. */
const nameIn = (path: string): string => (path === 'gitignore' ? '.gitignore' : path);

const packageFor = (folder: string, toolkit: string): string => {
  const own = JSON.parse(readFileSync(join(toolkit, 'package.json'), 'utf8'));
  const versions = { ...own.devDependencies, ...own.dependencies, [own.name]: own.version };
  const document = {
    name:
      basename(folder)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'platform',
    private: true,
    type: 'module',
    engines: own.engines,
    scripts: { synth: 'platform synth', check: 'platform check', types: 'tsc --noEmit' },
    devDependencies: Object.fromEntries(['aws-cdk', 'typescript', own.name].map((name) => [name, versions[name]])),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
