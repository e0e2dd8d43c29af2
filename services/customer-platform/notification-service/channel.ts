/** Ways in which a message reaches somebody. */
export const channels = ['email', 'sms', 'webhook'] as const;

export type Channel = (typeof channels)[number];
