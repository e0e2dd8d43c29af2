import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';

const withId = z.object({ id: z.uuid() });

/**
 * A review as everybody sees it. It says nothing of its author: this service is never told names, and the author's id would tie a person's
 * reviews together, so that a buyer is shown as what is known of him here, which is that he bought the product.
 */
const published = {
  id: z.uuid(),
  productId: z.uuid(),
  rating: z.int().min(1).max(5),
  title: z.string(),
  text: z.string(),
  locale: z.string(),
  helpfulCount: z.int(),
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  version: z.int(),
};

/** A review with its state; the moderator's reason is for its author and for moderators. */
export const review = z.object({
  ...published,
  status: z.enum(['pending', 'published', 'rejected', 'removed']),
  reason: z.string().nullable(),
});

export type Review = z.output<typeof review>;

export const versioned = { version: ({ version }: Review) => version };

const words = {
  rating: z.int().min(1).max(5),
  title: z.string().trim().max(120),
  text: z.string().trim().max(5000),
  /** The language of the text. */
  locale: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
};

export const createReview = route({
  method: 'POST',
  path: '/reviews',
  summary: 'Reviews a product that was delivered to the caller; it is shown once it is moderated',
  access: ['reviews:own'],
  idempotency: 'required',
  body: z.object({
    productId: z.uuid(),
    ...words,
    title: words.title.default(''),
    text: words.text.default(''),
    locale: words.locale.default('en'),
  }),
  status: 201,
  answer: review,
  location: ({ id }) => `/reviews/${id}`,
  problems: { 'not-purchased': 403, 'already-reviewed': 409, 'product-retired': 409 },
  ...versioned,
});

export const getReview = route({
  method: 'GET',
  path: '/reviews/{id}',
  summary: 'Shows a review; what is not published to its author and to moderators only',
  access: 'public',
  params: withId,
  answer: review,
  ...versioned,
});

export const changeReview = route({
  method: 'PATCH',
  path: '/reviews/{id}',
  summary: 'Changes a review, which is then moderated again',
  access: ['reviews:own'],
  ifMatch: true,
  params: withId,
  body: z.object(words).partial(),
  answer: review,
  problems: { removed: 409 },
  ...versioned,
});

export const removeReview = route({
  method: 'DELETE',
  path: '/reviews/{id}',
  summary: 'Takes a review back for ever',
  access: ['reviews:own'],
  params: withId,
});

export const listReviews = route({
  method: 'GET',
  path: '/reviews',
  summary: 'Lists the published reviews of a product',
  access: 'public',
  query: z.object({ ...pageQuery, productId: z.uuid(), sort: z.enum(['newest', 'helpful', 'rating']).default('newest') }),
  answer: pageOf(z.object(published)),
});

export const summarize = route({
  method: 'GET',
  path: '/reviews/summary',
  summary: 'Says how a product is rated; histogram counts its reviews with one, two, … five stars',
  access: 'public',
  query: z.object({ productId: z.uuid() }),
  answer: z.object({ productId: z.uuid(), average: z.number(), count: z.int(), histogram: z.array(z.int()).length(5) }),
});
