import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { sagas } from '#platform/topics/order';
import { refunds } from '#platform/topics/payment';
import { type PaymentTest, paymentService } from './testing';

let payment: PaymentTest;
let support: string;

beforeAll(async () => {
  payment = await paymentService();
  support = await payment.service.token({ subject: v7(), scopes: ['refunds:write', 'payments:read'] });
});

afterAll(() => payment?.service.stop());

const ask = (paymentId: string, amount: number, key = v7()) =>
  payment.service.request('POST', '/payment/refunds', {
    ...{ token: support, key, body: { paymentId, amount: payment.euros(amount), reason: 'came broken' } },
  });

const show = (refundId: string) => payment.service.request('GET', `/payment/refunds/${refundId}`, { token: support });

const ended = async (refundId: string, status: string) => {
  await eventually(`the refund to be ${status}`, async () => (await show(refundId)).body.status === status);
  return (await show(refundId)).body;
};

const ledgerOf = async (paymentId: string): Promise<number> =>
  Number(
    (await payment.service.sql<{ sum: string }>('SELECT sum(amount_minor) AS sum FROM ledger WHERE payment_id = $1', [paymentId]))[0]?.sum,
  );

const refunded = async (paymentId: string): Promise<number> =>
  (await payment.service.request('GET', `/payment/payments/${paymentId}`, { token: support })).body.refunded.amount;

test('gives a part back, and tells the order', async () => {
  const { service, succeeded, told, euros } = payment;
  const { orderId, paymentId } = await succeeded();
  const { status, body, headers } = await ask(paymentId, 990);
  expect([status, headers.get('location')]).toEqual([202, `/payment/refunds/${body.refundId}`]);
  expect(await ended(body.refundId, 'succeeded')).toMatchObject({ paymentId, orderId, amount: euros(990), reason: 'came broken' });
  expect([await refunded(paymentId), await ledgerOf(paymentId)]).toEqual([990, 2000]);
  expect(await told(orderId)).toEqual(['payment.succeeded', 'refund.succeeded']);
  expect((await service.published(refunds.succeeded)).at(-1)?.data).toMatchObject({
    refundId: body.refundId,
    paymentId,
    amount: euros(990),
  });
});

test('payment I3, accept: of ten parallel refunds of 30 % exactly three succeed', async () => {
  const { succeeded, service } = payment;
  const { paymentId } = await succeeded('tok_ok', 1000);
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(paymentId, 300)));
  const taken = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status !== 202);
  expect([taken.length, refused.map(({ status, body }) => `${status} ${body.code}`)]).toEqual([3, Array(7).fill('422 exceeds-captured')]);
  for (const { body } of taken) await ended(body.refundId, 'succeeded');
  expect([await refunded(paymentId), await ledgerOf(paymentId)]).toEqual([900, 100]);
  const theirs = "SELECT sum(amount_minor)::int AS sum FROM simulator.refunds WHERE charge_key = $1 AND status = 'succeeded'";
  expect(await service.sql(theirs, [paymentId])).toEqual([{ sum: 900 }]);
});

test('the same key is one refund', async () => {
  const { succeeded, service } = payment;
  const { paymentId } = await succeeded();
  const key = v7();
  const [first, second] = [await ask(paymentId, 100, key), await ask(paymentId, 100, key)];
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([202, first.body, 'true']);
  expect((await ask(paymentId, 200, key)).body.code).toBe('idempotency-key-reused');
  expect(await service.sql('SELECT count(*)::int AS n FROM refunds WHERE payment_id = $1', [paymentId])).toEqual([{ n: 1 }]);
});

test('tok_refund_fails: the refund fails, and what it had taken may be given back again', async () => {
  const { succeeded, told } = payment;
  const { orderId, paymentId } = await succeeded('tok_refund_fails');
  for (const _ of [1, 2]) expect((await ended((await ask(paymentId, 2990)).body.refundId, 'failed')).failureCode).toBe('refund_declined');
  expect([await refunded(paymentId), await ledgerOf(paymentId)]).toEqual([0, 2990]);
  expect(await told(orderId)).toEqual(['payment.succeeded', 'refund.failed', 'refund.failed']);
});

test.each(['timeout', 'lost', 'down', 'error_then_ok'])(
  'a provider that is %s is asked again with the same key; one refund',
  async (trouble) => {
    const { succeeded, script, service, clock } = payment;
    const { paymentId } = await succeeded(`tok_no_webhook_${trouble}`);
    await script(trouble);
    const { refundId } = (await ask(paymentId, 1000)).body;
    await eventually('it to be given up on', async () =>
      service.logs.some((line) => line.includes(refundId) && line.includes('asked again')),
    );
    expect((await show(refundId)).body.status).toBe('processing');
    clock.advance(15_000);
    await ended(refundId, 'succeeded');
    expect(await service.sql('SELECT count(*)::int AS n FROM simulator.refunds WHERE key = $1', [refundId])).toEqual([{ n: 1 }]);
    expect(await ledgerOf(paymentId)).toBe(1990);
  },
);

describe('no', () => {
  test('to a payment that did not succeed, to another currency, to what nobody knows', async () => {
    const { service, requestPayment, until, succeeded } = payment;
    const { orderId } = await requestPayment('tok_declined');
    expect((await ask(await until(orderId, 'failed'), 1)).body.code).toBe('not-refundable');
    expect((await ask(v7(), 1)).status).toBe(404);
    expect((await show(v7())).status).toBe(404);
    const body = { paymentId: (await succeeded()).paymentId, amount: { amount: 1, currency: 'USD' }, reason: 'x' };
    expect((await service.request('POST', '/payment/refunds', { token: support, key: v7(), body })).body.code).toBe('currency-mismatch');
  });

  test('to callers without the scope', async () => {
    const { service } = payment;
    const body = { paymentId: v7(), amount: payment.euros(1), reason: 'x' };
    const customer = await service.token({ subject: v7(), scopes: ['payments:own'] });
    expect((await service.request('POST', '/payment/refunds', { token: customer, key: v7(), body })).status).toBe(403);
    expect((await service.request('POST', '/payment/refunds', { key: v7(), body })).status).toBe(401);
  });
});

describe('of an order', () => {
  const wish = (paymentId: string, orderId: string, amount: number, refundId = v7()) => ({
    ...{ orderId, refundId, paymentId, amount: payment.euros(amount), reason: 'return' },
  });

  test('is done once, and repeated when the order asks again', async () => {
    const { service, succeeded, told } = payment;
    const { orderId, paymentId } = await succeeded();
    const asked = wish(paymentId, orderId, 2990);
    await service.deliver(sagas.refundRequested, asked);
    await service.deliver(sagas.refundRequested, asked);
    await ended(asked.refundId, 'succeeded');
    await service.deliver(sagas.refundRequested, asked);
    expect(await told(orderId)).toEqual(['payment.succeeded', 'refund.succeeded', 'refund.succeeded']);
    expect([await refunded(paymentId), await ledgerOf(paymentId)]).toEqual([2990, 0]);
  });

  test('that cannot be is told so', async () => {
    const { service, succeeded } = payment;
    const { orderId, paymentId } = await succeeded();
    for (const [asked, code] of [
      [wish(paymentId, orderId, 2991), 'exceeds_captured'],
      [wish(paymentId, v7(), 1), 'unknown_payment'],
      [wish(v7(), orderId, 1), 'unknown_payment'],
    ] as const) {
      await service.deliver(sagas.refundRequested, asked);
      expect((await service.published(refunds.failed)).at(-1)?.data).toMatchObject({ refundId: asked.refundId, code });
    }
  });
});
