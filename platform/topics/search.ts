import * as z from 'zod';
import { defineTopic } from '#model';

/** What people look for, and whether they find it. Says nothing of who they are. */
export const queries = defineTopic({
  context: 'search',
  entity: 'query',
  version: 1,
  key: 'sessionHash',
  partitions: 6,
  retention: '3d',
  events: {
    executed: z.object({
      queryId: z.uuid(),
      sessionHash: z.string(),
      normalisedQuery: z.string(),
      results: z.int().nonnegative(),
      zero: z.boolean(),
      tookMs: z.int().nonnegative(),
      clickedProductId: z.uuid().optional(),
      at: z.iso.datetime(),
    }),
  },
});
