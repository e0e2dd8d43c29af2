import * as z from 'zod';
import { defineTopic } from '#model';

const message = {
  messageId: z.uuid(),
  template: z.string(),
  channel: z.enum(['email', 'sms', 'webhook']),
  userId: z.uuid().optional(),
};

/** What became of messages to people. */
export const messages = defineTopic({
  context: 'notification',
  entity: 'message',
  version: 1,
  key: 'messageId',
  partitions: 6,
  retention: '7d',
  events: {
    sent: z.object({ ...message, provider: z.string(), sentAt: z.iso.datetime() }),
    failed: z.object({
      ...message,
      code: z.enum(['bounced', 'complained', 'rejected', 'unknown', 'suppressed']),
      permanent: z.boolean(),
    }),
  },
});
