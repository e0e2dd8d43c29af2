import * as z from 'zod';
import { pageQuery, route } from '#kit';

const productId = z.uuid();
const minor = z.coerce.number().int().min(0).max(1e12);

const hit = z.object({
  productId,
  name: z.string(),
  slug: z.string(),
  imageUrl: z.string().nullable(),
  categoryPath: z.array(z.string()),
  sellerId: z.string(),
  price: z.object({ amount: z.int(), currency: z.string().length(3) }),
  inStock: z.boolean(),
  rating: z.object({ average: z.number(), count: z.int() }),
});

const facets = z.object({
  /** The categories below the one that was asked for, the largest first; at most 20. */
  category: z.array(z.object({ value: z.string(), count: z.int() })),
  /** Ranges of prices in minor units, `from` included, `to` not; without the limits on the price that were asked for. */
  price: z.array(z.object({ currency: z.string(), from: z.int(), to: z.int().nullable(), count: z.int() })),
  /** Products that are rated so well or better; without the limit on the rating that was asked for. */
  rating: z.array(z.object({ from: z.int(), count: z.int() })),
});

export type Hit = z.output<typeof hit>;
export type Facets = z.output<typeof facets>;

export const searchProducts = route({
  method: 'GET',
  path: '/search',
  summary: 'Finds products by words and filters, the best matches first; tolerates typing errors',
  access: 'public',
  query: z.object({
    ...pageQuery,
    limit: z.coerce.number().int().min(1).max(50).default(20),
    /** Longer than elsewhere: it also keeps the query that was corrected. */
    cursor: z.string().max(2000).optional(),
    /** Words; `"…"` keeps several together, `-` leaves out, `or` takes either. Without it everything is found. */
    q: z.string().trim().max(200).optional(),
    /** A name anywhere in the path of the category. */
    category: z.string().min(1).max(200).optional(),
    seller: z.string().min(1).max(100).optional(),
    /** Minor units of the product's own currency; name a `currency` too where the shop sells in several. */
    minPrice: minor.optional(),
    maxPrice: minor.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    inStock: z.enum(['true', 'false']).optional(),
    minRating: z.coerce.number().min(0).max(5).optional(),
    /** `price` rises; the others fall. */
    sort: z.enum(['relevance', 'price', 'rating', 'newest']).default('relevance'),
  }),
  answer: z.object({
    data: z.array(hit),
    page: z.object({ nextCursor: z.string().nullable(), limit: z.int() }),
    facets,
    /** Given back with a click; the same on all pages of a search. */
    queryId: z.uuid(),
    /** What was looked for instead, where nothing is called as `q` says. */
    correctedQuery: z.string().optional(),
  }),
});

export const suggest = route({
  method: 'GET',
  path: '/search/suggest',
  summary: 'Completes what somebody types, from names of products and popular queries',
  access: 'public',
  query: z.object({ q: z.string().trim().min(2).max(100) }),
  answer: z.object({ data: z.array(z.string()).max(10) }),
});

export const click = route({
  method: 'POST',
  path: '/search/clicks',
  summary: 'Tells that somebody opened a product that was found; a second time changes nothing',
  access: 'public',
  idempotency: 'optional',
  body: z.object({ queryId: z.uuid(), productId }),
  status: 202,
});

const groups = z.array(z.array(z.string().trim().min(1).max(100)).min(2).max(20)).max(500);

export const putSynonyms = route({
  method: 'PUT',
  path: '/search/synonyms',
  summary: 'Replaces all groups of words that mean the same',
  access: ['search:admin'],
  body: z.object({ groups }),
  answer: z.object({ groups: z.array(z.array(z.string())) }),
});

const reindex = z.object({
  id: z.uuid(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  attempts: z.int(),
  /** Documents of the new table. */
  documents: z.int().nullable(),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type Reindex = z.output<typeof reindex>;

export const startReindex = route({
  method: 'POST',
  path: '/search/reindex',
  summary: 'Builds all documents anew from the catalogue, while the old ones are searched; one at a time',
  access: ['search:admin'],
  idempotency: 'required',
  status: 202,
  answer: z.object({ id: z.uuid() }),
  location: ({ id }) => `/search/reindex/${id}`,
  problems: { 'reindex-running': 409 },
});

export const getReindex = route({
  method: 'GET',
  path: '/search/reindex/{id}',
  summary: 'Shows how a reindex stands',
  access: ['search:admin'],
  params: z.object({ id: z.uuid() }),
  answer: reindex,
});
