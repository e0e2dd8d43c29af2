import * as z from 'zod';
import { defineTopic } from '#model';
import { money, payable } from '#platform/values';

const order = { orderId: z.uuid(), number: z.string(), userId: z.uuid() };
const lines = z.array(z.object({ sku: z.string(), productId: z.uuid(), quantity: z.int().positive(), unitPrice: money }));

/** The life of an order, from basket to doorstep and back. */
export const orders = defineTopic({
  context: 'order',
  entity: 'order',
  version: 1,
  key: 'orderId',
  partitions: 12,
  retention: '14d',
  events: {
    placed: z.object({
      ...order,
      lines,
      total: money,
      country: z.string().length(2),
      deviceId: z.string().optional(),
      fraudDecision: z.enum(['approve', 'review', 'decline', 'unscored']),
      placedAt: z.iso.datetime(),
    }),
    confirmed: z.object({ ...order, lines, total: money, paymentId: z.uuid(), confirmedAt: z.iso.datetime() }),
    cancelled: z.object({
      ...order,
      reason: z.enum([
        'out_of_stock',
        'payment_failed',
        'payment_timeout',
        'fraud_declined',
        'hold_expired',
        'customer',
        'support',
        'step_timeout',
      ]),
      total: money,
      cancelledAt: z.iso.datetime(),
    }),
    shipped: z.object({ ...order, carrier: z.string(), trackingCode: z.string().optional(), lines, shippedAt: z.iso.datetime() }),
    delivered: z.object({ ...order, productIds: z.array(z.uuid()), deliveredAt: z.iso.datetime() }),
    refunded: z.object({
      ...order,
      amount: money,
      full: z.boolean(),
      lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive(), restock: z.boolean() })),
      refundId: z.uuid(),
      refundedAt: z.iso.datetime(),
    }),
  },
});

/** What an order asks of its partners on its way; each answers on a topic of its own. */
export const sagas = defineTopic({
  context: 'order',
  entity: 'saga',
  version: 1,
  key: 'orderId',
  partitions: 12,
  retention: '7d',
  events: {
    stockReserveRequested: z.object({
      orderId: z.uuid(),
      attempt: z.int().positive(),
      lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })),
    }),
    stockCommitRequested: z.object({ orderId: z.uuid(), paymentId: z.uuid() }),
    stockReleaseRequested: z.object({ orderId: z.uuid(), reason: z.string() }),
    paymentRequested: z.object({
      orderId: z.uuid(),
      userId: z.uuid(),
      amount: payable,
      paymentMethodRef: z.uuid(),
      attempt: z.int().positive(),
      expiresAt: z.iso.datetime(),
    }),
    paymentCancelRequested: z.object({ orderId: z.uuid(), paymentId: z.uuid().optional(), reason: z.string() }),
    refundRequested: z.object({ orderId: z.uuid(), refundId: z.uuid(), paymentId: z.uuid(), amount: payable, reason: z.string() }),
  },
});
