import { v7 } from 'uuid';
import { ManualClock } from '#kit';
import { eventually, type TestedService, testService } from '#kit/testing';
import { reservations } from '#platform/topics/inventory';
import { orders, sagas } from '#platform/topics/order';
import { disputes, payments, refunds } from '#platform/topics/payment';
import { OrderModule } from '../module';
import definition from '../service';

const [userId, productId, paymentId, methodRef] = [v7(), v7(), v7(), v7()];
const shippingAddress = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
const unitPrice = { amount: 3000, currency: 'EUR' };
const total = { amount: 6000, currency: 'EUR' };
const lines = [{ sku: 'MUG-1', productId, sellerId: v7(), quantity: 2, unitPrice, sellable: true }];

let clock: ManualClock;
let service: TestedService;
let token: string;
let support: string;

beforeAll(async () => {
  clock = new ManualClock();
  service = await testService({
    ...{ name: 'order-service', definition, module: OrderModule, clock },
    callees: {
      'payment-service': { 'POST /payment/method-refs': { status: 201, body: { methodRef } } },
      'product-service': { 'POST /products/quote': { body: { lines } } },
      'user-service': { [`GET /users/${userId}/status`]: { body: { userId, status: 'active' } } },
    },
  });
  token = await service.token({ subject: userId, scopes: ['orders:own'], expiresIn: 40 * 86_400 });
  support = await service.token({ subject: v7(), scopes: ['orders:manage', 'orders:read', 'refunds:write'], expiresIn: 40 * 86_400 });
});

afterAll(() => service?.stop());

const place = async (): Promise<string> => {
  const body = { items: [{ sku: 'MUG-1', quantity: 2 }], currency: 'EUR', shippingAddress, paymentMethodToken: 'tok_ok' };
  const answer = await service.request('POST', '/orders', { token, body, key: v7() });
  expect(answer.status).toBe(201);
  return answer.body.id;
};
const read = async (id: string) => (await service.request('GET', `/orders/${id}`, { token })).body;
const statusOf = async (id: string): Promise<string> => (await read(id)).status;
const eventsOf = async (id: string): Promise<string[]> =>
  (await service.published()).filter(({ key }) => key === id).map(({ type }) => type.replace(/^order\.|\.v1$/g, ''));
const sent = async (id: string, event: Parameters<TestedService['published']>[0]) =>
  (await service.published(event)).filter(({ key }) => key === id).map(({ data }) => data);
const sagaOf = async (orderId: string) =>
  (
    await service.sql<{ state: string; step: string }>(
      'SELECT state, step FROM sagas WHERE subject = $1 ORDER BY created_at DESC, id DESC',
      [orderId],
    )
  )[0];

const reserved = (orderId: string) =>
  service.deliver(reservations.reserved, { orderId, lines: [{ sku: 'MUG-1', warehouse: 'main', quantity: 2 }] });
const released = (orderId: string) =>
  service.deliver(reservations.released, { orderId, reason: 'requested', releasedAt: clock.now().toISOString() });
const paid = (orderId: string, id?: string) =>
  service.deliver(
    payments.succeeded,
    { paymentId, orderId, userId, amount: total, providerRef: 'ch_1', method: 'card', succeededAt: clock.now().toISOString() },
    id ? { id } : {},
  );
const failed = (orderId: string, retryable: boolean) =>
  service.deliver(payments.failed, {
    ...{ paymentId, orderId, userId, amount: total, retryable, failedAt: clock.now().toISOString() },
    code: retryable ? 'insufficient_funds' : 'declined',
  });
const refunded = (orderId: string, refundId: string, amount = total.amount) =>
  service.deliver(refunds.succeeded, {
    refundId,
    paymentId,
    orderId,
    amount: { amount, currency: 'EUR' },
    succeededAt: clock.now().toISOString(),
  });
const cancel = (id: string, who = token) => service.request('POST', `/orders/${id}/cancel`, { token: who, body: {} });
/** Time passes, and what is late is looked after. */
const afterwards = async (milliseconds: number, what: string, happened: () => Promise<boolean>): Promise<void> => {
  clock.advance(milliseconds);
  await eventually(what, happened);
};

const confirmed = async (): Promise<string> => {
  const id = await place();
  await reserved(id);
  await paid(id);
  return id;
};

