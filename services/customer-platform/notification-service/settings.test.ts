import { readSettings } from '../../kit/config';
import { FolderMailer } from './mail/folder-mailer';
import { mailerOf } from './mail/mailer-of';
import { SesMailer } from './mail/ses-mailer';
import { SmtpMailer } from './mail/smtp-mailer';
import { NotificationSettings } from './settings';
import { FolderSms } from './sms/folder-sms';
import { smsOf } from './sms/sms-of';
import { SnsSms } from './sms/sns-sms';

const good = {
  MAIL_URL: 'file:///tmp/mails',
  PUBLIC_URL: 'https://api.example.com/notifications',
  UNSUBSCRIBE_KEY: 'k'.repeat(32),
  ENDPOINT_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
};
const topic = 'arn:aws:sns:eu-central-1:123456789012:feedback';

test.each([
  ['file:///tmp/mails'],
  ['smtps://mail.example.com'],
  ['smtp://user:p%40ss@127.0.0.1:2525?from=shop@example.com'],
  ['ses:?from=shop@example.com'],
  [`ses://eu-central-1?from=shop@example.com&configuration-set=shop&topic=${topic}`],
])('mail may go to %s', (MAIL_URL) => expect(NotificationSettings.schema.safeParse({ ...good, MAIL_URL }).success).toBe(true));

test.each([['file:///tmp/sms'], ['sns:'], ['sns://eu-central-1']])('text messages may go to %s', (SMS_URL) =>
  expect(NotificationSettings.schema.safeParse({ ...good, SMS_URL }).success).toBe(true),
);

test.each([
  [{ MAIL_URL: 'https://mail.example.com' }],
  [{ MAIL_URL: 'smtps://mail.example.com?from=a@example.com,b@example.com' }],
  [{ MAIL_URL: 'ses:?from=shop@example.com&topic=feedback' }],
  [{ MAIL_URL: undefined }],
  [{ SMS_URL: 'https://sms.example.com' }],
  [{ UNSUBSCRIBE_KEY: 'too short' }],
  [{ ENDPOINT_ENCRYPTION_KEY: 'too short' }],
  [{ SHOP_URL: 'shop' }],
  [{ MAIL_TIMEOUT_MS: '60000' }],
])('%j is refused', (change) => expect(NotificationSettings.schema.safeParse({ ...good, ...change }).success).toBe(false));

test.each([
  [{ MAIL_URL: 'file:///tmp' }, FolderMailer],
  [{ MAIL_URL: 'smtps://mail.example.com' }, SmtpMailer],
  [{ MAIL_URL: 'ses://eu-central-1' }, SesMailer],
])('%j is sent by its mailer', async (change, Mailer) =>
  expect(await mailerOf(new NotificationSettings(NotificationSettings.schema.parse({ ...good, ...change })))).toBeInstanceOf(Mailer),
);

test.each([
  [{ SMS_URL: 'file:///tmp' }, FolderSms],
  [{}, SnsSms],
])('text messages: %j', async (change, Sms) =>
  expect(await smsOf(new NotificationSettings(NotificationSettings.schema.parse({ ...good, ...change })))).toBeInstanceOf(Sms),
);

test('links are joined without a second slash', () => {
  const { SHOP_URL, PUBLIC_URL } = NotificationSettings.schema.parse({
    ...good,
    SHOP_URL: 'https://shop.example.com/',
    PUBLIC_URL: `${good.PUBLIC_URL}/`,
  });
  expect([SHOP_URL, PUBLIC_URL]).toEqual(['https://shop.example.com', good.PUBLIC_URL]);
});

test('where real people are, mail and text messages into a folder are refused', () => {
  const inProd = { ...good, SMS_URL: 'file:///tmp/sms', SERVICE_NAME: 'notification-service', PORT: '8007', ENVIRONMENT: 'prod' };
  const mistakes = [
    "settings: unsafe-setting: MAIL_URL is a folder, which sends nothing; give the address of a mail server where ENVIRONMENT is 'prod'",
    "settings: unsafe-setting: SMS_URL is a folder, which sends nothing; give 'sns:' where ENVIRONMENT is 'prod'",
  ];
  expect(() => readSettings(inProd, [NotificationSettings])).toThrow(mistakes.join('\n'));
  expect(() => readSettings({ ...inProd, MAIL_URL: 'smtps://mail.example.com', SMS_URL: 'sns:' }, [NotificationSettings])).not.toThrow();
});
