import { v7 } from 'uuid';
import { doubleIssuer, doubleService, ManualClock } from '#kit/testing';
import { products } from '#platform/topics/product';
import { InventoryModule } from '../customer-platform/inventory-service/module';
import inventory from '../customer-platform/inventory-service/service';
import { snapshot } from '../customer-platform/inventory-service/testing';
import { OrderModule } from '../customer-platform/order-service/module';
import order from '../customer-platform/order-service/service';
import { PaymentModule } from '../customer-platform/payment-service/module';
import payment from '../customer-platform/payment-service/service';
import { freePorts } from '../kit/testing/free-ports';
import type { Ask } from './books';
import type { Draw } from './chance';
import { SteppedBus } from './stepped-bus';
import { type SteppedService, steppedService } from './stepped-service';

const customers = Array.from({ length: 3 }, () => v7());
const [productId, sellerId] = [v7(), v7()];
const unitPrice = { amount: 1450, currency: 'EUR' };
const shippingAddress = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };

const quote = (body: unknown) => {
  const { items } = body as { items: readonly { sku: string; quantity: number }[] };
  return { body: { lines: items.map((item) => ({ ...item, productId, sellerId, unitPrice, sellable: true })) } };
};

/** An answer of a service. */
interface Told {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: who asks knows what comes
  readonly body: any;
}

/**
 * Order-, inventory- and payment-service, as they are, in one process, with a bus and a clock that a test moves. The rest of the shop is told
 * what to say.
 */
export class SteppedShop {
  readonly clock = new ManualClock(new Date());
  readonly bus = new SteppedBus();
  readonly ask: Ask = (service, sql) => this.of(service).sql(sql);
  private readonly services = new Map<string, SteppedService>();
  private readonly cleanups: (() => unknown)[] = [];
  private tokens: Readonly<Record<string, string>> = {};

