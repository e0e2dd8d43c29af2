// What the bench sends, and the settings of the services that it is sent to.
import { randomUUID } from 'node:crypto';

export const service = 'services/customer-platform/order-service';

export const user = randomUUID();

export const basket = JSON.stringify({
  items: ['MUG-1', 'LAMP-20', 'CHAIR-300'].map((sku, at) => ({ sku, quantity: at + 2 })),
  currency: 'EUR',
  shippingAddress: { name: 'Ada Lovelace', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
  paymentMethodToken: 'tok_ok',
});

const nowhere = 'http://127.0.0.1:9';

/** Settings of the kit. Its limits are counted and never reached. */
export const settings = (databaseUrl, issuer, port) => ({
  SERVICE_NAME: service.split('/').at(-1),
  HOST: '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}/orders`,
  ISSUER_URL: issuer,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_MAX: '10',
  CLIENT_SECRET: 'not-asked-for',
  PAYMENT_SERVICE_URL: nowhere,
  PRODUCT_SERVICE_URL: nowhere,
  USER_SERVICE_URL: nowhere,
  KAFKA_BROKERS: '127.0.0.1:9',
  RATE_LIMIT_FACTOR: '1000000',
  BENCH_USER: user,
});

/** A request as bytes, for `load.mjs`, which puts something new where `@fresh@` stands. */
export const request = (token, method, path, body) =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${token}`,
    ...(body ? ['content-type: application/json', `content-length: ${body.length}`, 'idempotency-key: "bench-@fresh@"'] : []),
    '',
    body ?? '',
  ].join('\r\n');
