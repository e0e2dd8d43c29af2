import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The secrets of local mode: files below one folder, each made once, that only the user who started can read. */
export class LocalSecrets {
  constructor(readonly folder: string) {}

  /** The file of a key of 32 random bytes, in base64. */
  key(...path: readonly string[]): string {
    return this.file(path, () => randomBytes(32).toString('base64'));
  }

  /** The file of a password, of characters that need no escaping in an address. */
  password(...path: readonly string[]): string {
    return this.file(path, () => randomBytes(32).toString('base64url'));
  }

  private file(path: readonly string[], make: () => string): string {
    const file = join(this.folder, ...path);
    // An empty file is what a full disk leaves.
    if (existsSync(file) && readFileSync(file, 'utf8') !== '') return file;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, make(), { mode: 0o600 });
    return file;
  }
}
