import * as z from 'zod';
import { settings } from '#kit';

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const hasGoodSender = (url: string): boolean => z.email().nullable().safeParse(new URL(url).searchParams.get('from')).success;

/** Where mail goes and what its links point to. */
export class NotificationSettings extends settings(
  {
    /**
     * `file:///folder` writes each mail into a file of that folder; `smtps://user:password@host:465?from=shop@example.com` sends it, and
     * `smtp://` does the same with STARTTLS. Without `from` the sender is `no-reply` at the host of `PUBLIC_URL`.
     */
    MAIL_URL: z
      .url({ protocol: /^(file|smtps?)$/ })
      .refine(hasGoodSender, { message: "'from' is not one address, as in 'smtps://…?from=shop@example.com'" }),
    /** Time that a mail server may stay silent, in milliseconds; a whole delivery gets three times as much. */
    MAIL_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(20_000),
    /** The shop that people see in their browser. */
    SHOP_URL: z.url().default('http://localhost:8080').transform(withoutSlash),
    /** This service as the outside reaches it, for links that mail programs follow by themselves. */
    PUBLIC_URL: z.url().transform(withoutSlash),
    /** Signs the links by which people leave a mailing; at least 32 characters. */
    UNSUBSCRIBE_KEY: z.string().min(32),
  },
  {
    unsafeInProd: ({ MAIL_URL }) =>
      MAIL_URL.startsWith('file:') ? ['MAIL_URL is a folder, which sends nothing; give the address of a mail server'] : [],
  },
) {}
