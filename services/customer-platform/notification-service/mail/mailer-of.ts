import { fileURLToPath } from 'node:url';
import type { NotificationSettings } from '../settings';
import { FolderMailer } from './folder-mailer';
import type { Mailer } from './mailer';
import { SesMailer, sesClient } from './ses-mailer';
import { SmtpMailer } from './smtp-mailer';

/** The mailer that the settings name. */
export const mailerOf = ({ MAIL_URL, MAIL_TIMEOUT_MS: timeoutMs, PUBLIC_URL }: NotificationSettings): Mailer => {
  const url = new URL(MAIL_URL);
  const from = url.searchParams.get('from') ?? `no-reply@${new URL(PUBLIC_URL).hostname}`;
  if (url.protocol === 'file:') return new FolderMailer({ folder: fileURLToPath(url), from });
  if (url.protocol !== 'ses:') return new SmtpMailer({ url, from, timeoutMs });
  return new SesMailer({ client: sesClient(url.hostname), from, configurationSet: url.searchParams.get('configuration-set') ?? undefined });
};
