import * as z from 'zod';
import { defineTopic } from '#model';

/** What each holder of personal data did about a request to be forgotten. */
export const completions = defineTopic({
  context: 'privacy',
  entity: 'erasure',
  version: 1,
  key: 'userId',
  partitions: 3,
  retention: '14d',
  anyProducer: true,
  events: {
    completed: z.object({
      requestId: z.uuid(),
      userId: z.uuid(),
      service: z.string(),
      deleted: z.int().nonnegative(),
      anonymised: z.int().nonnegative(),
      completedAt: z.iso.datetime(),
    }),
  },
});
