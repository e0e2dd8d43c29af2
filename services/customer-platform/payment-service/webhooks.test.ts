import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { disputes } from '#platform/topics/payment';
import { formerSecret, type PaymentTest, paymentService } from './testing';

let payment: PaymentTest;

beforeAll(async () => {
  payment = await paymentService();
});

afterAll(() => payment?.service.stop());

/** A webhook about a payment, as the provider words it. */
const about = (type: string, key: string, data: object = {}) => ({
  type,
  timestamp: payment.clock.now().toISOString(),
  data: { key, providerRef: `ref_${key}`, amount: payment.euros(2990), ...data },
});

const workedOff = (id: string) =>
  eventually('the webhook to have its effect', async () => {
    const [row] = await payment.service.sql<{ next_at: Date | null }>('SELECT next_at FROM webhooks WHERE webhook_id = $1', [id]);
    return row?.next_at === null;
  });

const ledgerOf = (paymentId: string) =>
  payment.service.sql<{ kind: string; amount: number }>(
    'SELECT kind, amount_minor::int AS amount FROM ledger WHERE payment_id = $1 ORDER BY id',
    [paymentId],
  );

describe('signatures', () => {
  test('accept, payment I6: five times the same webhook is one effect; one that is six minutes old is refused', async () => {
    const { service, tell, requestPayment, until, told } = payment;
    const { orderId } = await requestPayment('tok_timeout');
    const paymentId = await until(orderId, 'processing');
    const id = `msg_${v7()}`;
    const body = about('charge.succeeded', paymentId);
    const answers = await Promise.all([0, 0, 0, 0].map(() => tell(body, { id })));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    await workedOff(id);
    expect((await tell(body, { id })).status).toBe(204);
    const old = await tell(body, { id, sentBefore: 360_000 });
    expect([old.status, old.body.code]).toEqual([401, 'stale-timestamp']);
    await until(orderId, 'succeeded');
    expect(await told(orderId)).toEqual(['payment.succeeded']);
    expect(await ledgerOf(paymentId)).toEqual([{ kind: 'capture', amount: 2990 }]);
    expect(await service.sql('SELECT state FROM webhooks WHERE webhook_id = $1', [id])).toEqual([{ state: 'done' }]);
  });

  test('of a webhook that had its effect nothing is kept of what the customer pays with', async () => {
    const { service, tell, requestPayment, until } = payment;
    const { orderId } = await requestPayment('tok_timeout');
    const paymentId = await until(orderId, 'processing');
    const method = { kind: 'card', brand: 'marked', last4: '4711' };
    const bodies = [
      about('charge.succeeded', paymentId, { method, actionUrl: 'https://marked.example' }),
      { type: 'odd', data: ['marked?'] },
    ];
    for (const body of bodies) {
      const id = `msg_${v7()}`;
      await tell(body, { id });
      await workedOff(id);
      const [{ kept, state }] = (await service.sql('SELECT body AS kept, state FROM webhooks WHERE webhook_id = $1', [id])) as [
        { kept: unknown; state: string },
      ];
      expect(state).toBe(body === bodies[0] ? 'done' : 'ignored');
      expect(kept).toEqual(body === bodies[0] ? about('charge.succeeded', paymentId) : body);
    }
    await until(orderId, 'succeeded');
  });

  test('of the secret before the rotation still hold; of a strange one, and of another body, they do not', async () => {
    const { service, tell } = payment;
    expect((await tell({ type: 'account.updated' }, { secret: formerSecret })).status).toBe(204);
    const strange = await tell({ type: 'account.updated' }, { secret: 'whsec_c3RyYW5nZQ==' });
    expect([strange.status, strange.body.code]).toEqual([401, 'bad-signature']);
    const unsigned = await service.request('POST', '/webhook', { body: { type: 'charge.succeeded' } });
    expect([unsigned.status, unsigned.body.code]).toEqual([401, 'bad-signature']);
    expect((await tell({ type: 'x' }, { sentBefore: -360_000 })).body.code).toBe('stale-timestamp');
  });

  test('of a type that nobody knows, and of one without sense, is acknowledged and counted', async () => {
    const { service, tell } = payment;
    const [unknown, senseless] = [`msg_${v7()}`, `msg_${v7()}`];
    expect((await tell({ type: 'customer.created' }, { id: unknown })).status).toBe(204);
    expect((await tell({ type: 'charge.succeeded', data: 7 }, { id: senseless })).status).toBe(204);
    await workedOff(unknown);
    await workedOff(senseless);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/payment_webhooks_total\{type="other",result="ignored"[^}]*\} [1-9]/);
  });
});

