import { Folder } from '../carriers/folder';
import { type ShortMessage, Sms } from './sms';

/** Writes each text message into a file, for work without a provider. */
export class FolderSms extends Sms {
  readonly provider = 'folder';
  private readonly folder: Folder;

  /** The folder is made when the first message comes. */
  constructor(path: string) {
    super();
    this.folder = new Folder(path, '.txt');
  }

  async send(message: ShortMessage): Promise<undefined> {
    await this.folder.write(message, `To: ${message.to}\n\n${message.text}\n`);
  }

  override hasTaken(id: string): Promise<boolean> {
    return this.folder.has(id);
  }
}
