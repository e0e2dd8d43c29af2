import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { mainWarehouse } from './article';

export const sku = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
export const warehouse = z.string().regex(/^[a-z0-9-]{1,32}$/);

/** Those who manage stock: all of it, or that of what they sell. */
export const managers = ['inventory:own', 'inventory:write'] as const;

const shelf = z.object({
  warehouse: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  reorderPoint: z.int(),
  leadTimeDays: z.int().nullable(),
  version: z.int(),
});

/** What everybody sees, and behind it what those see who manage the article. */
const level = z.object({
  sku: z.string(),
  available: z.int(),
  inStock: z.boolean(),
  version: z.int(),
  onHand: z.int().optional(),
  reserved: z.int().optional(),
  active: z.boolean().optional(),
  warehouses: z.array(shelf).optional(),
});

export type Level = z.output<typeof level>;

const mostSkus = 100;

/** Repeated SKUs are looked up once. */
const skus = z
  .string()
  .max(mostSkus * 65)
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(sku).min(1).max(mostSkus));

export const getLevel = route({
  method: 'GET',
  path: '/inventory/{sku}',
  summary: 'Shows how much there is of an article; all numbers to those who manage it',
  access: 'public',
  params: z.object({ sku }),
  answer: level,
  version: ({ version }) => version,
});

export const getLevels = route({
  method: 'GET',
  path: '/inventory',
  summary: 'Shows how much there is of up to 100 articles; unknown ones are left out',
  access: 'public',
  query: z.object({ skus }),
  answer: z.object({ data: z.array(level) }),
});

const movement = z.object({
  id: z.uuid(),
  sku: z.string(),
  warehouse: z.string(),
  kind: z.enum(['receive', 'correction', 'damage', 'reserve', 'release', 'ship', 'restock']),
  onHandDelta: z.int(),
  reservedDelta: z.int(),
  ref: z.uuid(),
  at: z.iso.datetime(),
});

export type Movement = z.output<typeof movement>;

/** More than any warehouse holds, and far from what the database cannot count. */
export const mostPieces = 1_000_000_000;

const adjustment = z
  .strictObject({
    sku,
    warehouse: warehouse.default(mainWarehouse),
    delta: z.int().min(-1_000_000).max(1_000_000).optional(),
    setTo: z.int().min(0).max(mostPieces).optional(),
    reason: z.enum(['receive', 'correction', 'damage']),
  })
  .refine(({ delta, setTo }) => (delta === undefined) !== (setTo === undefined), { message: 'give either delta or setTo', path: ['delta'] })
  .refine(({ delta, reason }) => delta === undefined || fits(delta, reason), {
    message: 'delta is above 0 for what was received, below 0 for what was damaged, and never 0',
    path: ['delta'],
  })
  .meta({ example: { sku: 'MUG-1', warehouse: 'main', delta: 40, reason: 'receive' } });

const fits = (delta: number, reason: string): boolean => {
  if (reason === 'receive') return delta > 0;
  return reason === 'damage' ? delta < 0 : delta !== 0;
};

export const adjust = route({
  method: 'POST',
  path: '/inventory/adjustments',
  summary: 'Books goods that came, are gone, or were counted; the first of a warehouse opens it for the article',
  access: managers,
  idempotency: 'required',
  body: adjustment,
  status: 201,
  answer: movement,
  problems: { 'would-go-negative': 422, 'too-many': 422 },
});

export const listMovements = route({
  method: 'GET',
  path: '/inventory/{sku}/movements',
  summary: 'Lists why the numbers of an article changed, newest first',
  access: managers,
  params: z.object({ sku }),
  query: z.object({ ...pageQuery, warehouse: warehouse.optional() }),
  answer: pageOf(movement),
});

export const changeShelf = route({
  method: 'PATCH',
  path: '/inventory/{sku}/{warehouse}',
  summary: 'Changes when to order an article again for a warehouse',
  access: managers,
  ifMatch: true,
  params: z.object({ sku, warehouse }),
  body: z
    .strictObject({ reorderPoint: z.int().min(0).max(mostPieces).optional(), leadTimeDays: z.int().min(0).max(365).nullable().optional() })
    .refine(({ reorderPoint, leadTimeDays }) => reorderPoint !== undefined || leadTimeDays !== undefined, {
      message: 'give reorderPoint or leadTimeDays',
    }),
  answer: shelf.extend({ sku: z.string() }),
  version: ({ version }) => version,
});

export const getReservation = route({
  method: 'GET',
  path: '/inventory/reservations/{orderId}',
  summary: 'Shows what an order holds; to services, and to those who manage all stock',
  access: 'signed-in',
  params: z.object({ orderId: z.uuid() }),
  answer: z.object({
    orderId: z.uuid(),
    state: z.enum(['reserved', 'committed', 'shipped', 'released', 'rejected', 'tombstone']),
    lines: z.array(z.object({ sku: z.string(), warehouse: z.string(), quantity: z.int(), restocked: z.int() })),
    shortages: z.array(z.object({ sku: z.string(), requested: z.int(), available: z.int() })),
    releaseReason: z.enum(['requested', 'reconciled']).nullable(),
    createdAt: z.iso.datetime(),
    committedAt: z.iso.datetime().nullable(),
    shippedAt: z.iso.datetime().nullable(),
    releasedAt: z.iso.datetime().nullable(),
    version: z.int(),
  }),
  version: ({ version }) => version,
});
