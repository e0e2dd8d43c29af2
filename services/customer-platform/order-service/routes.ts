import * as z from 'zod';
import { instant, pageOf, pageQuery, route } from '#kit';

export const money = z.object({ amount: z.int(), currency: z.string().length(3) });

export const address = z.strictObject({
  name: z.string().trim().min(1).max(200),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().min(1).max(100),
  postalCode: z.string().trim().min(1).max(20),
  country: z.string().regex(/^[A-Z]{2}$/),
});

const line = z.object({ sku: z.string(), productId: z.uuid(), quantity: z.int(), unitPrice: money });

/** What an order can still become something else from, and what is final. */
const open = ['on_hold', 'pending', 'reserved', 'confirmed', 'shipped', 'cancelling', 'refunding'] as const;
const status = z.enum([...open, 'delivered', 'cancelled', 'refunded']);

/** Statuses of orders that are on their way. */
export const openStatuses: readonly string[] = open;

export const order = z.object({
  id: z.uuid(),
  number: z.string(),
  userId: z.uuid(),
  status,
  lines: z.array(line),
  subtotal: money,
  shipping: money,
  tax: money,
  total: money,
  shippingAddress: address.nullable(),
  cancelReason: z.string().nullable(),
  paymentId: z.uuid().nullable(),
  refunded: money,
  disputed: z.boolean(),
  shipment: z
    .object({
      carrier: z.string(),
      trackingCode: z.string().nullable(),
      shippedAt: z.iso.datetime(),
      deliveredAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  placedAt: z.iso.datetime(),
  version: z.int(),
});

export type Order = z.output<typeof order>;
export type Address = z.output<typeof address>;

const basket = {
  items: z
    .array(z.strictObject({ sku: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(50)
    .refine((items) => new Set(items.map(({ sku }) => sku)).size === items.length, { message: 'each sku may stand in one line only' }),
  addressId: z.uuid().optional(),
  shippingAddress: address.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  expectedTotal: z.int().nonnegative().optional(),
  deviceId: z.string().max(200).optional(),
};

const oneAddress = ({ addressId, shippingAddress }: { addressId?: unknown; shippingAddress?: unknown }): boolean =>
  (addressId === undefined) !== (shippingAddress === undefined);
const whichAddress = { message: 'give either addressId or shippingAddress', path: ['shippingAddress'] };

const exampleBasket = {
  items: [{ sku: 'MUG-1', quantity: 2 }],
  shippingAddress: { name: 'Ada Lovelace', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
  currency: 'EUR',
};

const basketSchema = z.strictObject(basket).refine(oneAddress, whichAddress).meta({ example: exampleBasket });

/** A basket with the token that the payment page gave for the customer's card. */
const orderSchema = z
  .strictObject({ ...basket, paymentMethodToken: z.string().regex(/^[\w-]{1,200}$/) })
  .refine(oneAddress, whichAddress)
  .meta({ example: { ...exampleBasket, paymentMethodToken: 'tok_ok' } });

export type Basket = z.output<typeof basketSchema>;

const priced = {
  'unknown-user': 422,
  'user-inactive': 422,
  'unknown-address': 422,
  'unknown-sku': 422,
  'currency-unsupported': 422,
  'not-sellable': 422,
  'price-changed': 422,
};

/** Takes an order for the basket at the prices of this moment. */
export const placeOrder = route({
  method: 'POST',
  path: '/orders',
  summary: 'Places an order',
  access: ['orders:own'],
  idempotency: 'required',
  limits: [{ group: 'orders', most: 10, windowSeconds: 60, by: 'caller' }],
  body: orderSchema,
  status: 201,
  answer: order,
  version: ({ version }) => version,
  location: ({ id }) => `/orders/${id}`,
  problems: { ...priced, 'invalid-token': 422 },
});

/** Says what an order would cost. */
export const previewOrder = route({
  method: 'POST',
  path: '/orders/preview',
  summary: 'Prices a basket without ordering it',
  access: 'signed-in',
  body: basketSchema,
  answer: z.object({
    lines: z.array(line.extend({ sellable: z.boolean() })),
    subtotal: money,
    shipping: money,
    tax: money,
    total: money,
    sellable: z.boolean(),
  }),
  problems: priced,
});

export const getOrder = route({
  method: 'GET',
  path: '/orders/{id}',
  summary: 'Shows an order',
  access: ['orders:own', 'orders:read'],
  params: z.object({ id: z.uuid() }),
  answer: order,
  version: ({ version }) => version,
});

export const listOrders = route({
  method: 'GET',
  path: '/orders',
  summary: "Lists a customer's orders, newest first",
  access: ['orders:own', 'orders:read'],
  query: z.object({
    ...pageQuery,
    status: z.enum([...status.options, 'open']).optional(),
    from: instant.optional(),
    to: instant.optional(),
    userId: z.uuid().optional(),
  }),
  answer: pageOf(order),
});

export const changeOrder = route({
  method: 'PATCH',
  path: '/orders/{id}',
  summary: 'Changes address or note of an order that is not confirmed',
  access: ['orders:own', 'orders:manage'],
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.object({ shippingAddress: address.optional(), note: z.string().trim().max(1000).optional() }),
  answer: order,
  version: ({ version }) => version,
  problems: { 'not-editable': 409 },
});
