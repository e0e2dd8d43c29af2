import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inOneLine, type Mistake } from '#model';
import type { Estimated } from './cost';

/** What reckons; it comes from here, so that both sides know the same prices and quantities. */
const own = ['cost', 'tools/cost.ts', 'tools/cost.mjs'];

const wrong = (rule: string, fact: string, fix: string): Estimated => ({ mistakes: [{ file: 'platform', rule, fact, fix }] });

/** Where the platform is, where its tools are, and the commit to go back to. */
interface Then {
  readonly root: string;
  readonly toolkit: string;
  readonly ref: string;
}

/**
 * What the platform cost at another commit: its definitions and its stacks, synthesized by its own code in a tree of its own, reckoned as here.
 * Where the toolkit is an installed package, its present version synthesizes what the definitions were. Only what is committed counts.
 */
export const estimatedAt = ({ root, toolkit, ref }: Then): Estimated => {
  const commit = commitOf(root, ref);
  if (commit === undefined)
    return wrong(
      'unknown-ref',
      `'${ref}' is not a commit of this repository`,
      "name a branch, a tag or a commit, such as 'main' or 'HEAD~1'",
    );
  const tree = join(mkdtempSync(join(tmpdir(), 'platform-cost-')), 'tree');
  try {
    git(root, 'worktree', 'add', '--quiet', '--detach', tree, commit);
    const there = join(tree, relative(topOf(root), root));
    if (!existsSync(there)) return wrong('base-not-computed', `${ref} has no platform here`, 'compare with a commit that has it');
    if (root === toolkit) {
      for (const path of own) {
        rmSync(join(tree, path), { recursive: true, force: true });
        cpSync(join(root, path), join(tree, path), { recursive: true });
      }
    }
    linkPackages(root, there);
    const program = join(root === toolkit ? tree : toolkit, 'tools', 'cost.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { cwd: there, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status === 0) return blamed(JSON.parse(stdout), ref);
    const reason = stderr.split('\n').find((line) => line.includes('Error')) ?? 'it ends with an error';
    return wrong(
      'base-not-computed',
      `${ref} cannot be synthesized: ${reason.trim()}`,
      'compare with a commit that has stacks of this form',
    );
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', tree], { cwd: root });
    rmSync(join(tree, '..'), { recursive: true, force: true });
  }
};

/** Whose mistakes they are. */
const blamed = ({ estimate, mistakes }: Estimated, ref: string): Estimated => ({
  estimate,
  mistakes: mistakes.map((mistake: Mistake) => ({
    file: 'platform',
    rule: 'base-not-computed',
    fact: `${ref} says ${inOneLine(mistake)}`,
    fix: 'compare with a commit that is well',
  })),
});

const commitOf = (root: string, ref: string): string | undefined => {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
};

/** The folder of the whole repository, which a platform may be a part of. */
const topOf = (root: string): string => execFileSync('git', ['rev-parse', '--show-toplevel'], { cwd: root, encoding: 'utf8' }).trim();

const git = (root: string, ...args: string[]): void => void execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });

/** Packages are those that are installed here. A folder of links, because the command line keeps its bundles there. */
const linkPackages = (root: string, tree: string): void => {
  if (!existsSync(join(root, 'node_modules'))) return;
  mkdirSync(join(tree, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '.cache'))
    symlinkSync(join(root, 'node_modules', name), join(tree, 'node_modules', name));
};
