import { v7 } from 'uuid';
import { type TestedService, testService } from '#kit/testing';
import { orders } from '#platform/topics/order';
import { OrderModule } from './module';
import definition from './service';

const userId = v7();
const [productId, sellerId] = [v7(), v7()];
const shippingAddress = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
const basket = { items: [{ sku: 'MUG-1', quantity: 2 }], currency: 'EUR', shippingAddress, paymentMethodToken: 'tok_ok' };
const methodRef = v7();
const payment = {
  'POST /payment/method-refs': (body: unknown) =>
    (body as { token: string }).token === 'tok_unknown'
      ? { status: 422, body: { code: 'invalid-token', detail: 'the provider does not know this token' } }
      : { status: 201, body: { methodRef } },
};

const products = {
  'POST /products/quote': (body: unknown) => {
    const { items, currency } = body as { items: { sku: string; quantity: number }[]; currency: string };
    if (items.some(({ sku }) => sku === 'NO-SUCH'))
      return { status: 422, body: { code: 'unknown-sku', detail: 'no product has the sku NO-SUCH' } };
    return {
      body: {
        lines: items.map(({ sku, quantity }) => ({
          sku,
          productId,
          sellerId,
          quantity,
          unitPrice: { amount: 1250, currency },
          sellable: sku !== 'GONE',
        })),
      },
    };
  },
};
const users = { [`GET /users/${userId}/status`]: { body: { userId, status: 'active' } } };

let service: TestedService;
let token: string;

beforeAll(async () => {
  service = await testService({
    name: 'order-service',
    definition,
    module: OrderModule,
    callees: { 'payment-service': payment, 'product-service': products, 'user-service': users },
  });
  token = await service.token({ subject: userId, scopes: ['orders:own'] });
});

afterAll(() => service?.stop());

const place = (body: object = basket, key = v7()) => service.request('POST', '/orders', { token, body, key });

