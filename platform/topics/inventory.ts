import * as z from 'zod';
import { defineTopic } from '#model';

/** What stock an order holds. */
export const reservations = defineTopic({
  context: 'inventory',
  entity: 'reservation',
  version: 1,
  key: 'orderId',
  partitions: 12,
  retention: '7d',
  events: {
    reserved: z.object({
      orderId: z.uuid(),
      lines: z.array(z.object({ sku: z.string(), warehouse: z.string(), quantity: z.int().positive() })),
    }),
    rejected: z.object({
      orderId: z.uuid(),
      shortages: z.array(z.object({ sku: z.string(), requested: z.int().positive(), available: z.int().nonnegative() })),
    }),
    released: z.object({ orderId: z.uuid(), reason: z.enum(['requested', 'reconciled']), releasedAt: z.iso.datetime() }),
  },
});

/** How much there is, after each change; over all warehouses. */
export const stock = defineTopic({
  context: 'inventory',
  entity: 'stock',
  version: 1,
  key: 'sku',
  partitions: 12,
  retention: '7d',
  events: {
    changed: z.object({
      sku: z.string(),
      productId: z.uuid(),
      onHand: z.int().nonnegative(),
      reserved: z.int().nonnegative(),
      available: z.int().nonnegative(),
      cause: z.enum(['adjust', 'reserve', 'release', 'commit', 'restock', 'receive']),
    }),
  },
});

/** Stock that falls to the point where somebody should order. */
export const alerts = defineTopic({
  context: 'inventory',
  entity: 'alert',
  version: 1,
  key: 'sku',
  partitions: 3,
  retention: '7d',
  events: {
    lowStock: z.object({
      sku: z.string(),
      sellerId: z.string(),
      available: z.int().nonnegative(),
      reorderPoint: z.int().nonnegative(),
      raisedAt: z.iso.datetime(),
    }),
  },
});

/** Goods that are to come. */
export const replenishments = defineTopic({
  context: 'inventory',
  entity: 'replenishment',
  version: 1,
  key: 'sku',
  partitions: 3,
  retention: '7d',
  events: {
    changed: z.object({
      replenishmentId: z.uuid(),
      sku: z.string(),
      sellerId: z.string(),
      quantity: z.int().positive(),
      status: z.enum(['draft', 'ordered', 'received', 'cancelled']),
      suggestionId: z.uuid().optional(),
    }),
  },
});
