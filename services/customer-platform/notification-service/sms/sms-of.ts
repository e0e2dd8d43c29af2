import { fileURLToPath } from 'node:url';
import type { NotificationSettings } from '../settings';
import { FolderSms } from './folder-sms';
import type { Sms } from './sms';

/** What sends text messages, as the settings say. */
export const smsOf = async ({ SMS_URL }: NotificationSettings): Promise<Sms> => {
  const url = new URL(SMS_URL);
  if (url.protocol === 'file:') return new FolderSms(fileURLToPath(url));
  // What talks to AWS is loaded when it is needed: a laptop never does.
  const { SnsSms, snsClient } = await import('./sns-sms');
  return new SnsSms(snsClient(url.hostname));
};
