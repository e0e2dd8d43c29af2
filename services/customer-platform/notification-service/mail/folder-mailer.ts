import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mail, Mailer, MailFailure } from './mailer';
import { mimeOf } from './mime';

interface FolderOptions {
  /** Made when the first mail comes. */
  readonly folder: string;
  readonly from: string;
}

/** Writes each mail into a file that only its owner can read, for work without a mail server. */
export class FolderMailer extends Mailer {
  override readonly abandonedAfterMs = 30_000;

  constructor(private readonly options: FolderOptions) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    const { folder, from } = this.options;
    const { id, template, to, at } = mail;
    const time = at.toISOString().replaceAll(':', '-');
    const name = `${time}-${template}-${to
      .toLowerCase()
      .replace(/[^a-z0-9@._+-]/g, '_')
      .slice(0, 100)}-${id}.eml`;
    const unfinished = join(folder, `.${name}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(unfinished, await mimeOf(mail, from), { mode: 0o600 });
      await rename(unfinished, join(folder, name));
    } catch (error) {
      throw new MailFailure('not-taken', `the file cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  }

  override async hasTaken(id: string): Promise<boolean> {
    const names = await readdir(this.options.folder).catch(() => []);
    return names.some((name) => name.endsWith(`-${id}.eml`) && !name.startsWith('.'));
  }
}
