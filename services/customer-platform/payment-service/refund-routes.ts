import * as z from 'zod';
import { route } from '#kit';
import { amount, money } from './routes';

const refundStatus = z.enum(['requested', 'processing', 'succeeded', 'failed']);

const refund = z.object({
  refundId: z.uuid(),
  paymentId: z.uuid(),
  orderId: z.uuid(),
  amount: money,
  status: refundStatus,
  reason: z.string().optional(),
  failureCode: z.string().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int(),
});

export type Refund = z.output<typeof refund>;

/** Gives money back, all of a payment or a part of it. */
export const requestRefund = route({
  method: 'POST',
  path: '/payment/refunds',
  summary: 'Refunds a payment, all of it or a part',
  access: ['refunds:write'],
  idempotency: 'required',
  body: z.strictObject({ paymentId: z.uuid(), amount, reason: z.string().trim().min(1).max(500) }),
  status: 202,
  answer: z.object({ refundId: z.uuid(), status: refundStatus }),
  location: ({ refundId }) => `/payment/refunds/${refundId}`,
  problems: { 'exceeds-captured': 422, 'currency-mismatch': 422, 'not-refundable': 409 },
});

export const getRefund = route({
  method: 'GET',
  path: '/payment/refunds/{id}',
  summary: 'Shows a refund',
  access: ['refunds:write'],
  params: z.object({ id: z.uuid() }),
  answer: refund,
  version: ({ version }) => version,
});

const entry = z.object({ kind: z.enum(['capture', 'refund']), providerRef: z.string(), amount: money });

/** Compares a day of the ledger with the provider's books. */
export const reconcile = route({
  method: 'GET',
  path: '/payment/reconciliation/{date}',
  summary: "Compares a day's captures and refunds (UTC) with the provider's; each list names the first thousand",
  access: ['payments:read'],
  params: z.object({ date: z.iso.date() }),
  answer: z.object({
    date: z.iso.date(),
    matched: z.int(),
    differences: z.int(),
    missingHere: z.array(entry),
    missingThere: z.array(entry),
    amountDifferences: z.array(z.object({ kind: z.enum(['capture', 'refund']), providerRef: z.string(), here: money, there: money })),
  }),
  problems: { 'payment-provider-unavailable': 503 },
});

export type Reconciled = z.output<typeof reconcile.answer>;
