import { readSettings } from '../../kit/config';
import { NotificationSettings } from './settings';

const good = { MAIL_URL: 'file:///tmp/mails', PUBLIC_URL: 'https://api.example.com/notifications', UNSUBSCRIBE_KEY: 'k'.repeat(32) };

test.each([['file:///tmp/mails'], ['smtps://mail.example.com'], ['smtp://user:p%40ss@127.0.0.1:2525?from=shop@example.com']])(
  'mail may go to %s',
  (MAIL_URL) => expect(NotificationSettings.schema.safeParse({ ...good, MAIL_URL }).success).toBe(true),
);

test.each([
  [{ MAIL_URL: 'https://mail.example.com' }],
  [{ MAIL_URL: 'smtps://mail.example.com?from=a@example.com,b@example.com' }],
  [{ MAIL_URL: undefined }],
  [{ UNSUBSCRIBE_KEY: 'too short' }],
  [{ SHOP_URL: 'shop' }],
  [{ MAIL_TIMEOUT_MS: '60000' }],
])('%j is refused', (change) => expect(NotificationSettings.schema.safeParse({ ...good, ...change }).success).toBe(false));

test('links are joined without a second slash', () => {
  const { SHOP_URL, PUBLIC_URL } = NotificationSettings.schema.parse({
    ...good,
    SHOP_URL: 'https://shop.example.com/',
    PUBLIC_URL: `${good.PUBLIC_URL}/`,
  });
  expect([SHOP_URL, PUBLIC_URL]).toEqual(['https://shop.example.com', good.PUBLIC_URL]);
});

test('where real people are, mail into a folder is refused', () => {
  const inProd = { ...good, SERVICE_NAME: 'notification-service', PORT: '8007', ENVIRONMENT: 'prod' };
  expect(() => readSettings(inProd, [NotificationSettings])).toThrow(
    "settings: unsafe-setting: MAIL_URL is a folder, which sends nothing; give the address of a mail server where ENVIRONMENT is 'prod'",
  );
  expect(() => readSettings({ ...inProd, MAIL_URL: 'smtps://mail.example.com' }, [NotificationSettings])).not.toThrow();
});
