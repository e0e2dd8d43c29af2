import * as z from 'zod';
import { defineTopic } from '#model';

const rating = { reviewId: z.uuid(), productId: z.uuid(), ratingAverage: z.number().min(0).max(5), ratingCount: z.int().nonnegative() };

/** Reviews that the public sees, or no longer sees, with the product's new rating. */
export const reviews = defineTopic({
  context: 'review',
  entity: 'review',
  version: 1,
  key: 'productId',
  partitions: 6,
  retention: '7d',
  events: {
    published: z.object({
      ...rating,
      rating: z.int().min(1).max(5),
      sentiment: z.number().optional(),
      publishedAt: z.iso.datetime(),
    }),
    removed: z.object({ ...rating, reason: z.enum(['author', 'moderator', 'erasure']), removedAt: z.iso.datetime() }),
  },
});
