import * as z from 'zod';
import { defineTopic } from '#model';

/** What became of messages to people. */
export const messages = defineTopic({
  context: 'notification',
  entity: 'message',
  version: 1,
  key: 'messageId',
  partitions: 6,
  retention: '7d',
  events: {
    failed: z.object({
      messageId: z.uuid(),
      template: z.string(),
      channel: z.enum(['email', 'sms', 'webhook']),
      userId: z.uuid().optional(),
      code: z.enum(['bounced', 'complained', 'rejected', 'unknown', 'suppressed']),
      permanent: z.boolean(),
    }),
  },
});
