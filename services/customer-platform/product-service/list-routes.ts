import * as z from 'zod';
import { instant, pageOf, pageQuery, route } from '#kit';
import { cacheOf, money, product, status, variant } from './routes';

export const listProducts = route({
  method: 'GET',
  path: '/products',
  summary: 'Lists products; drafts to their seller only',
  access: 'public',
  query: z.object({
    ...pageQuery,
    category: z.uuid().optional(),
    seller: z.string().max(100).optional(),
    status: status.default('active'),
    updatedSince: instant.optional(),
  }),
  answer: pageOf(product),
  cache: ({ data }) => cacheOf(data),
});

export const relatedProducts = route({
  method: 'GET',
  path: '/products/{id}/related',
  summary: 'Lists the best rated products of the same category, twelve at most',
  access: 'public',
  params: z.object({ id: z.uuid() }),
  answer: z.object({ data: z.array(product) }),
  cache: 'public, max-age=30',
});

/** A product as services that follow the catalogue need it: what its events tell, and of when that is. */
export const exportProducts = route({
  method: 'GET',
  path: '/products/export',
  summary: 'Lists all products, drafts and retired ones too, in pages of 500 lines; x-next-cursor says where the next one starts',
  access: ['products:export'],
  query: z.object({ since: instant.optional(), cursor: pageQuery.cursor }),
  lines: true,
  answer: product.extend({ variants: z.array(variant.extend({ cost: money.optional() })), updatedAt: z.iso.datetime() }),
});

export type ExportedProduct = z.output<typeof exportProducts.answer>;
