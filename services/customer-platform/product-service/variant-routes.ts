import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { facts, money, price, product, sku, versioned } from './routes';

const editors = ['products:own', 'products:write'] as const;

export const putVariant = route({
  method: 'PUT',
  path: '/products/{id}/variants/{sku}',
  summary: 'Adds or replaces a variant of a product',
  access: editors,
  ifMatch: true,
  params: z.object({ id: z.uuid(), sku }),
  body: z.object({
    options: facts,
    price,
    cost: price.optional(),
    weightGrams: z.int().min(0).max(1_000_000),
    active: z.boolean(),
  }),
  answer: product,
  problems: { 'sku-taken': 409, 'already-retired': 409, 'no-active-variant': 422, 'currency-mismatch': 422, 'product-too-large': 422 },
  ...versioned,
});

export const setPrice = route({
  method: 'PUT',
  path: '/products/skus/{sku}/price',
  summary: 'Changes a price; the ETag is that of the product',
  access: editors,
  ifMatch: true,
  params: z.object({ sku }),
  body: z.object({ price, reason: z.enum(['manual', 'promotion']), force: z.boolean().default(false) }),
  answer: product,
  problems: { 'price-below-cost': 422, 'already-retired': 409, 'currency-mismatch': 422 },
  ...versioned,
});

export const priceHistory = route({
  method: 'GET',
  path: '/products/skus/{sku}/price-history',
  summary: 'Lists the changes of a price, newest first',
  access: editors,
  params: z.object({ sku }),
  query: z.object(pageQuery),
  answer: pageOf(z.object({ id: z.uuid(), old: money, new: money, reason: z.string(), actor: z.string(), at: z.iso.datetime() })),
});

export const quote = route({
  method: 'POST',
  path: '/products/quote',
  summary: 'Says what a basket costs at this moment, and what of it can be sold',
  access: ['products:quote'],
  body: z.object({
    items: z
      .array(z.strictObject({ sku, quantity: z.int().min(1).max(99) }))
      .min(1)
      .max(50),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  answer: z.object({
    lines: z.array(
      z.object({ sku, productId: z.uuid(), sellerId: z.string(), quantity: z.int(), unitPrice: money, sellable: z.boolean() }),
    ),
  }),
  problems: { 'unknown-sku': 422, 'currency-unsupported': 422 },
});
