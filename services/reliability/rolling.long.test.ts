import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { type DoubledService, doubleIssuer, doubleService } from '#kit/testing';
import { OrderModule } from '../customer-platform/order-service/module';
import definition from '../customer-platform/order-service/service';
import { migratedDatabase } from '../kit/testing/migrated';
import { hasKafka, type Kafka, startKafka } from './kafka';
import { Programs, Replica } from './replicas';
import { say } from './say';
import { sized } from './size';
import { makeTopics } from './wire';

const userId = v7();
const unitPrice = { amount: 3000, currency: 'EUR' };
const line = { sku: 'MUG-1', productId: v7(), sellerId: v7(), quantity: 1, unitPrice, sellable: true };
const shippingAddress = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
const body = { items: [{ sku: 'MUG-1', quantity: 1 }], currency: 'EUR', shippingAddress, paymentMethodToken: 'tok_ok' };

const programs = new Programs();
const cleanups: (() => unknown)[] = [];
let replicas: readonly Replica[];
let token: string;
let sql: (text: string) => Promise<number>;

beforeAll(async () => {
  const program = programs.imageOf('order-service');
  cleanups.push(() => programs.remove());
  const issuer = await doubleIssuer(() => new Date());
  cleanups.push(issuer.close);
  const callees: Record<string, DoubledService> = {
    PAYMENT_SERVICE_URL: await doubleService('payment-service', {
      'POST /payment/method-refs': { status: 201, body: { methodRef: v7() } },
    }),
    PRODUCT_SERVICE_URL: await doubleService('product-service', { 'POST /products/quote': { body: { lines: [line] } } }),
    USER_SERVICE_URL: await doubleService('user-service', { [`GET /users/${userId}/status`]: { body: { userId, status: 'active' } } }),
  };
  cleanups.push(...Object.values(callees).map(({ close }) => close));
  const database = await migratedDatabase('order-service', OrderModule);
  cleanups.push(database.drop);
  const kafka: Kafka | undefined = hasKafka('The end of a service') ? await startKafka() : undefined;
  cleanups.push(() => kafka?.remove());
  const { produces = [], consumes = [] } = definition;
  await (kafka &&
    makeTopics(
      kafka.address,
      [...produces, ...consumes].map(({ topic }) => topic),
    ));
  const variables = {
    ...{ SERVICE_NAME: 'order-service', ENVIRONMENT: 'test', PUBLIC_URL: 'http://127.0.0.1/orders', CONSUMER_GROUP: 'order-service' },
    ...{ ISSUER_URL: issuer.url, CLIENT_SECRET: 'secret-of-the-test', DATABASE_URL: database.url, DATABASE_POOL_MAX: '5' },
    ...{ DRAIN_MS: '1000', RATE_LIMIT_FACTOR: '100000', LOG_LEVEL: 'warn', KAFKA_BROKERS: kafka?.address ?? '127.0.0.1:1' },
    ...Object.fromEntries(Object.entries(callees).map(([name, { url }]) => [name, url])),
  };
  replicas = [await Replica.make(program, variables), await Replica.make(program, variables)];
  cleanups.push(() => Promise.all(replicas.map((replica) => replica.end('SIGKILL'))));
  for (const replica of replicas) replica.start();
  await Promise.all(replicas.map((replica) => replica.ready()));
  token = await issuer.token({ subject: userId, scopes: ['orders:own'] });
  sql = async (text) => {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ n: string }>(text);
    await client.end();
    return Number(rows[0]?.n);
  };
}, 120_000);

afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}, 60_000);

interface Loaded {
  readonly answers: number;
  readonly orders: number;
  /** Orders that a stand-in of another service was too slow for. */
  readonly slow: number;
  readonly failures: readonly string[];
}

/** Sends requests to those replicas in turn that say they are ready, as a cluster does; nothing is sent twice. */
const load = async (done: () => boolean): Promise<Loaded> => {
  let ready: readonly Replica[] = replicas;
  const watch = async (): Promise<void> => {
    for (; !done(); await pause(100)) {
      const states = await Promise.all(replicas.map((replica) => replica.isReady()));
      ready = replicas.filter((_, at) => states[at]);
    }
  };
  let [turn, answers, orders, slow] = [0, 0, 0, 0];
  const failures: string[] = [];
  const send = async (id: string | undefined): Promise<string | undefined> => {
    const { url } = ready[turn++ % Math.max(1, ready.length)] ?? { url: 'http://nobody-is-ready' };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': v7() };
    const answer = await fetch(
      id ? `${url}/orders/${id}` : `${url}/orders`,
      id ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    );
    const told = (await answer.json()) as { readonly id: string; readonly code?: string };
    // The stand-ins of other services live in this busy process, and have 300 ms.
    if (answer.status === 503 && told.code?.endsWith('-unavailable') && told.code !== 'database-unavailable') {
      slow += 1;
      return undefined;
    }
    if (!answer.ok) throw new Error(`${answer.status} ${told.code}`);
    return told.id;
  };
  const client = async (): Promise<void> => {
    for (let id: string | undefined; !done(); await pause(5)) {
      try {
        const placed: string | undefined = await send(id);
        answers += 1;
        if (id === undefined && placed) orders += 1;
        id = id === undefined ? placed : undefined;
      } catch (error) {
        failures.push(`${(error as Error).message} ${(error as { cause?: Error }).cause?.message ?? ''}`);
      }
    }
  };
  await Promise.all([watch(), ...Array.from({ length: 6 }, client)]);
  return { answers, orders, slow, failures };
};

test('SIGTERM to one replica after the other under load: no request fails, no order is lost', async () => {
  const stored = async () => [
    await sql('SELECT count(*) AS n FROM orders'),
    await sql("SELECT count(*) AS n FROM outbox WHERE type = 'order.order.placed.v1'"),
  ];
  const [ordersBefore = 0, eventsBefore = 0] = await stored();
  let done = false;
  const loaded = load(() => done);
  const codes: (number | null)[] = [];
  await pause(500);
  for (let round = 0; round < sized(1, 5); round++)
    for (const replica of replicas) {
      codes.push(await replica.end('SIGTERM'));
      replica.start();
      await replica.ready();
      // The other one may go only when this one is known to be back.
      await pause(500);
    }
  done = true;
  const { answers, orders, slow, failures } = await loaded;
  say(
    `rolling: ${answers} requests to two replicas, each ended ${codes.length / 2} times by SIGTERM: ${failures.length} failed, ${slow} met a slow stand-in`,
  );
  expect(failures).toEqual([]);
  expect(codes).toEqual(codes.map(() => 0));
  expect([answers > 50, slow < answers / 2]).toEqual([true, true]);
  expect(await stored()).toEqual([ordersBefore + orders, eventsBefore + orders]);
}, 180_000);