describe('placing', () => {
  test('order I1, I3: goods and money, each asked for once, make it confirmed; everything told twice changes nothing', async () => {
    const id = await place();
    const event = v7();
    await reserved(id);
    expect(await read(id)).toMatchObject({ status: 'reserved', version: 2, paymentId: null });
    await reserved(id);
    await paid(id, event);
    await paid(id, event);
    await paid(id);
    expect(await read(id)).toMatchObject({ status: 'confirmed', version: 3, paymentId, refunded: { amount: 0 } });
    expect(await eventsOf(id)).toEqual([
      ...['order.placed', 'saga.stock-reserve-requested', 'saga.payment-requested'],
      ...['order.confirmed', 'saga.stock-commit-requested'],
    ]);
    const [asked] = await sent(id, sagas.paymentRequested);
    const expiresAt = new Date(clock.now().getTime() + 600_000).toISOString();
    expect(asked).toEqual({ orderId: id, userId, amount: total, paymentMethodRef: methodRef, attempt: 1, expiresAt });
    expect(await sagaOf(id)).toEqual({ state: 'completed', step: 'done' });
  });

  test('operators see how many orders wait for whom', async () => {
    const waiting = async () => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      return Number(/order_sagas_open\{[^}]*step="reserve"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await waiting();
    const id = await place();
    expect(await waiting()).toBe(before + 1);
    await reserved(id);
    expect(await waiting()).toBe(before);
  });

  test('without stock it is cancelled at once, and nobody is asked for money', async () => {
    const id = await place();
    await service.deliver(reservations.rejected, { orderId: id, shortages: [{ sku: 'MUG-1', requested: 2, available: 1 }] });
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'out_of_stock' });
    expect(await eventsOf(id)).toEqual(['order.placed', 'saga.stock-reserve-requested', 'order.cancelled']);
  });

  test('a refused card gives the stock back; the order is cancelled when it is back', async () => {
    const id = await place();
    await reserved(id);
    await failed(id, false);
    expect(await statusOf(id)).toBe('cancelling');
    await released(id);
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'payment_failed' });
    expect(await sagaOf(id)).toEqual({ state: 'compensated', step: 'done' });
  });

  test('an empty account leaves time for another card: paid then, it is confirmed', async () => {
    const id = await place();
    await reserved(id);
    await failed(id, true);
    expect(await statusOf(id)).toBe('reserved');
    await paid(id);
    expect(await statusOf(id)).toBe('confirmed');
  });
});

describe('silence', () => {
  test('stock is asked three times in all, then turned back', async () => {
    const id = await place();
    const attempts = async () => (await sent(id, sagas.stockReserveRequested)).map(({ attempt }) => attempt);
    await afterwards(30_000, 'the second attempt', async () => (await attempts()).length === 2);
    await afterwards(30_000, 'the third attempt', async () => (await attempts()).length === 3);
    expect(await attempts()).toEqual([1, 2, 3]);
    await afterwards(30_000, 'the order to be turned back', async () => (await statusOf(id)) === 'cancelling');
    await released(id);
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'step_timeout' });
  });

  test('after ten minutes payment is called off; a failure before does not give more time', async () => {
    const id = await place();
    await reserved(id);
    clock.advance(300_000);
    await failed(id, true);
    expect(await sent(id, sagas.paymentCancelRequested)).toEqual([]);
    await afterwards(300_000, 'payment to be called off', async () => (await sent(id, sagas.paymentCancelRequested)).length === 1);
    expect(await statusOf(id)).toBe('reserved');
    await service.deliver(payments.cancelled, { orderId: id, cancelledAt: clock.now().toISOString() });
    expect(await statusOf(id)).toBe('cancelling');
    await released(id);
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'payment_timeout' });
  });

  test('a refund that fails five times waits for a person, and still ends when the money is back', async () => {
    const id = await place();
    await reserved(id);
    await cancel(id);
    await released(id);
    await paid(id);
    const asked = async () => (await sent(id, sagas.refundRequested)).map(({ refundId }) => String(refundId));
    for (let attempt = 1; attempt <= 5; attempt++) {
      const refundId = (await asked()).at(-1) ?? '';
      await service.deliver(refunds.failed, { refundId, paymentId, orderId: id, code: 'refused', failedAt: clock.now().toISOString() });
      const next = async () => (attempt < 5 ? (await asked()).length === attempt + 1 : (await sagaOf(id))?.state === 'needs_operator');
      await afterwards(60_000, `what follows failure ${attempt}`, next);
    }
    expect(new Set(await asked()).size).toBe(5);
    const [{ data }] = (await service.sql<{ data: { refundId: string } }>('SELECT data FROM sagas WHERE subject = $1', [id])) as [
      { data: { refundId: string } },
    ];
    await refunded(id, data.refundId);
    expect([await statusOf(id), (await sagaOf(id))?.state]).toEqual(['cancelled', 'compensated']);
  });
});

