import { fileURLToPath } from 'node:url';
import type { NotificationSettings } from '../settings';
import { FolderSms } from './folder-sms';
import type { Sms } from './sms';
import { SnsSms, snsClient } from './sns-sms';

/** What sends text messages, as the settings say. */
export const smsOf = ({ SMS_URL }: NotificationSettings): Sms => {
  const url = new URL(SMS_URL);
  return url.protocol === 'file:' ? new FolderSms(fileURLToPath(url)) : new SnsSms(snsClient(url.hostname));
};
