import * as z from 'zod';
import { route } from '#kit';
import { money, order } from './routes';

const params = z.object({ id: z.uuid() });
const version = ({ version }: z.output<typeof order>): number => version;
const reason = z.string().trim().max(500).optional();

const cancelling = {
  access: ['orders:own', 'orders:manage'],
  params,
  status: 202,
  answer: order,
  version,
  problems: { 'not-cancellable': 409 },
} as const;

/** Turns an order back. It is cancelled once goods and money are where they were. */
export const cancelOrder = route({
  ...cancelling,
  method: 'POST',
  path: '/orders/{id}/cancel',
  summary: 'Cancels an order that is not shipped',
  body: z.object({ reason }),
});

export const deleteOrder = route({
  ...cancelling,
  method: 'DELETE',
  path: '/orders/{id}',
  summary: 'Cancels an order that is not shipped',
});

export const shipOrder = route({
  method: 'POST',
  path: '/orders/{id}/ship',
  summary: 'Tells that an order has left the house',
  access: ['orders:manage'],
  params,
  body: z.object({ carrier: z.string().trim().min(1).max(100), trackingCode: z.string().trim().min(1).max(100).optional() }),
  answer: order,
  version,
  problems: { 'invalid-transition': 409 },
});

export const deliverOrder = route({
  method: 'POST',
  path: '/orders/{id}/deliver',
  summary: 'Tells that an order has reached the customer',
  access: ['orders:manage'],
  params,
  answer: order,
  version,
  problems: { 'invalid-transition': 409 },
});

const returnedLine = z.strictObject({
  sku: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  quantity: z.int().min(1).max(99),
  restock: z.boolean().default(true),
});

export type ReturnedLine = z.output<typeof returnedLine>;

/** Takes goods back. Customers may within 30 days of delivery; support may from the confirmation on. */
export const returnOrder = route({
  method: 'POST',
  path: '/orders/{id}/returns',
  summary: 'Takes goods back and refunds them',
  access: ['orders:own', 'refunds:write'],
  idempotency: 'required',
  params,
  body: z.object({
    lines: z
      .array(returnedLine)
      .min(1)
      .max(50)
      .refine((lines) => new Set(lines.map(({ sku }) => sku)).size === lines.length, { message: 'each sku may stand in one line only' }),
    reason,
  }),
  status: 202,
  answer: z.object({ refundId: z.uuid(), amount: money }),
  problems: { 'exceeds-order': 422, 'return-window-closed': 422, 'invalid-transition': 409 },
});

/** Shows what happened to an order, oldest first. */
export const orderTimeline = route({
  method: 'GET',
  path: '/orders/{id}/timeline',
  summary: 'Shows what happened to an order',
  access: ['orders:own', 'orders:read'],
  params,
  answer: z.object({
    status: z.string(),
    entries: z.array(z.object({ at: z.iso.datetime(), kind: z.string(), step: z.string(), event: z.string() })),
  }),
});
