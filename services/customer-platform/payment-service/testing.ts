import { createServer } from 'node:net';
import { v7 } from 'uuid';
import { webhookHeaders } from '#kit';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { sagas } from '#platform/topics/order';
import { PaymentModule } from './module';
import definition from './service';

export const webhookSecret = 'whsec_c2VjcmV0LW9mLXRoZS1wcm92aWRlci0x';
export const formerSecret = 'whsec_c2VjcmV0LW9mLXRoZS1wcm92aWRlci0w';

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Settings of a service with the simulator beside it, with short times. */
export const paymentSettings = async (): Promise<Readonly<Record<string, string>>> => ({
  PAYMENT_SIMULATOR_PORT: String(await freePort()),
  PAYMENT_PROVIDER_KEY: 'key-of-the-test',
  PAYMENT_WEBHOOK_SECRET: `${webhookSecret},${formerSecret}`,
  METHOD_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  PAYMENT_PROVIDER_TIMEOUT_MS: '300',
  // A machine under load must not make order-service look away.
  PAYMENT_ORDER_TIMEOUT_MS: '3000',
});

/** What was asked for, and by which ids. */
export interface Requested {
  readonly orderId: string;
  readonly userId: string;
  readonly methodRef: string;
}

/** Payment-service with a clock that stands still, its simulator, and short ways to what tests do with them. */
export const paymentService = async (options: { readonly settings?: Readonly<Record<string, string>> } = {}) => {
  const clock = new ManualClock(new Date());
  const settings = { ...(await paymentSettings()), ...options.settings };
  const orders: Record<string, { body: object }> = {};
  const service = await testService({
    ...{ name: 'payment-service', definition, module: PaymentModule, clock, settings },
    callees: { 'order-service': orders },
  });
  const shop = await service.token({ subject: 'svc:order-service', scopes: ['payment:call'] });
  const simulator = `http://127.0.0.1:${settings.PAYMENT_SIMULATOR_PORT}/sim/payment`;

  const methodRef = async (token: string, userId: string): Promise<string> => {
    const { body } = await service.request('POST', '/payment/method-refs', { token: shop, key: v7(), body: { token, userId } });
    return body.methodRef;
  };
  const euros = (amount: number) => ({ amount, currency: 'EUR' });
  const requestPayment = async (token: string, { amount = 2990, orderId = v7(), attempt = 1 } = {}): Promise<Requested> => {
    const userId = v7();
    const ref = await methodRef(token, userId);
    const expiresAt = new Date(clock.now().getTime() + 600_000).toISOString();
    await service.deliver(sagas.paymentRequested, { orderId, userId, amount: euros(amount), paymentMethodRef: ref, attempt, expiresAt });
    return { orderId, userId, methodRef: ref };
  };
  const payments = (orderId: string) =>
    service.sql<{ id: string; status: string; failure_code: string | null; action_url: string; claims: number; next_at: Date | null }>(
      'SELECT * FROM payments WHERE order_id = $1 ORDER BY attempt',
      [orderId],
    );
  /** Waits until the latest payment of an order stands so, and gives its id. */
  const until = async (orderId: string, status: string): Promise<string> => {
    await eventually(`the payment to be ${status}`, async () => (await payments(orderId)).at(-1)?.status === status);
    return (await payments(orderId)).at(-1)?.id ?? '';
  };
  return {
    ...{ service, clock, simulator, settings, shop, orders, euros, methodRef, requestPayment, payments, until },
    /** Waits until a worker has left a payment for later, and lets that time pass. */
    askAgain: async (orderId: string, claims = 1): Promise<void> => {
      await eventually('the provider to be given up on', async () => {
        const [payment] = (await payments(orderId)).slice(-1);
        return (
          payment?.claims === claims &&
          service.logs.filter((line) => line.includes(payment.id) && line.includes('asked again')).length >= claims
        );
      });
      clock.advance(15_000);
    },
    succeeded: async (token = 'tok_ok', amount = 2990) => {
      const requested = await requestPayment(token, { amount });
      return { ...requested, paymentId: await until(requested.orderId, 'succeeded') };
    },
    script: (...next: readonly string[]) => fetch(`${simulator}/script`, { method: 'PUT', body: JSON.stringify({ next }) }),
    /** What the provider has in its books of an order's payments. */
    charges: (orderId: string) =>
      service.sql<{ status: string; provider_ref: string; key: string }>(
        'SELECT * FROM simulator.charges WHERE key IN (SELECT id::text FROM payments WHERE order_id = $1) ORDER BY provider_ref',
        [orderId],
      ),
    told: async (orderId: string): Promise<string[]> =>
      (await service.published()).filter(({ key }) => key === orderId).map(({ type }) => type.replace(/^payment\.|\.v1$/g, '')),
    /** Sends a webhook as the provider would. */
    tell: (
      body: object,
      { id = `msg_${v7()}`, secret = webhookSecret, sentBefore = 0 }: { id?: string; secret?: string; sentBefore?: number } = {},
    ) => {
      const raw = JSON.stringify(body);
      const sent = new ManualClock(new Date(clock.now().getTime() - sentBefore));
      return service.request('POST', '/payment/webhook', { raw, headers: webhookHeaders(id, raw, secret, sent) });
    },
    /** Puts an order into order-service. */
    order: (orderId: string, userId: string, order: object = {}): void => {
      orders[`GET /orders/${orderId}`] = { body: { id: orderId, userId, status: 'reserved', total: euros(2990), ...order } };
    },
  };
};

export type PaymentTest = Awaited<ReturnType<typeof paymentService>>;
export type { TestedService };
