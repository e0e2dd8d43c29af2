import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { review, versioned } from './routes';

const moderate = ['reviews:moderate'] as const;
const withId = z.object({ id: z.uuid() });
const reason = z.string().trim().min(1).max(500);

export const listQueue = route({
  method: 'GET',
  path: '/reviews/queue',
  summary: 'Lists what waits for a moderator, what has waited longest first',
  access: moderate,
  query: z.object(pageQuery),
  answer: pageOf(
    z.object({
      ...review.shape,
      heldFor: z.enum(['contact', 'reports', 'refused']),
      heldAt: z.iso.datetime(),
      /** Open reports, the latest twenty. */
      reports: z.array(z.object({ reason: z.string(), at: z.iso.datetime() })),
    }),
  ),
});

export const approveReview = route({
  method: 'POST',
  path: '/reviews/{id}/approve',
  summary: 'Publishes a review, or leaves it published in spite of its reports',
  access: moderate,
  params: withId,
  body: z.object({ reason: reason.optional() }),
  answer: review,
  problems: { removed: 409, 'already-rejected': 409 },
  ...versioned,
});

export const rejectReview = route({
  method: 'POST',
  path: '/reviews/{id}/reject',
  summary: 'Keeps a review from the public; one that was published is removed for ever',
  access: moderate,
  params: withId,
  body: z.object({ reason }),
  answer: review,
  problems: { removed: 409 },
  ...versioned,
});
