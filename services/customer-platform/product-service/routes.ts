import * as z from 'zod';
import { route } from '#kit';

export const money = z.object({ amount: z.int(), currency: z.string().length(3) });
export const price = z.strictObject({ amount: z.int().positive().max(1e12), currency: z.string().regex(/^[A-Z]{3}$/) });
export const sku = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
export const facts = z
  .record(z.string().min(1).max(100), z.string().max(1000))
  .refine((all) => Object.keys(all).length <= 50, { message: 'at most 50 keys' });

export const status = z.enum(['draft', 'active', 'retired']);

export const variant = z.object({ sku, options: z.record(z.string(), z.string()), price: money, active: z.boolean() });

export const product = z.object({
  productId: z.uuid(),
  sellerId: z.string(),
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  categoryId: z.uuid(),
  /** Names from the root of the tree down. */
  categoryPath: z.array(z.string()),
  status,
  attributes: z.record(z.string(), z.string()),
  variants: z.array(variant),
  ratingAverage: z.number(),
  ratingCount: z.int(),
  imageUrl: z.string().optional(),
  version: z.int(),
});

export type Product = z.output<typeof product>;

const fields = {
  name: z.string().trim().min(1).max(200),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(200)
    .optional(),
  description: z.string().trim().max(10_000),
  categoryId: z.uuid(),
  attributes: facts.default({}),
};

const withId = z.object({ id: z.uuid() });
const editors = ['products:own', 'products:write'] as const;

/** Drafts are private, and who lists nothing now may list a new draft in a moment. */
export const cacheOf = (shown: readonly Product[]): string =>
  shown.length > 0 && shown.every((each) => each.status !== 'draft') ? 'public, max-age=30' : 'no-store';

export const versioned = { version: ({ version }: Product) => version };

export const createProduct = route({
  method: 'POST',
  path: '/products',
  summary: 'Creates a product, as a draft that nobody else sees',
  access: editors,
  idempotency: 'required',
  body: z.object(fields),
  status: 201,
  answer: product,
  location: ({ productId }) => `/products/${productId}`,
  problems: { 'slug-taken': 409, 'unknown-category': 422, 'product-too-large': 422 },
  ...versioned,
});

export const changeProduct = route({
  method: 'PATCH',
  path: '/products/{id}',
  summary: 'Changes what a product says of itself',
  access: editors,
  ifMatch: true,
  params: withId,
  body: z.object({ ...fields, attributes: facts }).partial(),
  answer: product,
  problems: { 'slug-taken': 409, 'unknown-category': 422, 'already-retired': 409, 'product-too-large': 422 },
  ...versioned,
});

export const getProduct = route({
  method: 'GET',
  path: '/products/{id}',
  summary: 'Shows a product; drafts to their seller only',
  access: 'public',
  params: withId,
  answer: product,
  cache: (answer) => cacheOf([answer]),
  ...versioned,
});

export const getBySlug = route({
  method: 'GET',
  path: '/products/by-slug/{slug}',
  summary: 'Shows the product of a readable address',
  access: 'public',
  params: z.object({ slug: z.string().max(200) }),
  answer: product,
  cache: (answer) => cacheOf([answer]),
  ...versioned,
});

export const publishProduct = route({
  method: 'POST',
  path: '/products/{id}/publish',
  summary: 'Shows a draft to everybody',
  access: editors,
  params: withId,
  answer: product,
  problems: { 'no-active-variant': 422, 'already-retired': 409 },
  ...versioned,
});

export const retireProduct = route({
  method: 'POST',
  path: '/products/{id}/retire',
  summary: 'Takes a product off the shelf for ever',
  access: editors,
  params: withId,
  answer: product,
  problems: { 'already-retired': 409 },
  ...versioned,
});
