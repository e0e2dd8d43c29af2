import { v7 } from 'uuid';
import { eventually, ManualClock } from '#kit/testing';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { readSettings } from '../../kit/config';
import { Reconciliation } from './reconciliation';
import { PaymentSettings } from './settings';
import { type PaymentTest, paymentService, paymentSettings } from './testing';

let payment: PaymentTest;

beforeAll(async () => {
  payment = await paymentService();
});

afterAll(() => payment?.service.stop());

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${payment.service.url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
};

test('accept: a provider that is down opens the breaker; payments wait, none fails, all are done afterwards', async () => {
  const { service, script, requestPayment, clock } = payment;
  await script(...Array<string>(500).fill('down'));
  const wanted = await Promise.all(Array.from({ length: 30 }, () => requestPayment('tok_ok')));
  await eventually('the breaker to open', async () => (await metric('payment_provider_circuit')) === 2);
  for (let minute = 0; minute < 5; minute++) clock.advance(60_000);
  expect(await service.sql("SELECT DISTINCT status FROM payments WHERE status NOT IN ('pending', 'processing')")).toEqual([]);
  expect(await metric('payment_unknown')).toBeGreaterThan(0);
  await script();
  await eventually('all to be done', async () => {
    clock.advance(1000);
    return (await service.sql("SELECT 1 FROM payments WHERE status = 'succeeded'")).length === wanted.length;
  });
  expect(await metric('payment_unknown')).toBe(0);
  expect(await metric('payment_captured_minor_total')).toBe(wanted.length * 2990);
  expect(await service.sql("SELECT count(*)::int AS n FROM simulator.charges WHERE status = 'succeeded'")).toEqual([{ n: wanted.length }]);
});

test.each([
  ['2026-03-02T00:59:59.000Z', '2026-02-28'],
  ['2026-03-02T01:00:00.000Z', '2026-03-01'],
])('payment I2: at %s the books of %s are compared: an hour after midnight all that was moved before is known', async (now, date) => {
  const asked: string[] = [];
  const provider = {
    list: (day: string) => {
      asked.push(day);
      return [];
    },
  };
  const parts = [{ query: async () => [] }, provider, new ManualClock(new Date(now)), { gauge: () => undefined }] as const;
  await new Reconciliation(...(parts as unknown as ConstructorParameters<typeof Reconciliation>)).compareYesterday(undefined as never);
  expect(asked).toEqual([date]);
});

test('reconciliation names what is missing here, missing there, and of another amount', async () => {
  const { service, succeeded, clock, charges } = payment;
  const token = await service.token({ subject: v7(), scopes: ['payments:read'] });
  const [changed, lost, extra] = [await succeeded(), await succeeded(), await succeeded()];
  const ref = async ({ orderId }: { orderId: string }) => (await charges(orderId))[0]?.provider_ref;
  const refs = [await ref(changed), await ref(lost), await ref(extra)];
  await service.sql('UPDATE simulator.charges SET amount_minor = 3000 WHERE provider_ref = $1', [refs[0]]);
  await service.sql("UPDATE simulator.charges SET status = 'cancelled' WHERE provider_ref = $1", [refs[1]]);
  await service.sql("UPDATE simulator.charges SET provider_ref = 'sim_ch_other' WHERE provider_ref = $1", [refs[2]]);
  const date = clock.now().toISOString().slice(0, 10);
  const { body } = await service.request('GET', `/payment/reconciliation/${date}`, { token });
  expect(body.amountDifferences).toEqual([
    { kind: 'capture', providerRef: refs[0], here: payment.euros(2990), there: payment.euros(3000) },
  ]);
  expect(body.missingHere.map(({ providerRef }: { providerRef: string }) => providerRef)).toEqual(['sim_ch_other']);
  expect(body.missingThere.map(({ providerRef }: { providerRef: string }) => providerRef).sort()).toEqual([refs[1], refs[2]].sort());
  expect(body.differences).toBe(4);
  expect((await service.request('GET', '/payment/reconciliation/2026-02-30', { token })).status).toBe(404);
  const customer = await service.token({ subject: v7(), scopes: ['payments:own'] });
  expect((await service.request('GET', `/payment/reconciliation/${date}`, { token: customer })).status).toBe(403);
});

test('an erasure takes the methods and leaves the payments; somebody unknown is zeros', async () => {
  const { service, succeeded } = payment;
  const { userId, paymentId } = await succeeded();
  const ask = async (whom: string) => {
    const requestId = v7();
    const at = new Date().toISOString();
    await service.deliver(erasures.requested, { requestId, userId: whom, requestedAt: at, dueAt: at });
    return (await service.published(completions.completed)).find(({ data }) => data.requestId === requestId)?.data;
  };
  expect(await ask(userId)).toMatchObject({ userId, service: 'payment-service', deleted: 1, anonymised: 0 });
  expect(await ask(userId)).toMatchObject({ deleted: 0, anonymised: 0 });
  expect(await ask(v7())).toMatchObject({ deleted: 0, anonymised: 0 });
  expect(await service.sql('SELECT status FROM payments WHERE id = $1', [paymentId])).toEqual([{ status: 'succeeded' }]);
});

describe('settings', () => {
  const read = async (change: Record<string, string | undefined>) => {
    const given = { SERVICE_NAME: 'payment-service', PORT: '0', PUBLIC_URL: 'http://127.0.0.1', ...(await paymentSettings()), ...change };
    return () => readSettings(given, [PaymentSettings]);
  };

  test.each([
    [{ PAYMENT_SIMULATOR_PORT: undefined }, /neither PAYMENT_PROVIDER_URL nor PAYMENT_SIMULATOR_PORT is set/],
    [{ ENVIRONMENT: 'prod' }, /PAYMENT_SIMULATOR_PORT is set.*ALLOW_SIMULATED_PAYMENTS=true/],
    [{ METHOD_ENCRYPTION_KEY: 'short' }, /METHOD_ENCRYPTION_KEY is not right: it must be 32 bytes/],
    [{ PAYMENT_WEBHOOK_SECRET: 'a,b,c' }, /PAYMENT_WEBHOOK_SECRET/],
    [{ PAYMENT_ASK_AFTER_MS: '100' }, /ask no sooner/],
  ])('%j are refused', async (change, message) => {
    expect(await read(change)).toThrow(message);
  });

  test.each([
    { ENVIRONMENT: 'prod', ALLOW_SIMULATED_PAYMENTS: 'true' },
    { PAYMENT_SIMULATOR_PORT: undefined, PAYMENT_PROVIDER_URL: 'https://pay.example.com' },
  ])('%j are fine', async (change) => {
    expect(await read(change)).not.toThrow();
  });
});

describe('a person', () => {
  test('gets what is kept, without tokens, and is erased on demand', async () => {
    const { service, succeeded } = payment;
    const { userId, paymentId, orderId } = await succeeded();
    const token = await service.token({ subject: 'svc:user-service', scopes: ['privacy:service'] });
    const { status, body } = await service.request('GET', `/internal/privacy/${userId}`, { token });
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain(paymentId);
    expect(JSON.stringify(body)).toContain(orderId);
    expect(JSON.stringify(body)).not.toMatch(/token|sealed/i);
    expect((await service.request('DELETE', `/internal/privacy/${userId}`, { token })).status).toBeLessThan(300);
    expect(await service.sql('SELECT 1 FROM method_refs WHERE user_id = $1', [userId])).toEqual([]);
  });
});
