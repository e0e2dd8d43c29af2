import * as z from 'zod';
import { settings } from '#kit';

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const parameterOf = (url: string, name: string): string | null => new URL(url).searchParams.get(name);

const hasGoodSender = (url: string): boolean => z.email().nullable().safeParse(parameterOf(url, 'from')).success;

const topic = /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/;

const hasGoodTopic = (url: string): boolean => z.string().regex(topic).nullable().safeParse(parameterOf(url, 'topic')).success;

/** Where messages go and what their links point to. */
export class NotificationSettings extends settings(
  {
    /**
     * `file:///folder` writes each mail into a file of that folder; `smtps://user:password@host:465?from=shop@example.com` sends it, and
     * `smtp://` does the same with STARTTLS; `ses://eu-central-1?from=…&configuration-set=…&topic=arn:…` sends by Amazon SES, where `topic` is
     * the topic of SNS that tells of bounces and complaints. Without `from` the sender is `no-reply` at the host of `PUBLIC_URL`, without a
     * region it is that of the service, and without `topic` nobody's bounces are believed.
     */
    MAIL_URL: z
      .url({ protocol: /^(file|smtps?|ses)$/ })
      .refine(hasGoodSender, { message: "'from' is not one address, as in 'smtps://…?from=shop@example.com'" })
      .refine(hasGoodTopic, { message: "'topic' is not the ARN of a topic of SNS" }),
    /** Time that a mail server may stay silent, in milliseconds; a whole delivery gets three times as much. */
    MAIL_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(20_000),
    /** `file:///folder` writes each text message into a file of that folder; `sns:` or `sns://eu-central-1` sends it by Amazon SNS. */
    SMS_URL: z.url({ protocol: /^(file|sns)$/ }).default('sns:'),
    /**
     * Time after which a message that waits on the queue, or is being sent, is taken for lost there, in milliseconds. Longer than any provider
     * may take, or a message is sent twice.
     */
    DELIVERY_PATIENCE_MS: z.coerce.number().int().min(1000).max(3_600_000).default(120_000),
    /** The shop that people see in their browser. */
    SHOP_URL: z.url().default('http://localhost:8080').transform(withoutSlash),
    /** This service as the outside reaches it, for links that mail programs follow by themselves. */
    PUBLIC_URL: z.url().transform(withoutSlash),
    /** Signs the links by which people leave a mailing; at least 32 characters. */
    UNSUBSCRIBE_KEY: z.string().min(32),
    /** Encrypts the secrets of customers' endpoints in the database: 32 bytes in base64. */
    ENDPOINT_ENCRYPTION_KEY: z.string().regex(/^[\w+/-]{43}=?$/, { message: 'it must be 32 bytes in base64' }),
  },
  {
    unsafeInProd: ({ MAIL_URL, SMS_URL }) => [
      ...(MAIL_URL.startsWith('file:') ? ['MAIL_URL is a folder, which sends nothing; give the address of a mail server'] : []),
      ...(SMS_URL.startsWith('file:') ? ["SMS_URL is a folder, which sends nothing; give 'sns:'"] : []),
    ],
  },
) {}
