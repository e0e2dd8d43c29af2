import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mail as its reader sees it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mails in a folder; none when it is not there. */
export const readMails = (folder: string): Mail[] =>
  existsSync(folder)
    ? readdirSync(folder)
        // One with a dot before its name is still being written.
        .filter((file) => file.endsWith('.eml') && !file.startsWith('.'))
        .map((file) => readMail(join(folder, file)))
    : [];

/** Reads header and text of a mail. Lines that end with '=' go on in the next, bytes are written as '=C3' (quoted-printable). */
const readMail = (path: string): Mail => {
  const raw = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'mi').exec(raw)?.[1] ?? '';
  const [, part = ''] = /text\/plain.*?\n\n(.*?)\n--/s.exec(raw) ?? [];
  const bytes = part.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { to: header('to'), subject: header('subject'), text: Buffer.from(bytes, 'latin1').toString() };
};
