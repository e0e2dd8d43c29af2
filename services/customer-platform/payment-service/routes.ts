import * as z from 'zod';
import { alias, route } from '#kit';

/** Amounts have at most twelve digits before the minor units' point is set. */
export const amount = z.strictObject({ amount: z.int().min(1).max(1_000_000_000_000), currency: z.string().regex(/^[A-Z]{3}$/) });
export const money = z.object({ amount: z.int(), currency: z.string().length(3) });
export const token = z.string().min(1).max(255);

export const paymentStatus = z.enum(['pending', 'processing', 'requires_action', 'succeeded', 'failed', 'cancelled']);

const payment = z.object({
  paymentId: z.uuid(),
  orderId: z.uuid(),
  status: paymentStatus,
  amount: money,
  refunded: money,
  attempt: z.int(),
  method: z.object({ brand: z.string(), last4: z.string() }).optional(),
  failureCode: z.string().optional(),
  actionUrl: z.url().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int(),
});

export type Payment = z.output<typeof payment>;

/** Tries again to collect the money of an order, with another method. */
export const initiatePayment = route({
  method: 'POST',
  path: '/payment/initiate',
  summary: 'Pays an order whose first payment failed, with another method; while a payment is under way, shows that one',
  access: ['payments:own', 'payment:call'],
  idempotency: 'required',
  body: z
    .strictObject({
      orderId: z.uuid(),
      amount,
      paymentMethodToken: token.optional(),
      paymentMethodRef: z.uuid().optional(),
      returnUrl: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
    })
    .refine((body) => (body.paymentMethodToken === undefined) !== (body.paymentMethodRef === undefined), {
      message: 'give either paymentMethodToken or paymentMethodRef',
      path: ['paymentMethodToken'],
    })
    .meta({
      example: {
        orderId: '0197a5c0-7c00-7000-8000-000000000001',
        amount: { amount: 2990, currency: 'EUR' },
        paymentMethodToken: 'tok_ok',
      },
    }),
  status: 202,
  answer: z.object({ paymentId: z.uuid(), status: paymentStatus, actionUrl: z.url().optional() }),
  location: ({ paymentId }) => `/payment/payments/${paymentId}`,
  problems: {
    'order-already-paid': 409,
    'order-not-payable': 409,
    'amount-mismatch': 422,
    'invalid-token': 422,
    'unknown-method': 422,
    'order-service-unavailable': 503,
  },
});

export const initiateForOldClients = alias(initiatePayment, '/initiate');

/** Shows a payment, or the latest one of an order. */
export const getStatus = route({
  method: 'GET',
  path: '/payment/status',
  summary: 'Shows how a payment stands, by its id or by that of its order',
  access: ['payments:own', 'payments:read'],
  query: z
    .strictObject({ paymentId: z.uuid().optional(), orderId: z.uuid().optional() })
    .refine(({ paymentId, orderId }) => (paymentId === undefined) !== (orderId === undefined), {
      message: 'give either paymentId or orderId',
      path: ['paymentId'],
    }),
  answer: payment,
});

export const getStatusForOldClients = alias(getStatus, '/status');

export const getPayment = route({
  method: 'GET',
  path: '/payment/payments/{id}',
  summary: 'Shows a payment',
  access: ['payments:own', 'payments:read'],
  params: z.object({ id: z.uuid() }),
  answer: payment,
  version: ({ version }) => version,
});

/** Puts a reference in the place of a provider's token, so that nobody else stores tokens. */
export const createMethodRef = route({
  method: 'POST',
  path: '/payment/method-refs',
  summary: "Keeps a provider's token of a payment method and gives a reference to it",
  access: ['payment:call'],
  idempotency: 'required',
  body: z.strictObject({ token, userId: z.uuid() }),
  status: 201,
  answer: z.object({ methodRef: z.uuid() }),
  problems: { 'invalid-token': 422 },
});

/** Takes what the provider tells. Its effect comes later, so that the provider need not wait. */
export const receiveWebhook = route({
  method: 'POST',
  path: '/payment/webhook',
  summary: 'Takes an event of the payment provider, signed by the rules of Standard Webhooks',
  access: 'public',
  raw: true,
  body: z.record(z.string().max(100), z.unknown()),
  limits: [{ group: 'webhooks', most: 600, windowSeconds: 60, by: 'address' }],
  problems: { 'bad-signature': 401, 'stale-timestamp': 401 },
});

export const receiveWebhookForOldClients = alias(receiveWebhook, '/webhook');
