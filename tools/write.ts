import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from './synthesize';

/** One difference between the tree and what a synthesis says. */
export interface Change {
  readonly path: string;
  /** What the file will hold; undefined where it goes. */
  readonly text?: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/**
 * Compares files with the tree, holding only those that differ. `owned` are the folders in which nothing else may be: a file there that is
 * not among the given ones is removed.
 */
export const compare = (root: string, files: Iterable<OutputFile>, owned: readonly string[]): Change[] => {
  const changes: Change[] = [];
  const wanted = new Set<string>();
  for (const { path, text } of files) {
    wanted.add(path);
    // Joined by hand: paths are already normal, and there may be a hundred thousand.
    const present = read(`${root}/${path}`);
    if (present !== text) changes.push({ path, text, kind: present === undefined ? 'added' : 'changed' });
  }
  for (const folder of owned) for (const path of below(root, folder)) if (!wanted.has(path)) changes.push({ path, kind: 'removed' });
  return changes;
};

/** Brings the tree to what the changes say. Files that do not change are not touched. */
export const apply = (root: string, changes: readonly Change[]): void => {
  const made = new Set<string>();
  for (const { path, text } of changes) {
    const file = join(root, path);
    if (text === undefined) {
      rmSync(file);
      removeEmpty(dirname(file), root);
      continue;
    }
    const folder = dirname(file);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(file, text);
  }
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

function* below(root: string, folder: string): Generator<string> {
  for (const entry of entriesOf(`${root}/${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* below(root, path);
    else yield path;
  }
}

const entriesOf = (folder: string): Dirent[] => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []);

const removeEmpty = (folder: string, root: string): void => {
  if (folder === root || readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeEmpty(dirname(folder), root);
};
