import * as z from 'zod';
import { route } from '#kit';

const withId = z.object({ id: z.uuid() });
const ownReview = { 'own-review': 422 } as const;

export const voteHelpful = route({
  method: 'POST',
  path: '/reviews/{id}/helpful',
  summary: "Says that somebody else's review helped; once for each person",
  access: 'signed-in',
  params: withId,
  answer: z.object({ helpfulCount: z.int() }),
  problems: ownReview,
});

export const takeVoteBack = route({
  method: 'DELETE',
  path: '/reviews/{id}/helpful',
  summary: 'Takes the vote back',
  access: 'signed-in',
  params: withId,
});

export const reportReview = route({
  method: 'POST',
  path: '/reviews/{id}/reports',
  summary: 'Tells moderators that a review is wrong here; three people put it into their queue',
  access: 'signed-in',
  params: withId,
  body: z.object({ reason: z.string().trim().min(1).max(500) }),
  status: 204,
  problems: ownReview,
});
