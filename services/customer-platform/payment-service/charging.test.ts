import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { sagas } from '#platform/topics/order';
import { payments } from '#platform/topics/payment';
import { type PaymentTest, paymentService } from './testing';

let payment: PaymentTest;

beforeAll(async () => {
  payment = await paymentService();
});

afterAll(() => payment?.service.stop());

const lately = async (orderId: string) => (await payment.payments(orderId)).map(({ status, failure_code }) => [status, failure_code]);

describe('a payment that an order asks for', () => {
  test('is charged, told of once, and stands in the ledger', async () => {
    const { service, succeeded, charges, told, euros } = payment;
    const { orderId, userId, paymentId } = await succeeded('tok_ok');
    const [charge] = await charges(orderId);
    expect(await told(orderId)).toEqual(['payment.succeeded']);
    const [event] = (await service.published(payments.succeeded)).filter(({ key }) => key === orderId);
    const [kept] = await service.sql<{ trace: string }>('SELECT trace FROM payments WHERE id = $1', [paymentId]);
    expect(event?.headers.traceparent?.split('-')[1]).toBe(kept?.trace.split('-')[1]);
    expect(event?.data).toMatchObject({
      paymentId,
      orderId,
      userId,
      amount: euros(2990),
      providerRef: charge?.provider_ref,
      method: 'card',
    });
    expect(await service.sql('SELECT kind, amount_minor, provider_ref FROM ledger WHERE payment_id = $1', [paymentId])).toEqual([
      { kind: 'capture', amount_minor: '2990', provider_ref: charge?.provider_ref },
    ]);
  });

  test.each([
    ['tok_declined', 'declined', false],
    ['tok_insufficient', 'insufficient_funds', true],
    ['tok_expired', 'expired_method', true],
    ['tok_of_another_world', 'declined', false],
  ])('with %s fails as %s, retryable: %s', async (token, code, retryable) => {
    const { service, requestPayment, until } = payment;
    const { orderId } = await requestPayment(token);
    await until(orderId, 'failed');
    const [event] = (await service.published(payments.failed)).filter(({ key }) => key === orderId);
    expect(event?.data).toMatchObject({ code, retryable });
  });

  test('that is asked for twice, also with another attempt while the first is live, is one payment', async () => {
    const { service, requestPayment, until, charges, euros, clock } = payment;
    const { orderId, userId, methodRef: paymentMethodRef } = await requestPayment('tok_ok');
    const expiresAt = new Date(clock.now().getTime() + 600_000).toISOString();
    for (const attempt of [1, 2])
      await service.deliver(sagas.paymentRequested, { orderId, userId, amount: euros(2990), paymentMethodRef, attempt, expiresAt });
    await until(orderId, 'succeeded');
    expect(await charges(orderId)).toHaveLength(1);
  });

  test("with somebody else's method fails as expired_method, and is closed at the provider", async () => {
    const { service, methodRef, until, charges, euros, clock } = payment;
    const [orderId, paymentMethodRef] = [v7(), await methodRef('tok_ok', v7())];
    const expiresAt = new Date(clock.now().getTime() + 600_000).toISOString();
    await service.deliver(sagas.paymentRequested, { orderId, userId: v7(), amount: euros(1), paymentMethodRef, attempt: 1, expiresAt });
    await until(orderId, 'failed');
    expect(await lately(orderId)).toEqual([['failed', 'expired_method']]);
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['cancelled']);
  });
});

