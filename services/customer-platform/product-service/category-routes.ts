import * as z from 'zod';
import { route } from '#kit';

const category = z.object({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  name: z.string(),
  slug: z.string(),
  /** Names from the root of the tree down to this one. */
  path: z.array(z.string()),
  version: z.int(),
});

export type Category = z.output<typeof category>;

const fields = {
  name: z.string().trim().min(1).max(100),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(100),
  parentId: z.uuid().nullable(),
};

const problems = { 'slug-taken': 409, 'unknown-category': 422, cycle: 422, 'too-deep': 422 };
const version = (answer: Category): number => answer.version;

export const listCategories = route({
  method: 'GET',
  path: '/products/categories',
  summary: 'Lists the whole tree',
  access: 'public',
  answer: z.object({ data: z.array(category) }),
  cache: 'public, max-age=30',
});

export const createCategory = route({
  method: 'POST',
  path: '/products/categories',
  summary: 'Adds a category, at most four levels deep',
  access: ['products:write'],
  idempotency: 'optional',
  body: z.object({ ...fields, parentId: z.uuid().nullable().default(null) }),
  status: 201,
  answer: category,
  problems,
  version,
});

export const changeCategory = route({
  method: 'PATCH',
  path: '/products/categories/{id}',
  summary: 'Renames or moves a category; its products follow within seconds',
  access: ['products:write'],
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.object(fields).partial(),
  answer: category,
  problems,
  version,
});