describe('order', () => {
  test('accept: a webhook before the charge returns is one success', async () => {
    const { requestPayment, until, told, charges } = payment;
    const { orderId } = await requestPayment('tok_webhook_first');
    const paymentId = await until(orderId, 'succeeded');
    expect(await ledgerOf(paymentId)).toHaveLength(1);
    expect([await told(orderId), (await charges(orderId)).length]).toEqual([['payment.succeeded'], 1]);
  });

  test('payment I6: the same webhook sent twice by the provider is one success', async () => {
    const { service, requestPayment, until, told } = payment;
    const { orderId } = await requestPayment('tok_webhook_twice');
    const key = await until(orderId, 'succeeded');
    await eventually(
      'both copies to be sent',
      async () => (await service.sql('SELECT 1 FROM simulator.webhooks WHERE key = $1 AND copies = 0', [key])).length === 1,
    );
    expect([await told(orderId), await ledgerOf(key)]).toEqual([['payment.succeeded'], [{ kind: 'capture', amount: 2990 }]]);
  });

  test('payment I4, I6: what comes after the end changes nothing', async () => {
    const { tell, succeeded, payments, told } = payment;
    const { orderId, paymentId } = await succeeded();
    for (const type of ['charge.action_required', 'charge.failed']) {
      const id = `msg_${v7()}`;
      await tell(about(type, paymentId, { actionUrl: 'https://bank.example.com/', code: 'declined' }), { id });
      await workedOff(id);
    }
    expect((await payments(orderId)).map(({ status }) => status)).toEqual(['succeeded']);
    expect(await told(orderId)).toEqual(['payment.succeeded']);
  });

  test('a success over another amount is not believed', async () => {
    const { service, tell, requestPayment, until, clock } = payment;
    const { orderId } = await requestPayment('tok_3ds');
    const paymentId = await until(orderId, 'requires_action');
    const id = `msg_${v7()}`;
    await tell(about('charge.succeeded', paymentId, { amount: payment.euros(1) }), { id });
    await eventually('it to be tried', async () => service.logs.some((line) => line.includes(id) && line.includes('amount-differs')));
    clock.advance(1);
    expect(await ledgerOf(paymentId)).toEqual([]);
  });
});

test('tok_dispute: the capture, then the money that the bank takes back, told once', async () => {
  const { service, succeeded, clock } = payment;
  const { orderId, userId, paymentId } = await succeeded('tok_dispute');
  const opened = async () => (await service.published(disputes.opened)).filter(({ key }) => key === orderId);
  await eventually('the dispute to be told', async () => {
    clock.advance(3000);
    return (await opened()).length === 1;
  });
  expect((await opened())[0]?.data).toMatchObject({ paymentId, orderId, userId, amount: payment.euros(2990), reason: 'fraudulent' });
  expect(await ledgerOf(paymentId)).toEqual([
    { kind: 'capture', amount: 2990 },
    { kind: 'dispute', amount: -2990 },
  ]);
});

test('a webhook that is not taken is sent again later', async () => {
  const { service, clock, succeeded } = payment;
  await service.sql('ALTER TABLE webhooks RENAME TO away');
  const { paymentId } = await succeeded();
  const tries = async () =>
    (await service.sql<{ tries: number }>('SELECT tries FROM simulator.webhooks WHERE key = $1', [paymentId]))[0]?.tries;
  await eventually('a second try, after the first has failed', async () => {
    clock.advance(1000);
    return Number(await tries()) > 1;
  });
  await service.sql('ALTER TABLE away RENAME TO webhooks');
  await eventually('it to be taken', async () => {
    clock.advance(1000);
    return (await service.sql('SELECT 1 FROM simulator.webhooks WHERE key = $1 AND next_at IS NULL', [paymentId])).length === 1;
  });
});
