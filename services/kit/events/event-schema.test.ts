import * as z from 'zod';
import { defineTopic } from '#model';
import { eventSchemaOf } from './event-schema';

const gifts = defineTopic({
  ...{ context: 'shop', entity: 'gift', version: 1, key: 'giftId', partitions: 3, retention: '7d' },
  events: {
    given: z.object({
      giftId: z.uuid(),
      to: z.string().max(10),
      wrapped: z.boolean(),
      price: z.object({ amount: z.int().positive(), currency: z.string().length(3) }),
      ribbons: z.array(z.enum(['red', 'blue'])),
      note: z.string().optional(),
      givenAt: z.iso.datetime(),
    }),
  },
});

test('an event has a minimal, a full and an extreme example, and all of them fit', () => {
  const { examples, $id, title } = eventSchemaOf(gifts.given);
  expect([$id, title]).toEqual(['/schemas/shop.gift.given.v1', 'shop.gift.given.v1']);
  const giftId = '0197a5c0-7c00-7000-8000-000000000001';
  const givenAt = '2026-01-31T12:00:00.000Z';
  expect(examples).toEqual([
    { giftId, to: 'text', wrapped: false, price: { amount: 1, currency: 'EUR' }, ribbons: [], givenAt },
    { giftId, to: 'text', wrapped: true, price: { amount: 2, currency: 'EUR' }, ribbons: ['red'], note: 'text', givenAt },
    {
      ...{ giftId, to: 'ßßßßßßßßßß', wrapped: true, price: { amount: 1_000_000, currency: 'EUR' }, ribbons: ['blue'] },
      ...{ note: 'ß'.repeat(40), givenAt },
    },
  ]);
  for (const example of examples) expect(gifts.given.schema.safeParse(example).success).toBe(true);
});
