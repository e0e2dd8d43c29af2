import * as z from 'zod';
import { defineTopic } from '#model';
import { money } from '#platform/values';

/** A product with everything that others need to show, find or sell it. */
const snapshot = z.object({
  productId: z.uuid(),
  sellerId: z.string(),
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  categoryId: z.uuid(),
  categoryPath: z.array(z.string()),
  status: z.enum(['draft', 'active', 'retired']),
  attributes: z.record(z.string(), z.unknown()),
  variants: z.array(
    z.object({
      sku: z.string(),
      options: z.record(z.string(), z.string()),
      price: money,
      cost: money.optional(),
      active: z.boolean(),
    }),
  ),
  ratingAverage: z.number(),
  ratingCount: z.int().nonnegative(),
  imageUrl: z.string().optional(),
});

/** The catalogue's changes, each with the whole product, so that nobody has to ask back. */
export const products = defineTopic({
  context: 'product',
  entity: 'product',
  version: 1,
  key: 'productId',
  partitions: 6,
  retention: '7d',
  events: {
    created: snapshot,
    updated: snapshot.extend({ changed: z.array(z.string()) }),
    retired: z.object({ productId: z.uuid(), skus: z.array(z.string()), retiredAt: z.iso.datetime() }),
  },
});

/** Prices, apart from the rest of a product: they are kept longer, and some only follow these. */
export const prices = defineTopic({
  context: 'product',
  entity: 'price',
  version: 1,
  key: 'productId',
  partitions: 6,
  retention: '14d',
  events: {
    changed: z.object({
      productId: z.uuid(),
      sku: z.string(),
      old: money,
      new: money,
      reason: z.enum(['manual', 'proposal', 'promotion']),
      proposalId: z.uuid().optional(),
      effectiveAt: z.iso.datetime(),
    }),
  },
});