  static async open(): Promise<SteppedShop> {
    const shop = new SteppedShop();
    try {
      await shop.start();
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  private async start(): Promise<void> {
    const clients = Object.fromEntries([order, inventory, payment].map(({ scopes = [] }, at) => [names[at] ?? '', scopes]));
    const issuer = await doubleIssuer(() => this.clock.now(), clients);
    const users = await doubleService(
      'user-service',
      Object.fromEntries(customers.map((userId) => [`GET /users/${userId}/status`, { body: { userId, status: 'active' } }])),
    );
    const catalogue = await doubleService('product-service', { 'POST /products/quote': quote });
    this.cleanups.push(issuer.close, users.close, catalogue.close);
    const [orderPort = 0, stockPort = 0, payPort = 0, simulatorPort = 0] = await freePorts(4);
    const common = {
      ...{ clock: this.clock, bus: this.bus },
      variables: {
        ...{ ISSUER_URL: issuer.url, CLIENT_SECRET: 'secret-of-the-test', USER_SERVICE_URL: users.url, PRODUCT_SERVICE_URL: catalogue.url },
        ...{ PAYMENT_SERVICE_URL: `http://127.0.0.1:${payPort}`, ORDER_SERVICE_URL: `http://127.0.0.1:${orderPort}` },
        ...{
          PAYMENT_SIMULATOR_PORT: String(simulatorPort),
          PAYMENT_PROVIDER_KEY: 'key',
          PAYMENT_WEBHOOK_SECRET: 'whsec_c2VjcmV0LW9mLXRlc3Q=',
        },
        ...{ METHOD_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), PAYMENT_ORDER_TIMEOUT_MS: '3000' },
        ...{ PAYMENT_PROVIDER_TIMEOUT_MS: '50', PAYMENT_ASK_AFTER_MS: '15000' },
      },
    };
    const parts = [
      { name: 'order-service', definition: order, module: OrderModule, port: orderPort },
      { name: 'inventory-service', definition: inventory, module: InventoryModule, port: stockPort },
      { name: 'payment-service', definition: payment, module: PaymentModule, port: payPort },
    ];
    for (const part of parts) {
      const service = await steppedService({ ...common, ...part });
      this.services.set(part.name, service);
      this.cleanups.push(service.stop);
    }
    const token = (subject: string, ...scopes: string[]) => issuer.token({ subject, scopes, expiresIn: 10 * 365 * 86_400 });
    const people = await Promise.all(customers.map(async (id) => [id, await token(id, 'orders:own', 'payments:own')] as const));
    const office = await token(v7(), 'orders:manage', 'orders:read', 'refunds:write', 'payments:read', 'inventory:write');
    this.tokens = { ...Object.fromEntries(people), office };
  }

  async close(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  private of(service: string): SteppedService {
    const found = this.services.get(service);
    if (found === undefined) throw new Error(`${service} is not part of it`);
    return found;
  }

  /** Sends a request to a service as somebody: a customer, or the office. */
  async send(who: string, service: string, method: string, path: string, body?: object, key = v7()): Promise<Told> {
    const response = await fetch(this.of(service).url + path, {
      method,
      headers: { authorization: `Bearer ${this.tokens[who]}`, 'content-type': 'application/json', 'idempotency-key': key },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** Makes articles known, with so many pieces each. */
  async stock(pieces: Readonly<Record<string, number>>): Promise<void> {
    const id = v7();
    const headers = {
      ce_id: v7(),
      ce_type: products.created.type,
      ce_subject: id,
      ce_time: this.clock.now().toISOString(),
      ce_aggregateversion: '1',
    };
    const data = snapshot(
      id,
      sellerId,
      Object.keys(pieces).map((sku) => ({ sku })),
    );
    this.bus.publish([{ topic: products.created.topic.name, key: id, headers, value: Buffer.from(JSON.stringify(data)) }]);
    await this.drain((below) => below - 1);
    for (const [sku, delta] of Object.entries(pieces)) {
      const { status } = await this.send('office', 'inventory-service', 'POST', '/inventory/adjustments', {
        sku,
        delta,
        reason: 'receive',
      });
      if (status !== 201) throw new Error(`${sku}: no-stock: answered ${status}`);
    }
  }

  /** Places an order, which is taken at once. */
  async place(
    customer: number,
    items: readonly object[],
    paymentMethodToken: string,
  ): Promise<{ id: string; userId: string; total: object }> {
    const userId = customers[customer % customers.length] ?? '';
    const body = { items, currency: 'EUR', shippingAddress, paymentMethodToken };
    const key = v7();
    const send = (): Promise<Told> => this.send(userId, 'order-service', 'POST', '/orders', body, key);
    let told = await send();
    // On a slow machine the services may not answer each other in the time that they have.
    for (let tries = 0; told.status === 503 && tries < 20; tries++) told = await send();
    if (told.status !== 201) throw new Error(`an order was refused: ${told.status} ${told.body.code}`);
    return told.body;
  }

  /** Lets everything leave that a service has reported, or all of them. */
  async publish(name?: string): Promise<void> {
    const some = name === undefined ? [...this.services.values()] : [this.of(name)];
    const reported = await Promise.all(some.map((service) => service.reported()));
    for (const records of reported) this.bus.publish(records);
  }

  /** Lets one service that is drawn do what it does by itself; its name. */
  async workOfOne(draw: Draw): Promise<string> {
    const service = this.of(names[draw(names.length)] ?? '');
    await service.work();
    return service.name;
  }

  /** Delivers until nothing waits any more. */
  async drain(draw: Draw): Promise<void> {
    await this.publish();
    for (let group = await this.bus.deliver(draw, 1 + draw(4)); group !== undefined; group = await this.bus.deliver(draw, 1 + draw(4)))
      await this.publish(group);
  }

  /** Lets everything arrive and time pass, until nothing is left to happen: soon what is asked again, then what customers may take their time for. */
  async settle(draw: Draw): Promise<void> {
    for (let passed = 0; passed < 30; passed++) {
      await this.drain(draw);
      for (const service of this.services.values()) await service.work();
      await this.publish();
      if (!this.bus.isBusy && (await this.isAtRest())) break;
      this.clock.advance(passed < 2 ? 31_000 : 301_000);
    }
    this.bus.forget();
  }

  /** Events that no service could handle, in words. */
  async deadLetters(): Promise<string[]> {
    const sql = 'SELECT type, key, error FROM dead_letters';
    const letters = await Promise.all([...this.services.keys()].map((service) => this.ask<object>(service, sql)));
    return letters.flat().map((letter) => `dead letter: ${JSON.stringify(letter)}`);
  }

  private async isAtRest(): Promise<boolean> {
    const busy = await Promise.all(
      Object.entries(openWork).map(([service, sql]) => this.ask<{ busy: boolean }>(service, `SELECT EXISTS (${sql}) AS busy`)),
    );
    return busy.every(([row]) => row?.busy === false);
  }
}

/** What a service still has to do by itself. */
const openWork: Readonly<Record<string, string>> = {
  'order-service': "SELECT FROM sagas WHERE state IN ('running', 'compensating')",
  'payment-service': `SELECT FROM payments WHERE next_at IS NOT NULL UNION ALL SELECT FROM refunds WHERE next_at IS NOT NULL
    UNION ALL SELECT FROM webhooks WHERE next_at IS NOT NULL UNION ALL SELECT FROM simulator.webhooks WHERE next_at IS NOT NULL`,
};

const names = ['order-service', 'inventory-service', 'payment-service'];
