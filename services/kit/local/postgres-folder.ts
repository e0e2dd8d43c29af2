import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Identity, postgresBinaries, requireReachable, serverIdentity } from './postgres-binaries';

/** A folder that holds one server's data, the password of its administrator and what it wrote when it ran last. */
export interface DataFolder {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  /** Of the user `postgres`. */
  readonly password: string;
  readonly binaries: string;
  /** Who the server runs as; absent when that is the user of this process. */
  readonly identity?: Identity;
}

/** Data that cannot be used any more. */
export const broken = (folder: string, fact: string): Error =>
  new Error(`${folder}: broken-data-folder: ${fact}; run 'npm start -- --reset' to make it anew (its data is lost)`);

/** Opens a folder, and fills it with an empty database first when it holds none. Refused when it cannot be used. */
export const openFolder = async (path: string, durable: boolean): Promise<DataFolder> => {
  const folder = resolve(path);
  const data = join(folder, 'data');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { folder: binaries, major } = postgresBinaries();
    const identity = serverIdentity(data);
    if (identity !== undefined) {
      chmodSync(folder, 0o711);
      requireReachable(folder, identity);
      requireReachable(binaries, identity);
    }
    if (!existsSync(data)) await initialize(folder, { binaries, identity, durable });
    requireMajor(folder, data, major);
    return { folder, data, log: join(folder, 'server.log'), password: readPassword(folder), binaries, identity };
  } catch (error) {
    throw explained(folder, error);
  }
};

/** A failed system call, said in words. */
const explained = (folder: string, error: unknown): unknown => {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM')
    return new Error(
      `${folder}: foreign-data-folder: user ${process.getuid?.()} may not use ${path}, which user ${ownerOf(folder)} made; start as that user, or give another folder`,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') return broken(folder, `${path} is not what PostgreSQL put there`);
  return error;
};

const ownerOf = (folder: string): number | undefined =>
  (statSync(join(folder, 'data'), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false }))?.uid;

interface Initialization {
  readonly binaries: string;
  readonly identity?: Identity;
  readonly durable: boolean;
}

/** Made beside its place and moved there when complete, so that an interrupted first start leaves nothing half done. */
const initialize = async (folder: string, { binaries, identity, durable }: Initialization): Promise<void> => {
  const unfinished = join(folder, 'data.new');
  const password = join(folder, 'password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  rmSync(password, { force: true });
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  for (const each of identity === undefined ? [] : [unfinished, password]) chownSync(each, identity?.uid ?? 0, identity?.gid ?? 0);
  const options = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${password}`, '--encoding=UTF8', '--no-instructions'];
  // The same order and the same upper and lower case on every machine, whichever locales it has.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const hasty = durable ? [] : ['--no-sync'];
  try {
    await promisify(execFile)(join(binaries, 'initdb'), ['-D', unfinished, ...options, ...locale, ...hasty], { cwd: folder, ...identity });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr || error);
    throw new Error(
      `${folder}: no-new-database: initdb says '${inOneLine(said)}'; see that the disk has room and the folder can be written`,
    );
  }
  renameSync(unfinished, join(folder, 'data'));
};

/** Text of several lines, in one. */
export const inOneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').slice(0, 400);

const requireMajor = (folder: string, data: string, major: string): void => {
  const file = join(data, 'PG_VERSION');
  if (!existsSync(file)) throw broken(folder, 'data/PG_VERSION is missing');
  const found = inOneLine(readFileSync(file, 'utf8'));
  if (found !== major) throw broken(folder, `its data was made by PostgreSQL '${found}', and this is PostgreSQL ${major}`);
};

const readPassword = (folder: string): string => {
  const file = join(folder, 'password');
  if (!existsSync(file)) throw broken(folder, 'the file password is missing');
  return readFileSync(file, 'utf8').trim();
};

/** What a server writes about itself into its data, while it runs. */
export interface PidFile {
  readonly pid: number;
  /** Not known during the first moments. */
  readonly port?: number;
  readonly ready: boolean;
}

/** Reads `postmaster.pid`, which an orderly stop removes and nothing else. @see https://www.postgresql.org/docs/18/storage-file-layout.html */
export const readPidFile = (data: string): PidFile | undefined => {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]) || undefined, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
};
