import * as z from 'zod';
import { defineTopic } from '#model';
import { pageOf, pageQuery } from '../http/pages';
import { route } from '../http/route';

/** Events of the made-up service. */
export const gifts = defineTopic({
  context: 'gift',
  entity: 'gift',
  version: 1,
  key: 'giftId',
  partitions: 3,
  retention: '7d',
  events: { wrapped: z.object({ giftId: z.uuid(), title: z.string(), number: z.int().optional() }) },
});

export const cards = defineTopic({
  context: 'gift',
  entity: 'card',
  version: 1,
  key: 'giftId',
  partitions: 1,
  retention: '1d',
  sensitive: true,
  events: { written: z.object({ giftId: z.uuid(), token: z.string() }) },
});

export const wishes = defineTopic({
  context: 'wish',
  entity: 'wish',
  version: 1,
  key: 'wishId',
  partitions: 3,
  retention: '7d',
  events: { made: z.object({ wishId: z.uuid(), title: z.string() }), withdrawn: z.object({ wishId: z.uuid() }) },
});

const gift = z.object({ id: z.uuid(), title: z.string(), priceMinor: z.int(), version: z.int() });

export type Gift = z.output<typeof gift>;

const secretText = z.string().max(200).optional();

/** One field for each name whose values are never written down. */
const card = z.strictObject({
  ...{ email: secretText, newEmail: secretText, phone: secretText, phoneNumber: secretText, displayName: secretText, body: secretText },
  ...{ password: secretText, token: secretText, refreshToken: secretText, clientSecret: secretText, otp: secretText, cookie: secretText },
  address: z.strictObject({ line1: z.string() }).optional(),
  paymentMethodToken: secretText,
});

const params = z.object({ id: z.uuid() });
const version = (answer: Gift): number => answer.version;

export const getGift = route({
  method: 'GET',
  path: '/gifts/{id}',
  summary: 'Shows a gift',
  access: 'public',
  params,
  answer: gift,
  version,
});

export const listGifts = route({
  method: 'GET',
  path: '/gifts',
  summary: 'Lists gifts, oldest first',
  access: 'public',
  query: z.object({ ...pageQuery, title: z.string().optional() }),
  answer: pageOf(gift),
});

export const wrapGift = route({
  method: 'POST',
  path: '/gifts',
  summary: 'Wraps a gift',
  access: ['gifts:write'],
  idempotency: 'required',
  body: z.object({
    title: z.string().min(1),
    price: z.strictObject({ amount: z.int().min(1), currency: z.enum(['EUR', 'USD']) }),
    labels: z.record(z.string(), z.string()).optional(),
    card: card.optional(),
  }),
  status: 201,
  answer: gift,
  version,
  location: ({ id }) => `/gifts/${id}`,
  problems: { 'title-taken': 409 },
});

export const changeGift = route({
  method: 'PATCH',
  path: '/gifts/{id}',
  summary: 'Gives a gift another title',
  access: ['gifts:write', 'gifts:admin'],
  ifMatch: true,
  params,
  body: z.object({ title: z.string().min(1) }),
  answer: gift,
  version,
});

export const openGift = route({
  method: 'POST',
  path: '/gifts/{id}/open',
  summary: 'Opens a gift, which cannot be undone',
  access: 'signed-in',
  fresh: true,
  params,
});

/** Fails as nobody foresaw. */
export const breakGift = route({
  method: 'POST',
  path: '/gifts/broken',
  summary: 'Breaks',
  access: 'public',
  body: z.object({ card: card.optional() }),
  answer: gift,
});