describe('turning back', () => {
  test('order I2: an order that is cancelled stays cancelled, and tells of it once', async () => {
    const id = await place();
    expect((await cancel(id)).body.status).toBe('cancelling');
    expect((await cancel(id)).status).toBe(202);
    await released(id);
    expect((await cancel(id)).body.status).toBe('cancelled');
    await reserved(id);
    expect(await sent(id, orders.cancelled)).toHaveLength(1);
    const changed = await service.request('PATCH', `/orders/${id}`, {
      token,
      ifMatch: `"${(await read(id)).version}"`,
      body: { note: 'x' },
    });
    expect([changed.status, changed.body.code]).toEqual([409, 'not-editable']);
  });

  test('order I4: cancelling and paying cross: one full refund, the order cancelled', async () => {
    const id = await place();
    await reserved(id);
    await Promise.all([cancel(id), paid(id)]);
    await released(id);
    const requests = await sent(id, sagas.refundRequested);
    expect(requests).toMatchObject([{ amount: total, paymentId }]);
    expect(await statusOf(id)).toBe('cancelling');
    await refunded(id, String(requests[0]?.refundId));
    await refunded(id, String(requests[0]?.refundId));
    expect(await read(id)).toMatchObject({ status: 'cancelled', refunded: total });
  });

  test('order I4: money for an order that is over goes back, however it got here', async () => {
    const id = await place();
    await service.deliver(reservations.rejected, { orderId: id, shortages: [] });
    await paid(id);
    const requests = await sent(id, sagas.refundRequested);
    expect(requests).toMatchObject([{ amount: total, paymentId }]);
    expect(await read(id)).toMatchObject({ status: 'cancelled', paymentId });
    expect(await sent(id, orders.cancelled)).toHaveLength(1);
    await refunded(id, String(requests[0]?.refundId));
    // Told once more when all is over: it has gone back already.
    await paid(id);
    expect(await sent(id, sagas.refundRequested)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: 'cancelled', refunded: total });
  });

  test('a confirmed order can be cancelled until it is shipped: stock and money go back, and revenue with them', async () => {
    const id = await confirmed();
    expect((await service.request('DELETE', `/orders/${id}`, { token })).body.status).toBe('cancelling');
    await released(id);
    const [request] = await sent(id, sagas.refundRequested);
    await refunded(id, String(request?.refundId));
    expect(await read(id)).toMatchObject({ status: 'cancelled', refunded: total });
    expect(await sent(id, orders.refunded)).toMatchObject([{ full: true, amount: total, lines: [] }]);
  });
});

