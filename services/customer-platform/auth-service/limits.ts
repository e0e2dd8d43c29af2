import type { RateLimit } from '#kit';

const [minute, hour] = [60, 3600];

/** Signing in: 5 in a minute for one person from one address, 30 for one address. */
export const signingIn: readonly RateLimit[] = [
  { group: 'login', most: 5, windowSeconds: minute, by: { field: 'email', andAddress: true }, strict: true },
  { group: 'login', most: 30, windowSeconds: minute, by: 'address', strict: true },
];

/** What sends a mail to whatever address a field names: 3 in an hour. */
export const mailingTo = (field: string): RateLimit => ({ group: 'mailing', most: 3, windowSeconds: hour, by: { field }, strict: true });

/** What sends mails for people who need not say who they are: besides, 10 in an hour for one address of the network. */
export const mailing: readonly RateLimit[] = [
  mailingTo('email'),
  { group: 'mailing', most: 10, windowSeconds: hour, by: 'address', strict: true },
];
