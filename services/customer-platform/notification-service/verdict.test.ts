import { ManualClock } from '#kit/testing';
import { templates } from './templates';
import { afterUnknown, nextTry } from './verdict';

const now = new ManualClock().now();
const minutes = (at: Date | undefined) => at && (at.getTime() - now.getTime()) / 60_000;

test('tries again after 1, 5 and 30 minutes, 2 and 12 hours, and then no more', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempts) => minutes(nextTry(attempts, now)))).toEqual([1, 5, 30, 120, 720, undefined]);
});

const email = (attempts: number) => ({ channel: 'email', attempts }) as const;

test('sends again what may have been sent only where that does no harm', () => {
  expect(Object.entries(templates).flatMap(([name, template]) => (afterUnknown(template, email(1), now).nextAt ? [name] : []))).toEqual([
    ...['verify-email', 'reset-password', 'change-email', 'invite', 'account-locked', 'payment-action-required'],
  ]);
  expect(afterUnknown(templates['reset-password'], email(6), now).nextAt).toBeUndefined();
  expect(minutes(afterUnknown(templates['order-placed'], { channel: 'webhook', attempts: 1 }, now).nextAt)).toBe(1);
});