describe('after the confirmation', () => {
  const delivered = async (): Promise<string> => {
    const id = await confirmed();
    const ship = await service.request('POST', `/orders/${id}/ship`, { token: support, body: { carrier: 'Post', trackingCode: 'T1' } });
    const deliver = await service.request('POST', `/orders/${id}/deliver`, { token: support });
    expect([ship.status, deliver.status]).toEqual([200, 200]);
    return id;
  };
  const giveBack = (id: string, who: string, quantity: number, key = v7()) =>
    service.request('POST', `/orders/${id}/returns`, { token: who, key, body: { lines: [{ sku: 'MUG-1', quantity, restock: true }] } });

  test('it is shipped and delivered, in this order, by those who may', async () => {
    const id = await confirmed();
    const refusedFor = async (path: string, who: string, body?: object) => {
      const { status, body: problem } = await service.request('POST', `/orders/${id}/${path}`, { token: who, ...(body && { body }) });
      return [status, problem.code];
    };
    expect(await refusedFor('deliver', support)).toEqual([409, 'invalid-transition']);
    expect(await refusedFor('ship', token, { carrier: 'Post' })).toEqual([403, 'forbidden']);
    const { body } = await service.request('POST', `/orders/${id}/ship`, { token: support, body: { carrier: 'Post' } });
    expect(body).toMatchObject({ status: 'shipped', shipment: { carrier: 'Post', trackingCode: null, deliveredAt: null } });
    const late = await cancel(id);
    expect([late.status, late.body.code]).toEqual([409, 'not-cancellable']);
    await service.request('POST', `/orders/${id}/deliver`, { token: support });
    expect(await sent(id, orders.delivered)).toMatchObject([{ productIds: [productId], userId }]);
  });

  test('order I5: one of two goes back, then the other: refunds add up to the total', async () => {
    const id = await delivered();
    const key = v7();
    const first = await giveBack(id, token, 1, key);
    expect([first.status, first.body.amount]).toEqual([202, { amount: 3000, currency: 'EUR' }]);
    expect((await giveBack(id, token, 1, key)).body).toEqual(first.body);
    expect(await statusOf(id)).toBe('refunding');
    await refunded(id, first.body.refundId, 3000);
    expect(await read(id)).toMatchObject({ status: 'delivered', refunded: { amount: 3000 } });
    const tooMuch = await giveBack(id, token, 2);
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'exceeds-order']);
    const second = await giveBack(id, token, 1);
    await refunded(id, second.body.refundId, 3000);
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: total });
    expect(await sent(id, orders.refunded)).toMatchObject([
      { full: false, lines: [{ sku: 'MUG-1', quantity: 1, restock: true }] },
      { full: true, amount: { amount: 3000 } },
    ]);
  });

  test('customers have 30 days, support has longer; strangers see nothing', async () => {
    const id = await delivered();
    const stranger = await service.token({ subject: v7(), scopes: ['orders:own'], expiresIn: 40 * 86_400 });
    expect((await giveBack(id, stranger, 1)).status).toBe(404);
    clock.advance(30 * 86_400_000 + 1);
    const late = await giveBack(id, token, 1);
    expect([late.status, late.body.code]).toEqual([422, 'return-window-closed']);
    expect((await giveBack(id, support, 1)).status).toBe(202);
  });

  test('a refund that support began at payment counts; all of it makes the order refunded', async () => {
    const id = await delivered();
    await refunded(id, v7(), 1000);
    expect(await read(id)).toMatchObject({ status: 'delivered', refunded: { amount: 1000 } });
    await refunded(id, v7(), 5000);
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: total });
  });

  test.each([
    ['that support began here', async (id: string) => void (await refunded(id, (await giveBack(id, support, 2)).body.refundId))],
    ['that support began at payment', (id: string) => refunded(id, v7())],
  ])('a refund of everything before the order is shipped, %s, gives the goods back to the shelf', async (_, refund) => {
    const id = await confirmed();
    await refund(id);
    expect(await read(id)).toMatchObject({ status: 'refunded', refunded: total });
    expect(await sent(id, sagas.stockReleaseRequested)).toEqual([{ orderId: id, reason: 'refunded' }]);
    await released(id);
    expect(await read(id)).toMatchObject({ status: 'refunded', cancelReason: null });
  });

  test('goods that have left the house, and those of an order that goes on, stay where they are', async () => {
    const [sold, open] = [await delivered(), await confirmed()];
    await refunded(sold, (await giveBack(sold, token, 2)).body.refundId);
    await refunded(open, (await giveBack(open, support, 1)).body.refundId, 3000);
    expect([await statusOf(sold), await statusOf(open)]).toEqual(['refunded', 'confirmed']);
    for (const id of [sold, open]) expect(await sent(id, sagas.stockReleaseRequested)).toEqual([]);
  });

  test('a dispute is noted once', async () => {
    const id = await delivered();
    const { version } = await read(id);
    const about = {
      disputeId: 'dp_1',
      paymentId,
      orderId: id,
      userId,
      amount: total,
      reason: 'fraud',
      openedAt: clock.now().toISOString(),
    };
    await service.deliver(disputes.opened, about);
    await service.deliver(disputes.opened, about);
    expect(await read(id)).toMatchObject({ disputed: true, version: version + 1 });
  });

  test('the timeline tells the story to its customer', async () => {
    const id = await delivered();
    const { body } = await service.request('GET', `/orders/${id}/timeline`, { token });
    expect(body.entries.map(({ event }: { event: string }) => event)).toEqual([
      'placed',
      'started',
      'reserved',
      'paid',
      'shipped',
      'delivered',
    ]);
    const stranger = await service.token({ subject: v7(), scopes: ['orders:own'], expiresIn: 40 * 86_400 });
    expect((await service.request('GET', `/orders/${id}/timeline`, { token: stranger })).status).toBe(404);
  });

  test('open orders are those that are on their way', async () => {
    const { body } = await service.request('GET', `/orders?userId=${userId}&status=open&limit=100`, { token: support });
    const statuses = new Set(body.data.map(({ status }: { status: string }) => status));
    expect([...statuses].filter((status) => ['cancelled', 'refunded', 'delivered'].includes(status as string))).toEqual([]);
  });
});
