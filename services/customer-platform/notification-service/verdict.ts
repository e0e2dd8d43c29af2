import type { DueMessage, Result } from './delivery-store';
import type { Template } from './templates';

const minute = 60_000;
const hour = 60 * minute;

/** Pauses after the first failed try, the second, and so on; after the last there is no other. */
const pauses = [minute, 5 * minute, 30 * minute, 2 * hour, 12 * hour];

/** How long a message waits for its recipient to become known. */
const patience = 24 * hour;

/** When a message is tried again after so many tries; none when it has been tried often enough. */
export const nextTry = (attempts: number, now: Date): Date | undefined => {
  const pause = pauses[attempts - 1];
  return pause === undefined ? undefined : new Date(now.getTime() + pause);
};

/** Why a message is not sent now, if there is a reason. It is asked right before sending, because people change their mind. */
export const objection = (message: DueMessage, template: Template, now: Date): Result | undefined => {
  if (message.erased) return { state: 'suppressed', code: 'erased' };
  if (message.expires_at !== null && message.expires_at <= now) return { state: 'failed', code: 'expired' };
  if (message.channel === 'webhook' && message.endpoint_url === null) return { state: 'suppressed', code: 'no-endpoint' };
  if (message.channel !== 'webhook' && addressOf(message) === undefined) return wait(message, now);
  if (message.suppressed) return { state: 'suppressed', code: 'suppressed' };
  if (template.category === 'marketing' && !(message.consent && message.marketing_on)) return { state: 'suppressed', code: 'no-consent' };
  return undefined;
};

/** Where a mail or a text message goes, as far as that is known. */
export const addressOf = ({ channel, recipient, contact_email, contact_phone }: DueMessage): string | undefined =>
  recipient ?? (channel === 'sms' ? contact_phone : contact_email) ?? undefined;

/** A contact that comes wakes the message; looking again each minute is for the moment in which both cross. */
const wait = ({ created_at }: DueMessage, now: Date): Result =>
  now.getTime() - created_at.getTime() >= patience
    ? { state: 'failed', code: 'no-contact' }
    : { state: 'queued', nextAt: new Date(now.getTime() + minute), free: true };

/** What follows when nobody knows whether a message was sent. Whoever takes webhooks knows a second one by its id. */
export const afterUnknown = (
  template: Template | undefined,
  { channel, attempts }: Pick<DueMessage, 'channel' | 'attempts'>,
  now: Date,
): Result => ({
  state: 'unknown',
  code: 'unknown',
  nextAt: channel === 'webhook' || template?.resendOnUnknown ? nextTry(attempts, now) : undefined,
});
