import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { sagas } from '#platform/topics/order';
import { type PaymentTest, paymentService } from './testing';

/** The same numbers for the same seed. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const tokens = [
  'ok',
  'declined',
  'insufficient',
  '3ds',
  'timeout',
  'lost',
  'error_then_ok',
  'webhook_twice',
  'no_webhook',
  'refund_fails',
  'dispute',
];
const troubles = ['down', 'timeout', 'lost', 'error_then_ok', 'slow_100', 'no_webhook'];
const finals = new Set(['succeeded', 'failed', 'cancelled']);

/** Does what can happen, in an order that only the seed knows; gives the orders it touched. */
const happen = async (payment: PaymentTest, random: (below: number) => number, steps: number): Promise<readonly string[]> => {
  const { service, requestPayment, payments, clock, script } = payment;
  const orders: string[] = [];
  const any = () => orders[random(orders.length)] ?? v7();
  const acts: readonly (() => Promise<unknown>)[] = [
    async () => orders.push((await requestPayment(`tok_${tokens[random(tokens.length)]}`, { amount: 1000 })).orderId),
    () => requestPayment('tok_ok', { orderId: any(), amount: 1000, attempt: 1 + random(3) }),
    () => service.deliver(sagas.paymentCancelRequested, { orderId: any(), reason: 'customer' }),
    async () => {
      const orderId = any();
      const [found] = (await payments(orderId)).slice(-1);
      const wish = { orderId, refundId: v7(), paymentId: found?.id ?? v7(), amount: payment.euros(100 * (1 + random(6))), reason: 'x' };
      await Promise.all([0, 1].map(() => service.deliver(sagas.refundRequested, { ...wish, refundId: random(2) ? wish.refundId : v7() })));
    },
    () => script(...Array.from({ length: 1 + random(3) }, () => troubles[random(troubles.length)] ?? 'ok')),
    async () => clock.advance(random(20_000)),
    async () => {
      const [found] = (await payments(any())).slice(-1);
      if (found?.action_url) await fetch(`${found.action_url}?result=${random(3) ? 'ok' : 'failed'}`);
    },
    () => new Promise((resolve) => setTimeout(resolve, random(60))),
  ];
  for (let step = 0; step < steps; step++) await acts[step < 6 ? 0 : random(acts.length)]?.();
  return orders;
};

describe.each([11, 4242])('whatever happens (seed %i)', (seed) => {
  let payment: PaymentTest;

  beforeAll(async () => {
    payment = await paymentService({ settings: { PAYMENT_PROVIDER_TIMEOUT_MS: '150' } });
  });

  afterAll(() => payment?.service.stop());

  test('payment I1, I2, I3 and I4 hold, here and in the books of the provider', async () => {
    const { service, clock, script } = payment;
    const orders = await happen(payment, randomFrom(seed), 70);
    expect(orders.length).toBeGreaterThan(5);
    const ended = new Map(
      (await service.sql<{ id: string; status: string }>('SELECT id, status FROM payments')).map((row) => [row.id, row.status]),
    );
    await script();
    await eventually('all to be final', async () => {
      clock.advance(5000);
      const [open] = await service.sql<{ n: number }>(
        `SELECT (SELECT count(*) FROM payments WHERE next_at IS NOT NULL) + (SELECT count(*) FROM refunds WHERE next_at IS NOT NULL)
             + (SELECT count(*) FROM simulator.webhooks WHERE next_at IS NOT NULL) + (SELECT count(*) FROM webhooks WHERE next_at IS NOT NULL) AS n`,
      );
      return Number(open?.n) === 0;
    });

    // I1: one capture at most, here and there, and the same ones.
    const theirs = `SELECT c.key, c.amount_minor, p.order_id FROM simulator.charges c JOIN payments p ON p.id::text = c.key WHERE c.status = 'succeeded'`;
    expect(await service.sql(`SELECT order_id FROM (${theirs}) c GROUP BY order_id HAVING count(*) > 1`)).toEqual([]);
    expect(await service.sql("SELECT id::text AS key FROM payments WHERE status = 'succeeded' ORDER BY 1")).toEqual(
      await service.sql(`SELECT key FROM (${theirs}) c ORDER BY 1`),
    );
    // I2: what the ledger has is what was captured without what was refunded.
    expect(
      await service.sql(
        `SELECT p.id FROM payments p LEFT JOIN ledger l ON l.payment_id = p.id AND l.kind <> 'dispute' WHERE p.status = 'succeeded'
         GROUP BY p.id HAVING coalesce(sum(l.amount_minor), 0) <> p.amount_minor - p.refunded_minor OR coalesce(sum(l.amount_minor), 0) < 0`,
      ),
    ).toEqual([]);
    // I3: and the provider refunded as much.
    expect(
      await service.sql(
        `SELECT p.id FROM payments p LEFT JOIN simulator.refunds r ON r.charge_key = p.id::text AND r.status = 'succeeded'
         GROUP BY p.id HAVING coalesce(sum(r.amount_minor), 0) <> p.refunded_minor OR coalesce(sum(r.amount_minor), 0) > p.amount_minor`,
      ),
    ).toEqual([]);
    // I4: what was final stayed so.
    for (const { id, status } of await service.sql<{ id: string; status: string }>('SELECT id, status FROM payments')) {
      expect(finals).toContain(status);
      const before = ended.get(id) ?? '';
      if (finals.has(before)) expect([id, status]).toEqual([id, before]);
    }
    const date = clock.now().toISOString().slice(0, 10);
    const token = await service.token({ subject: v7(), scopes: ['payments:read'] });
    const { body } = await service.request('GET', `/payment/reconciliation/${date}`, { token });
    expect([body.missingHere, body.missingThere, body.amountDifferences]).toEqual([[], [], []]);
  });
});
