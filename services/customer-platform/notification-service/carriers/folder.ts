import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendFailure } from './carrier';

/** A message as a file. */
export interface FiledMessage {
  readonly id: string;
  readonly template: string;
  readonly to: string;
  readonly at: Date;
}

/** A folder that messages are written into, each a file that only its owner can read, for work without a provider. */
export class Folder {
  constructor(
    /** Made when the first message comes. */
    private readonly path: string,
    /** What file names end with, with its dot. */
    private readonly ending: string,
  ) {}

  /** Writes a message; a file that is there is whole. Rejects with `SendFailure`. */
  async write({ id, template, to, at }: FiledMessage, content: string | Buffer): Promise<void> {
    const time = at.toISOString().replaceAll(':', '-');
    const address = to
      .toLowerCase()
      .replace(/[^a-z0-9@._+-]/g, '_')
      .slice(0, 100);
    const name = `${time}-${template}-${address}-${id}${this.ending}`;
    const unfinished = join(this.path, `.${name}`);
    try {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await writeFile(unfinished, content, { mode: 0o600 });
      await rename(unfinished, join(this.path, name));
    } catch (error) {
      throw new SendFailure('not-taken', `the file cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  }

  async has(id: string): Promise<boolean> {
    const names = await readdir(this.path).catch(() => []);
    return names.some((name) => name.endsWith(`-${id}${this.ending}`) && !name.startsWith('.'));
  }
}
