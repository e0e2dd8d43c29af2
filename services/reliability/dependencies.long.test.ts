import { v7 } from 'uuid';
import { type Double, type DoubledService, doubleService, ManualClock, type TestedService, testService } from '#kit/testing';
import { OrderModule } from '../customer-platform/order-service/module';
import definition from '../customer-platform/order-service/service';
import { type SwitchedProxy, switchedProxy } from '../kit/testing/switched-proxy';

const [known, unknown, productId, methodRef] = [v7(), v7(), v7(), v7()];
const shippingAddress = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
const unitPrice = { amount: 3000, currency: 'EUR' };
const line = { sku: 'MUG-1', productId, sellerId: v7(), quantity: 1, unitPrice, sellable: true };

const healthy: Readonly<Record<string, Double>> = {
  'payment-service': { 'POST /payment/method-refs': { status: 201, body: { methodRef } } },
  'product-service': { 'POST /products/quote': { body: { lines: [line] } } },
  'user-service': Object.fromEntries([known, unknown].map((id) => [`GET /users/${id}/status`, { body: { userId: id, status: 'active' } }])),
};

interface Dependency {
  readonly double: DoubledService;
  readonly proxy: SwitchedProxy;
}

/** What is wrong with a service that is down: how to bring it there. */
const troubles: Readonly<Record<string, (name: string, dependency: Dependency) => void | Promise<void>>> = {
  hangs: (name, { double }) => double.answer(changed(name, { afterMs: 5000 })),
  'answers 500': (name, { double }) => double.answer(changed(name, { status: 500 })),
  'answers nonsense': (name, { double }) => double.answer(changed(name, { body: { nonsense: true } })),
  'refuses connections': (_, { proxy }) => proxy.off(),
};

const changed = (name: string, answer: object): Double =>
  Object.fromEntries(Object.entries(healthy[name] ?? {}).map(([what, before]) => [what, { ...(before as object), ...answer }]));

const clock = new ManualClock();
const dependencies = new Map<string, Dependency>();
let service: TestedService;
let tokens: Readonly<Record<string, string>>;

beforeAll(async () => {
  for (const [name, double] of Object.entries(healthy)) {
    const running = await doubleService(name, double);
    const proxy = await switchedProxy(Number(new URL(running.url).port));
    await proxy.on();
    dependencies.set(name, { double: running, proxy });
  }
  const urls = [...dependencies].map(([name, { proxy }]) => [
    `${name.toUpperCase().replaceAll('-', '_')}_URL`,
    `http://127.0.0.1:${proxy.port}`,
  ]);
  service = await testService({ name: 'order-service', definition, module: OrderModule, clock, settings: Object.fromEntries(urls) });
  const token = (subject: string) => service.token({ subject, scopes: ['orders:own'], expiresIn: 86_400 });
  tokens = { [known]: await token(known), [unknown]: await token(unknown) };
});

afterAll(async () => {
  await service?.stop();
  for (const { double, proxy } of dependencies.values()) {
    await proxy.off();
    double.close();
  }
});

/** Sends an order; the answer, and how long it took. */
const place = async (userId: string) => {
  const started = performance.now();
  const body = { items: [{ sku: 'MUG-1', quantity: 1 }], currency: 'EUR', shippingAddress, paymentMethodToken: 'tok_ok' };
  const answer = await service.request('POST', '/orders', { token: tokens[userId] ?? '', body, key: v7() });
  return { status: answer.status, code: answer.body.code, retryAfter: answer.headers.get('retry-after'), ms: performance.now() - started };
};
/** So many, a few at a time: more would be slow by themselves. */
const several = async (count: number, userId: string) => {
  const answers: Awaited<ReturnType<typeof place>>[] = [];
  while (answers.length < count) answers.push(...(await Promise.all(Array.from({ length: 5 }, () => place(userId)))));
  return answers;
};
const orders = async (): Promise<number> => Number((await service.sql<{ n: string }>('SELECT count(*) AS n FROM orders'))[0]?.n);
const circuit = async (name: string): Promise<string | undefined> =>
  new RegExp(`^circuit_state\\{[^}]*target="${name}"[^}]*\\} (\\d)`, 'm').exec(await (await fetch(`${service.url}/metrics`)).text())?.[1];

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Everything works, and the customer was seen lately by this service. */
const recover = async (name: string, dependency: Dependency): Promise<number> => {
  dependency.double.answer(healthy[name] ?? {});
  await dependency.proxy.off();
  await dependency.proxy.on();
  for (let seconds = 0; seconds <= 30; seconds += 5, clock.advance(5000)) {
    const answers = [await place(known), await place(known), await place(known), await place(known)];
    if (answers.every(({ status }) => status === 201) && (await circuit(name)) === '0') return seconds;
  }
  return Number.POSITIVE_INFINITY;
};

describe.each(Object.keys(healthy))('%s is down', (name) => {
  test.each(Object.keys(troubles))('and %s: answered within 2 s, left alone after a while, back within 30 s', async (trouble) => {
    const dependency = dependencies.get(name) as Dependency;
    // After a try that failed half-way.
    if ((await place(known)).status !== 201) expect(await recover(name, dependency)).toBeLessThanOrEqual(30);
    const before = await orders();
    await troubles[trouble]?.(name, dependency);

    const answers = await several(25, name === 'user-service' ? unknown : known);
    const short = name.replace('-service', '');
    for (const { status, code, retryAfter, ms } of answers) {
      expect([status, code, Number(retryAfter) > 0]).toEqual([503, `${short}-unavailable`, true]);
      // Its own work beside the wait, on a machine that has other things to do.
      expect(ms).toBeLessThan(4000);
    }
    expect(median(answers.map(({ ms }) => ms))).toBeLessThan(2000);
    expect(await orders()).toBe(before);
    // Who was seen in the last ten minutes may go on while nobody can say how he stands.
    expect((await place(known)).status).toBe(name === 'user-service' ? 201 : 503);

    // A strange answer shows that somebody is there.
    const opens = trouble !== 'answers nonsense';
    expect(await circuit(name)).toBe(opens ? '2' : '0');
    const asked = dependency.double.requests.length;
    const left = await place(name === 'user-service' ? unknown : known);
    expect(left.status).toBe(503);
    if (opens) expect([dependency.double.requests.length, left.ms < 1000]).toEqual([asked, true]);

    expect(await recover(name, dependency)).toBeLessThanOrEqual(30);
  });
});
