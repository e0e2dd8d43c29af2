import { v7 } from 'uuid';
import { type PaymentTest, paymentService } from './testing';

let payment: PaymentTest;

beforeAll(async () => {
  payment = await paymentService();
});

afterAll(() => payment?.service.stop());

const own = (subject: string) => payment.service.token({ subject, scopes: ['payments:own'] });

/** An order whose first payment failed so that another method may help. */
const shortOfMoney = async () => {
  const requested = await payment.requestPayment('tok_insufficient');
  await payment.until(requested.orderId, 'failed');
  payment.order(requested.orderId, requested.userId);
  return { ...requested, token: await own(requested.userId) };
};

const initiate = (token: string, orderId: string, { key = v7(), path = '/payment/initiate', ...more }: Record<string, unknown> = {}) =>
  payment.service.request('POST', String(path), {
    ...{ token, key: String(key), body: { orderId, amount: payment.euros(2990), paymentMethodToken: 'tok_ok', ...more } },
  });

describe('the second try', () => {
  test('with another method pays the order', async () => {
    const { until, told } = payment;
    const { orderId, token } = await shortOfMoney();
    const { status, body } = await initiate(token, orderId);
    expect([status, body]).toEqual([202, { paymentId: expect.any(String), status: 'pending' }]);
    expect(await until(orderId, 'succeeded')).toBe(body.paymentId);
    expect(await told(orderId)).toEqual(['payment.failed', 'payment.succeeded']);
    const { body: shown } = await payment.service.request('GET', `/status?paymentId=${body.paymentId}`, { token });
    expect(shown).toMatchObject({ status: 'succeeded', attempt: 2, method: { brand: 'visa', last4: '4242' } });
  });

  test('accept: twice in parallel with one key is one 202, and 409 or a replay; another body is 422', async () => {
    const { until, charges } = payment;
    const { orderId, token } = await shortOfMoney();
    const key = v7();
    const answers = await Promise.all([initiate(token, orderId, { key }), initiate(token, orderId, { key })]);
    expect(answers.some(({ status }) => status === 202)).toBe(true);
    for (const { status, body, headers } of answers)
      expect(status === 202 || body.code === 'request-in-progress' || headers.get('idempotency-replayed') === 'true').toBe(true);
    const other = await initiate(token, orderId, { key, amount: payment.euros(1) });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    await until(orderId, 'succeeded');
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  test('payment I1: ten in parallel with ten keys show one and the same payment', async () => {
    const { until, charges } = payment;
    const { orderId, token } = await shortOfMoney();
    const answers = await Promise.all(Array.from({ length: 10 }, () => initiate(token, orderId, { paymentMethodToken: 'tok_3ds' })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.paymentId}`)).size).toBe(1);
    await until(orderId, 'requires_action');
    expect(await charges(orderId)).toHaveLength(2);
    expect((await initiate(token, orderId)).body.actionUrl).toMatch(/\/sim\/payment\/actions\//);
  });

  test('is refused for an order that is paid, not reserved, of another amount, or declined for good', async () => {
    const { order, until } = payment;
    const { orderId, userId, token } = await shortOfMoney();
    for (const [state, code] of [
      [{ status: 'confirmed' }, 'order-already-paid'],
      [{ status: 'cancelled' }, 'order-not-payable'],
      [{ total: payment.euros(3000) }, 'amount-mismatch'],
    ] as const) {
      order(orderId, userId, state);
      expect((await initiate(token, orderId)).body.code).toBe(code);
    }
    const declined = await payment.requestPayment('tok_declined');
    await until(declined.orderId, 'failed');
    order(declined.orderId, declined.userId);
    expect((await initiate(await own(declined.userId), declined.orderId)).body.code).toBe('order-not-payable');
    const paid = await payment.succeeded();
    order(paid.orderId, paid.userId);
    expect((await initiate(await own(paid.userId), paid.orderId)).body.code).toBe('order-already-paid');
  });

  test("is not possible for somebody else's order, an unknown one, or with somebody else's method", async () => {
    const { service, methodRef } = payment;
    const { orderId, token } = await shortOfMoney();
    expect((await initiate(await own(v7()), orderId)).status).toBe(404);
    const foreign = { paymentMethodToken: undefined, paymentMethodRef: await methodRef('tok_ok', v7()) };
    expect((await initiate(token, orderId, foreign)).body.code).toBe('unknown-method');
    expect((await initiate(token, orderId, { paymentMethodRef: v7() })).status).toBe(400);
    expect((await initiate('', orderId)).status).toBe(401);
    expect((await initiate(await service.token({ subject: v7(), scopes: ['orders:own'] }), orderId)).status).toBe(403);
    payment.orders[`GET /orders/${orderId}`] = { status: 404, body: { code: 'not-found' } } as never;
    expect((await initiate(token, orderId)).status).toBe(404);
  });

  test('waits for nobody: while order-service is away, 503, and nothing is stored', async () => {
    const { orderId, token } = await shortOfMoney();
    payment.orders[`GET /orders/${orderId}`] = { status: 503, body: {} } as never;
    const { status, headers } = await initiate(token, orderId);
    expect([status, headers.has('retry-after')]).toEqual([503, true]);
    expect(await payment.payments(orderId)).toHaveLength(1);
  });

  test('works at the short path of old clients too', async () => {
    const { orderId, token } = await shortOfMoney();
    expect((await initiate(token, orderId, { path: '/initiate' })).status).toBe(202);
  });
});

describe('what a customer sees', () => {
  test('is the own payments only; who may read all sees all', async () => {
    const { service, succeeded } = payment;
    const { orderId, userId, paymentId } = await succeeded();
    const read = await service.token({ subject: v7(), scopes: ['payments:read'] });
    for (const path of [`/payment/status?orderId=${orderId}`, `/payment/status?paymentId=${paymentId}`, `/payment/payments/${paymentId}`]) {
      for (const token of [await own(userId), read]) expect((await service.request('GET', path, { token })).body.paymentId).toBe(paymentId);
      expect((await service.request('GET', path, { token: await own(v7()) })).status).toBe(404);
      expect((await service.request('GET', path, { token: payment.shop })).status).toBe(403);
    }
    expect((await service.request('GET', '/payment/status', { token: read })).status).toBe(400);
    expect((await service.request('GET', `/payment/status?paymentId=${v7()}`, { token: read })).status).toBe(404);
  });
});

describe('payment methods', () => {
  const keep = (token: string, caller = payment.shop, key = v7()) =>
    payment.service.request('POST', '/payment/method-refs', { token: caller, key, body: { token, userId: v7() } });

  test.each(['4111111111111111', 'tok_4111111111111111', 'tok 1', 'TOK_X', 'x'])('%s is no token, and is not repeated', async (token) => {
    const { status, body } = await keep(token);
    expect([status, body.code]).toEqual([422, 'invalid-token']);
    expect(JSON.stringify(body)).not.toContain('4111');
  });

  test('are kept for services only, once for a key', async () => {
    expect((await keep('tok_ok', await own(v7()))).status).toBe(403);
    expect((await payment.service.request('POST', '/payment/method-refs', { token: payment.shop, body: {} })).status).toBe(400);
    const [key, body] = [v7(), { token: 'tok_ok', userId: v7() }];
    const [first, second] = [0, 0].map(() => payment.service.request('POST', '/payment/method-refs', { token: payment.shop, key, body }));
    const answers = [await first, await second].filter((answer) => answer?.status === 201);
    expect(new Set(answers.map((answer) => answer?.body.methodRef)).size).toBe(1);
  });

  test('payment I5: no token is to be found in the database, the logs or the metrics', async () => {
    const { service, succeeded } = payment;
    const marked = 'tok_ok_marked4hunter';
    const { orderId, userId } = await succeeded(marked);
    payment.order(orderId, userId);
    await initiate(await own(userId), orderId, { paymentMethodToken: marked });
    const tables = await service.sql<{ at: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS at FROM information_schema.tables
       WHERE table_schema IN ('public', 'simulator') AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(12);
    for (const { at } of tables) {
      const [row] = await service.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${at} t WHERE t::text LIKE '%marked4hunter%'`);
      expect([at, row?.n]).toEqual([at, 0]);
      const hex = Buffer.from('marked4hunter').toString('hex');
      expect(await service.sql(`SELECT 1 FROM ${at} t WHERE t::text LIKE '%${hex}%'`)).toEqual([]);
    }
    expect(service.logs.join('') + (await (await fetch(`${service.url}/metrics`)).text())).not.toContain('marked4hunter');
  });
});
