import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock';

/** Why a webhook is refused. */
export type WebhookRefusal = 'bad-signature' | 'stale-timestamp';

/** What is signed. */
export interface SignedWebhook {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** The body, byte for byte as it travels. */
  readonly body: string | Buffer;
}

const toleranceSeconds = 300;
/** Whoever keeps ids has an index of them, which takes no longer ones. */
const longestId = 256;

const keyOf = (secret: string): Buffer => (secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret));

/** The value of `webhook-signature` for one secret. @see https://www.standardwebhooks.com/ */
export const signWebhook = ({ id, timestamp, body }: SignedWebhook, secret: string): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** Headers of a webhook that is sent now. */
export const webhookHeaders = (id: string, body: string, secret: string, clock: Clock): Record<string, string> => {
  const timestamp = Math.floor(clock.now().getTime() / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook({ id, timestamp, body }, secret),
    'content-type': 'application/json',
  };
};

/** A webhook as it came in. */
export interface ReceivedWebhook {
  header(name: string): string | undefined;
  readonly rawBody: Buffer;
}

/**
 * Checks signature and time of a webhook against each secret, so that a secret can be rotated; gives its id, or why it is refused. Whoever
 * keeps the id, of 256 characters at most, also keeps it from taking effect twice.
 */
export const verifyWebhook = (
  { header, rawBody }: ReceivedWebhook,
  secrets: readonly string[],
  clock: Clock,
): { readonly id: string } | { readonly refusal: WebhookRefusal } => {
  const [id, time, given] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
  if (!id || id.length > longestId || !given || !/^\d{1,12}$/.test(time ?? '')) return { refusal: 'bad-signature' };
  const timestamp = Number(time);
  const signatures = given.split(' ').map((each) => Buffer.from(each));
  const good = secrets.some((secret) => {
    const expected = Buffer.from(signWebhook({ id, timestamp, body: rawBody }, secret));
    return signatures.some((each) => each.length === expected.length && timingSafeEqual(each, expected));
  });
  if (!good) return { refusal: 'bad-signature' };
  const ageSeconds = Math.abs(clock.now().getTime() / 1000 - timestamp);
  return ageSeconds > toleranceSeconds ? { refusal: 'stale-timestamp' } : { id };
};
