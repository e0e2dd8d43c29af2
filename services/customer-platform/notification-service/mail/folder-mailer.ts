import { Folder } from '../carriers/folder';
import { type Mail, Mailer } from './mailer';
import { mimeOf } from './mime';

interface FolderOptions {
  /** Made when the first mail comes. */
  readonly folder: string;
  readonly from: string;
}

/** Writes each mail into a file, for work without a mail server. */
export class FolderMailer extends Mailer {
  readonly provider = 'folder';
  private readonly folder: Folder;
  private readonly from: string;

  constructor({ folder, from }: FolderOptions) {
    super();
    this.folder = new Folder(folder, '.eml');
    this.from = from;
  }

  async send(mail: Mail): Promise<undefined> {
    await this.folder.write(mail, await mimeOf(mail, this.from));
  }

  override hasTaken(id: string): Promise<boolean> {
    return this.folder.has(id);
  }
}
