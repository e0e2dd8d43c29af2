import * as z from 'zod';
import { defineTopic } from '#model';
import { money } from '#platform/values';

const payment = { paymentId: z.uuid(), orderId: z.uuid(), userId: z.uuid() };

/** What became of the money that an order asks for. */
export const payments = defineTopic({
  context: 'payment',
  entity: 'payment',
  version: 1,
  key: 'orderId',
  partitions: 12,
  retention: '14d',
  events: {
    actionRequired: z.object({ ...payment, actionUrl: z.url(), expiresAt: z.iso.datetime() }),
    succeeded: z.object({
      ...payment,
      amount: money,
      providerRef: z.string(),
      method: z.enum(['card', 'wallet', 'bank']),
      succeededAt: z.iso.datetime(),
    }),
    failed: z.object({
      ...payment,
      amount: money,
      code: z.enum(['declined', 'insufficient_funds', 'expired_method', 'provider_error', 'expired']),
      retryable: z.boolean(),
      failedAt: z.iso.datetime(),
    }),
    cancelled: z.object({ paymentId: z.uuid().optional(), orderId: z.uuid(), cancelledAt: z.iso.datetime() }),
  },
});

const refund = { refundId: z.uuid(), paymentId: z.uuid(), orderId: z.uuid() };

/** Money on its way back. */
export const refunds = defineTopic({
  context: 'payment',
  entity: 'refund',
  version: 1,
  key: 'orderId',
  partitions: 12,
  retention: '14d',
  events: {
    succeeded: z.object({ ...refund, amount: money, succeededAt: z.iso.datetime() }),
    failed: z.object({ ...refund, code: z.string(), failedAt: z.iso.datetime() }),
  },
});

/** Money that a customer's bank asks back. */
export const disputes = defineTopic({
  context: 'payment',
  entity: 'dispute',
  version: 1,
  key: 'orderId',
  partitions: 3,
  retention: '14d',
  events: {
    opened: z.object({ disputeId: z.string(), ...payment, amount: money, reason: z.string(), openedAt: z.iso.datetime() }),
  },
});