describe('an answer that never comes', () => {
  test('accept: tok_timeout stays processing, the reconciler finds the charge, the provider shows one', async () => {
    const { requestPayment, askAgain, until, charges, told } = payment;
    const { orderId } = await requestPayment('tok_timeout');
    await until(orderId, 'processing');
    await askAgain(orderId);
    await until(orderId, 'succeeded');
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['succeeded']);
    expect(await told(orderId)).toEqual(['payment.succeeded']);
  });

  test.each(['tok_lost', 'tok_error_then_ok'])('%s was not charged, so the same key is sent again', async (token) => {
    const { requestPayment, askAgain, until, charges } = payment;
    const { orderId } = await requestPayment(token);
    await askAgain(orderId);
    const id = await until(orderId, 'succeeded');
    expect((await charges(orderId)).map(({ key }) => key)).toEqual([id]);
  });

  test('payment I1, accept: a process that ends between the answer and the commit, finds the charge by its key', async () => {
    const { service, requestPayment, until, charges, askAgain, told } = payment;
    // The commit of the outcome fails as it does when the database goes away at that moment.
    await service.sql(
      `CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash' USING ERRCODE = '57P01'; END $$`,
    );
    await service.sql(
      'CREATE CONSTRAINT TRIGGER crash AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crash()',
    );
    const { orderId } = await requestPayment('tok_no_webhook');
    await eventually('the provider to charge', async () => (await charges(orderId)).length === 1);
    await eventually('the commit to fail', async () => service.logs.some((line) => line.includes(orderId) && line.includes('asked again')));
    expect(await lately(orderId)).toEqual([['processing', null]]);
    await service.sql('DROP TRIGGER crash ON ledger');
    await askAgain(orderId);
    await until(orderId, 'succeeded');
    expect(await charges(orderId)).toHaveLength(1);
    expect(await told(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a slow provider is waited for', async () => {
    const { requestPayment, until } = payment;
    const { orderId } = await requestPayment('tok_slow_150');
    expect(await until(orderId, 'succeeded')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('tok_3ds', () => {
  test('asks for a visit, and succeeds after it', async () => {
    const { service, requestPayment, until, payments: rows, told } = payment;
    const { orderId, userId } = await requestPayment('tok_3ds');
    await until(orderId, 'requires_action');
    const token = await service.token({ subject: userId, scopes: ['payments:own'] });
    const { body } = await service.request('GET', `/payment/status?orderId=${orderId}`, { token });
    expect(body.actionUrl).toBe((await rows(orderId))[0]?.action_url);
    await fetch(body.actionUrl);
    await until(orderId, 'succeeded');
    expect(await told(orderId)).toEqual(['payment.action-required', 'payment.succeeded']);
  });

  test('fails as expired when nobody visits, and the visit that comes too late charges nothing', async () => {
    const { requestPayment, until, payments: rows, charges, clock } = payment;
    const { orderId } = await requestPayment('tok_3ds');
    await until(orderId, 'requires_action');
    clock.advance(600_000);
    await until(orderId, 'failed');
    expect(await lately(orderId)).toEqual([['failed', 'expired']]);
    await fetch((await rows(orderId))[0]?.action_url ?? '');
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['cancelled']);
  });
});

describe('cancelling', () => {
  const cancel = (orderId: string, about = {}) =>
    payment.service.deliver(sagas.paymentCancelRequested, { orderId, reason: 'customer' }, about);

  test('accept: before the request arrives, the request is refused with payment.cancelled and nothing is charged', async () => {
    const { requestPayment, charges, told } = payment;
    const orderId = v7();
    await cancel(orderId);
    await requestPayment('tok_ok', { orderId });
    expect(await told(orderId)).toEqual(['payment.cancelled', 'payment.cancelled']);
    expect([await lately(orderId), await charges(orderId)]).toEqual([[], []]);
  });

  test('while an answer is missing asks the provider, which closes the key', async () => {
    const { requestPayment, charges, told, until } = payment;
    const { orderId } = await requestPayment('tok_lost');
    await until(orderId, 'processing');
    await cancel(orderId);
    await until(orderId, 'cancelled');
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(await told(orderId)).toEqual(['payment.cancelled']);
  });

  test('while the customer is asked for a visit closes the key too', async () => {
    const { requestPayment, charges, told, until } = payment;
    const { orderId } = await requestPayment('tok_3ds');
    await until(orderId, 'requires_action');
    await cancel(orderId);
    await until(orderId, 'cancelled');
    expect((await charges(orderId)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(await told(orderId)).toEqual(['payment.action-required', 'payment.cancelled']);
  });

  test('what is charged already is answered with succeeded, each time', async () => {
    const { succeeded, told, service } = payment;
    const { orderId } = await succeeded();
    const id = v7();
    await cancel(orderId, { id });
    await cancel(orderId, { id });
    await cancel(orderId);
    expect(await told(orderId)).toEqual(['payment.succeeded', 'payment.succeeded', 'payment.succeeded']);
    const repeats = (await service.published(payments.succeeded)).filter(({ key }) => key === orderId).map(({ data }) => data);
    expect(new Set(repeats.map((data) => JSON.stringify(data))).size).toBe(1);
  });

  test('while the charge is under way ends with what the provider says, here that it was charged', async () => {
    const { requestPayment, until, told, charges } = payment;
    const { orderId } = await requestPayment('tok_slow_200');
    await eventually('the charge to be under way', async () => (await charges(orderId)).length === 1);
    await cancel(orderId);
    await until(orderId, 'succeeded');
    expect(await told(orderId)).toEqual(['payment.succeeded']);
  });
});

test('payment I4: the database itself keeps finals as they are, and the ledger as it was', async () => {
  const { service, succeeded } = payment;
  const { paymentId } = await succeeded();
  await expect(service.sql("UPDATE payments SET status = 'failed' WHERE id = $1", [paymentId])).rejects.toThrow(/never changes/);
  await expect(service.sql('DELETE FROM ledger WHERE payment_id = $1', [paymentId])).rejects.toThrow(/only grows/);
});
