import { v7 } from 'uuid';
import { eventually, ManualClock } from '#kit/testing';
import { testWarehouse, type Warehouse } from './testing';

const minute = 60_000;
const clock = new ManualClock();
let shop: Warehouse;

beforeAll(async () => {
  shop = await testWarehouse({ clock });
  await shop.stocked('MUG', 100);
});

afterAll(() => shop?.stop());

const orders = () => {
  const double = shop.callees['order-service'];
  if (double === undefined) throw new Error('order-service: no-double: the test has none; name it in callees');
  return double;
};

const state = async (orderId: string) =>
  (await shop.request('GET', `/inventory/reservations/${orderId}`, { token: shop.merchandiser })).body.state;

const asked = (orderId: string): number => orders().requests.filter(({ what }) => what === `GET /orders/${orderId}`).length;

/** Orders that hold one mug each, of which order-service says these things. */
const holding = async (...answers: readonly { status?: number; body: object }[]): Promise<string[]> => {
  const ids = answers.map(() => v7());
  orders().answer(Object.fromEntries(ids.map((id, n) => [`GET /orders/${id}`, answers[n] ?? {}])));
  for (const id of ids) await shop.reserve(id, [{ sku: 'MUG', quantity: 1 }]);
  return ids;
};

/** Waits while the service's minutes pass quickly: an order that could not be asked about at once is asked about again after one. */
const eventuallyAsked = (what: string, holds: () => Promise<boolean>): Promise<void> =>
  eventually(what, async () => {
    if (await holds()) return true;
    clock.advance(1000);
    return false;
  }).catch((error: Error) => {
    // Why it was not asked about stands in what the service has said.
    throw new Error(
      `${error.message}\n${shop.logs
        .filter((line) => !line.includes('"level":30'))
        .slice(-5)
        .join('')}`,
    );
  });

const cancelled = { body: { status: 'cancelled' } };
const unknown = { status: 404, body: { code: 'not-found', detail: 'gone' } };

test('after 20 minutes, not before: what is cancelled or unknown is released, all else is kept', async () => {
  const [gone = '', dead = '', pending = '', paid = ''] = await holding(
    unknown,
    cancelled,
    { body: { status: 'pending' } },
    { body: { status: 'confirmed' } },
  );
  await shop.commit(paid);
  clock.advance(20 * minute - 1);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect([asked(gone), asked(dead), asked(pending)]).toEqual([0, 0, 0]);
  clock.advance(1);
  await eventuallyAsked(
    'all to be asked about',
    async () => asked(pending) > 0 && (await state(gone)) === 'released' && (await state(dead)) === 'released',
  );
  expect([await state(pending), await state(paid), asked(paid)]).toEqual(['reserved', 'committed', 0]);
  expect((await shop.answers(gone)).at(-1)).toMatchObject({ what: 'released', data: { reason: 'reconciled' } });
  expect(await shop.level('MUG')).toMatchObject({ onHand: 100, reserved: 2 });
  expect(await shop.faults()).toEqual([]);
  // Nobody is to ask about it again.
  await shop.release(pending);
});

test.each([
  ['is down', { status: 503, body: {} }],
  ['refuses to say', { status: 403, body: { code: 'forbidden', detail: 'no' } }],
  ['says nothing that can be read', { body: { state: 'cancelled' } }],
])('order-service that %s: the stock is kept, and the question asked again after a minute', async (_, answer) => {
  const [orderId = ''] = await holding(answer);
  clock.advance(20 * minute);
  await eventuallyAsked('the question', async () => asked(orderId) > 0);
  expect(await state(orderId)).toBe('reserved');
  orders().answer({ [`GET /orders/${orderId}`]: cancelled });
  await eventuallyAsked('the release', async () => (await state(orderId)) === 'released');
  expect(await shop.faults()).toEqual([]);
});
