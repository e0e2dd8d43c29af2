import { fileURLToPath } from 'node:url';
import type { NotificationSettings } from '../settings';
import { FolderMailer } from './folder-mailer';
import type { Mailer } from './mailer';
import { SmtpMailer } from './smtp-mailer';

/** The mailer that the settings name. */
export const mailerOf = async ({ MAIL_URL, MAIL_TIMEOUT_MS: timeoutMs, PUBLIC_URL }: NotificationSettings): Promise<Mailer> => {
  const url = new URL(MAIL_URL);
  const from = url.searchParams.get('from') ?? `no-reply@${new URL(PUBLIC_URL).hostname}`;
  if (url.protocol === 'file:') return new FolderMailer({ folder: fileURLToPath(url), from });
  if (url.protocol !== 'ses:') return new SmtpMailer({ url, from, timeoutMs });
  // What talks to AWS is loaded when it is needed: a laptop never does.
  const { SesMailer, sesClient } = await import('./ses-mailer');
  return new SesMailer({ client: sesClient(url.hostname), from, configurationSet: url.searchParams.get('configuration-set') ?? undefined });
};