describe('placing', () => {
  test('takes an order at the prices of the catalogue and tells of it once', async () => {
    const { status, body, headers } = await place();
    expect([status, headers.get('location'), headers.get('etag')]).toEqual([201, `/orders/${body.id}`, '"1"']);
    expect(body).toMatchObject({
      status: 'pending',
      subtotal: { amount: 2500 },
      shipping: { amount: 490 },
      tax: { amount: 477 },
      total: { amount: 2990, currency: 'EUR' },
    });
    const events = (await service.published(orders.placed)).filter(({ key }) => key === body.id);
    expect(events).toHaveLength(1);
    expect(events[0]?.data).toMatchObject({ orderId: body.id, userId, total: { amount: 2990 }, country: 'DE' });
  });

  test('order I7: the same key gives the same order, and another body with it is refused', async () => {
    const key = v7();
    const first = await place(basket, key);
    const again = await place(basket, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    for (const change of [{ items: [{ sku: 'MUG-1', quantity: 3 }] }, { shippingAddress: { ...shippingAddress, line1: 'Way 2' } }]) {
      const other = await place({ ...basket, ...change }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    }
    expect(await service.sql('SELECT 1 FROM orders WHERE id = $1', [first.body.id])).toHaveLength(1);
  });

  test('order I7: of twenty requests at once with one key, one order comes out', async () => {
    const key = v7();
    const before = await service.sql('SELECT id FROM orders');
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(basket, key)));
    expect(answers.every(({ status, body }) => status === 201 || body.code === 'request-in-progress')).toBe(true);
    expect((await service.sql('SELECT id FROM orders')).length - before.length).toBe(1);
  });

  test.each([
    ['an unknown sku', { items: [{ sku: 'NO-SUCH', quantity: 1 }] }, 422, 'unknown-sku'],
    ['what is not for sale', { items: [{ sku: 'GONE', quantity: 1 }] }, 422, 'not-sellable'],
    ['a total that is no longer right', { expectedTotal: 1 }, 422, 'price-changed'],
    [
      'a sku twice',
      {
        items: [
          { sku: 'A', quantity: 1 },
          { sku: 'A', quantity: 2 },
        ],
      },
      400,
      'validation-failed',
    ],
    ['a price of its own', { items: [{ sku: 'MUG-1', quantity: 1, unitPrice: 1 }] }, 400, 'validation-failed'],
    ['a card that nobody knows', { paymentMethodToken: 'tok_unknown' }, 422, 'invalid-token'],
    ['no card', { paymentMethodToken: undefined }, 400, 'validation-failed'],
    ['neither address', { shippingAddress: undefined }, 400, 'validation-failed'],
  ])('refuses %s', async (_, change, status, code) => {
    const answer = await place({ ...basket, ...change });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('whoever tries again with another card is not charged on the first one, and no card of a refused order is kept', async () => {
    const asked: [string, string][] = [];
    const note = (body: unknown, headers: Record<string, unknown>) => {
      asked.push([(body as { token: string }).token, String(headers['idempotency-key'])]);
      return { status: asked.length === 1 ? 422 : 201, body: { methodRef, code: 'invalid-token', detail: 'expired' } };
    };
    service.callees['payment-service']?.answer({ 'POST /payment/method-refs': note });
    // As long as a key may be, and different at its end only.
    const keys = ['a', 'b'].map((end) => `${'k'.repeat(127)}${end}`);
    expect((await place({ ...basket, expectedTotal: 1 }, keys[0])).body.code).toBe('price-changed');
    expect(asked).toEqual([]);
    expect((await place(basket, keys[0])).body.code).toBe('invalid-token');
    expect((await place({ ...basket, paymentMethodToken: 'tok_other' }, keys[0])).status).toBe(201);
    expect((await place({ ...basket, paymentMethodToken: 'tok_other' }, keys[1])).status).toBe(201);
    service.callees['payment-service']?.answer(payment);
    expect(asked.map(([card]) => card)).toEqual(['tok_ok', 'tok_other', 'tok_other']);
    expect(new Set(asked.map(([, key]) => key)).size).toBe(3);
  });

  test('an unknown user is refused', async () => {
    const stranger = await service.token({ subject: v7(), scopes: ['orders:own'] });
    service.callees['user-service']?.answer(new Proxy({}, { get: () => ({ status: 404, body: { code: 'not-found', detail: '' } }) }));
    const { status, body } = await service.request('POST', '/orders', { token: stranger, body: basket, key: v7() });
    service.callees['user-service']?.answer(users);
    expect([status, body.code]).toEqual([422, 'unknown-user']);
  });
});

describe('reading', () => {
  test('shows an order to its customer and to support, to nobody else', async () => {
    const { body } = await place();
    const read = async (subject: string, scopes: string[]) =>
      (await service.request('GET', `/orders/${body.id}`, { token: await service.token({ subject, scopes }) })).status;
    expect(
      await Promise.all([
        read(userId, ['orders:own']),
        read(v7(), ['orders:read']),
        read(v7(), ['orders:own']),
        read(v7(), ['payments:own']),
      ]),
    ).toEqual([200, 200, 404, 403]);
  });

  test('pages neither skip nor repeat', async () => {
    const mine = v7();
    service.callees['user-service']?.answer({ [`GET /users/${mine}/status`]: { body: { status: 'active' } } });
    const own = await service.token({ subject: mine, scopes: ['orders:own'] });
    for (let n = 0; n < 5; n++) await service.request('POST', '/orders', { token: own, body: basket, key: v7() });
    service.callees['user-service']?.answer(users);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await service.request('GET', `/orders?limit=2${cursor && `&cursor=${cursor}`}`, { token: own });
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor ?? '';
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    const { body } = await service.request('GET', '/orders?limit=2', { token: own });
    const altered = await service.request('GET', `/orders?limit=2&status=pending&cursor=${body.page.nextCursor}`, { token: own });
    expect([altered.status, altered.body.code]).toEqual([400, 'invalid-cursor']);
    const early = await service.request('GET', '/orders?from=0000-01-01T00:00:00Z', { token: own });
    expect([early.status, early.body.code]).toEqual([400, 'validation-failed']);
  });
});

test('the lists of one customer and of everybody are read from an index, whatever they are filtered by', async () => {
  const plan = async (where: string) =>
    (await service.sql<{ 'QUERY PLAN': string }>(`EXPLAIN SELECT id FROM orders WHERE ${where} ORDER BY placed_at DESC, id DESC LIMIT 21`))
      .map((line) => line['QUERY PLAN'])
      .join('\n');
  // So few rows are sorted as fast; of millions the order must come out of an index.
  await service.sql('SET enable_seqscan = off; SET enable_sort = off');
  for (const [where, index] of [
    [`user_id = '${userId}'`, 'orders_by_user'],
    [`status = ANY ('{pending,cancelled}')`, 'orders_by_time'],
    [`(placed_at, id) < (now(), '${userId}')`, 'orders_by_time'],
  ] as const) {
    expect(await plan(where)).toContain(index);
    expect(await plan(where)).not.toContain('Sort');
  }
});

describe('changing', () => {
  test('of two who read the same version one changes it', async () => {
    const { body } = await place();
    const change = (city: string) =>
      service.request('PATCH', `/orders/${body.id}`, { token, ifMatch: '"1"', body: { shippingAddress: { ...shippingAddress, city } } });
    const answers = await Promise.all([change('Köln'), change('Ulm')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const without = await service.request('PATCH', `/orders/${body.id}`, { token, body: {} });
    expect([without.status, without.body.code]).toEqual([428, 'precondition-required']);
  });

  test('order I1: to another country goes the tax of that country, out of the same total', async () => {
    const { body } = await place();
    const move = async (version: number, country: string) =>
      (
        await service.request('PATCH', `/orders/${body.id}`, {
          ...{ token, ifMatch: `"${version}"` },
          body: { shippingAddress: { ...shippingAddress, country } },
        })
      ).body;
    expect(await move(1, 'FR')).toMatchObject({ tax: { amount: 498 }, total: { amount: 2990 }, version: 2 });
    expect(await move(2, 'US')).toMatchObject({ tax: { amount: 0 }, total: { amount: 2990 } });
    const noted = await service.request('PATCH', `/orders/${body.id}`, { token, ifMatch: '"3"', body: { note: 'ring twice' } });
    expect(noted.body).toMatchObject({ tax: { amount: 0 }, shippingAddress: { country: 'US' }, version: 4 });
  });

  test('thirty who cancel at once are all answered, though there are fewer connections', async () => {
    const { body } = await place();
    const cancel = () => service.request('POST', `/orders/${body.id}/cancel`, { token, body: {} });
    const answers = await Promise.all(Array.from({ length: 30 }, cancel));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(202));
  });
});
