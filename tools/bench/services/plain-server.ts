import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { columns, type Row, toOrder } from '../../../services/customer-platform/order-service/order-store';
import type { Basket, Order } from '../../../services/customer-platform/order-service/routes';
import { answerTo, quoteOf, serveBench, smallAnswer } from './subject';

/** The baselines: the same answers and the same rows with node:http, JSON.parse and prepared statements of pg, and nothing else. */
let pool: Pool;

const send = (response: ServerResponse, status: number, value: unknown): void => {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
};

const read = (request: IncomingMessage): Promise<Basket> =>
  new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      try {
        resolve(JSON.parse(text));
      } catch (error) {
        reject(error);
      }
    });
  });

const find = `SELECT ${columns} FROM orders o WHERE o.id = $1 AND ($2::uuid IS NULL OR o.user_id = $2)`;

const findOrder = async (id: string, owner: string): Promise<Order | undefined> => {
  const { rows } = await pool.query<Row>({ name: 'order_find', text: find, values: [id, owner] });
  return rows[0] && toOrder(rows[0]);
};

const insert = `WITH placed AS (
    INSERT INTO orders (id, number, user_id, status, currency, subtotal_minor, shipping_minor, tax_minor, total_minor, shipping_address, device_id,
      fraud_decision, placed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unscored', $12)
  ), filled AS (
    INSERT INTO order_lines (order_id, sku, product_id, seller_id, quantity, unit_price_minor)
    SELECT $1, * FROM unnest($13::text[], $14::uuid[], $15::text[], $16::int[], $17::bigint[])
  ), told AS (
    INSERT INTO outbox (event_id, type, topic, key, subject, data, headers) VALUES ($18, $19, $20, $21, $22, $23, $24)
  ) SELECT 1`;

const numbers = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const insertOrder = async (userId: string, { items, currency, shippingAddress }: Basket): Promise<Order> => {
  const quoted = quoteOf(items, currency);
  const subtotal = quoted.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
  const total = { amount: subtotal, currency };
  const [id, eventId] = [v7(), v7()];
  const number = `ORD-${Array.from({ length: 12 }, () => numbers[randomInt(32)]).join('')}`;
  const lines = quoted.map(({ sku, productId, quantity, unitPrice }) => ({ sku, productId, quantity, unitPrice }));
  const placedAt = new Date().toISOString();
  const tax = { amount: Math.round((subtotal * 19) / 119), currency };
  const data = { orderId: id, number, userId, lines, total, placedAt, country: shippingAddress?.country, fraudDecision: 'unscored' };
  const headers = { ce_specversion: '1.0', ce_id: eventId, ce_type: 'order.order.placed.v1', ce_subject: id, ce_time: placedAt };
  await pool.query({
    name: 'order_insert',
    text: insert,
    values: [
      ...[id, number, userId, 'pending', currency, subtotal, 0, tax.amount, subtotal, JSON.stringify(shippingAddress), null, placedAt],
      ...[quoted.map(({ sku }) => sku), quoted.map(({ productId }) => productId), quoted.map(({ sellerId }) => sellerId)],
      ...[quoted.map(({ quantity }) => quantity), quoted.map(({ unitPrice }) => unitPrice.amount)],
      ...[eventId, 'order.order.placed.v1', 'order.order.v1', id, id, JSON.stringify(data), JSON.stringify(headers)],
    ],
  });
  const amounts = { subtotal: total, shipping: { amount: 0, currency }, tax, total };
  return {
    id,
    number,
    userId,
    status: 'pending',
    lines,
    ...amounts,
    shippingAddress: shippingAddress ?? null,
    cancelReason: null,
    placedAt,
    version: 1,
  };
};

serveBench(async ({ databaseUrl, variables }) => {
  pool = new Pool({ connectionString: databaseUrl, max: Number(variables.DATABASE_POOL_MAX) });
  const user = variables.BENCH_USER ?? '';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    if (url === '/small') send(response, 200, smallAnswer);
    else if (url === '/checked') send(response, 200, answerTo(await read(request)));
    else if (method === 'GET') send(response, 200, await findOrder(url.slice('/orders/'.length), user));
    else send(response, 201, await insertOrder(user, await read(request)));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => send(response, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
