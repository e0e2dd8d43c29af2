import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { columns, type Row, toOrder } from '../../../services/customer-platform/order-service/order-store';
import type { Basket, Order } from '../../../services/customer-platform/order-service/routes';
import { begun } from '../../../services/customer-platform/order-service/saga/progress';
import type { QuotedLine } from '../../../services/customer-platform/order-service/shop';
import { answerTo, methodRef, quoteOf, serveBench, smallAnswer } from './subject';

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
      fraud_decision, placed_at, updated_at, payment_method_ref)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'unscored', $12, $12, $13)
  ), filled AS (
    INSERT INTO order_lines (order_id, sku, product_id, seller_id, quantity, unit_price_minor)
    SELECT $1, * FROM unnest($14::text[], $15::uuid[], $16::text[], $17::int[], $18::bigint[])
  ), begun AS (
    INSERT INTO sagas (id, kind, subject, step, state, data, deadline_at, created_at, updated_at) VALUES ($19, $20, $1, $21, $22, $23, $24, $12, $12)
  ), noted AS (
    INSERT INTO saga_log (saga_id, step, event, at) VALUES ($19, $21, 'started', $12)
  ), told AS (
    INSERT INTO outbox (event_id, type, topic, key, subject, data, headers) VALUES ($25, $26, $27, $28, $28, $29, $30), ($31, $32, $33, $34, $34, $35, $36)
  ) SELECT 1`;

const numbers = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a new order is, without what the database need not be asked for. */
const compose = (userId: string, { items, currency, shippingAddress }: Basket): { order: Order; quoted: QuotedLine[] } => {
  const quoted = quoteOf(items, currency);
  const money = (amount: number) => ({ amount, currency });
  const subtotal = quoted.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
  const order: Order = {
    id: v7(),
    number: `ORD-${Array.from({ length: 12 }, () => numbers[randomInt(32)]).join('')}`,
    userId,
    status: 'pending',
    lines: quoted.map(({ sku, productId, quantity, unitPrice }) => ({ sku, productId, quantity, unitPrice })),
    ...{ subtotal: money(subtotal), shipping: money(0), tax: money(Math.round((subtotal * 19) / 119)), total: money(subtotal) },
    shippingAddress: shippingAddress ?? null,
    cancelReason: null,
    ...{ paymentId: null, refunded: money(0), disputed: false, shipment: null },
    placedAt: new Date().toISOString(),
    version: 1,
  };
  return { order, quoted };
};

/** A row of the outbox: the same columns and headers as the kit's, but for the trace, which there is none of here. */
const eventRow = (event: string, { id, placedAt }: Order, data: object): unknown[] => {
  const [eventId, type] = [v7(), `${event}.v1`];
  const headers = {
    ...{ ce_specversion: '1.0', ce_id: eventId, ce_source: '/services/plain', ce_type: type, ce_subject: id, ce_time: placedAt },
    ...{ ce_dataschema: `/schemas/${type}`, ce_partitionkey: id, ce_correlationid: id, ce_aggregateversion: '1' },
    'content-type': 'application/json',
  };
  const topic = `${event.slice(0, event.lastIndexOf('.'))}.v1`;
  return [eventId, type, topic, id, JSON.stringify(data), JSON.stringify(headers)];
};

/** The rows of the schema, written at once. The answer that the kit keeps for the caller's key is the kit's own affair and its own cost. */
const insertOrder = async (userId: string, basket: Basket): Promise<Order> => {
  const { order, quoted } = compose(userId, basket);
  const { id, number, lines, subtotal, shipping, tax, total, shippingAddress, placedAt } = order;
  const placed = {
    orderId: id,
    number,
    userId,
    lines,
    total,
    placedAt,
    country: shippingAddress?.country ?? '',
    fraudDecision: 'unscored',
  };
  const asked = { orderId: id, attempt: begun.asked, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
  const deadline = new Date(Date.parse(placedAt) + 30_000);
  await pool.query({
    name: 'order_insert',
    text: insert,
    values: [
      ...[id, number, userId, 'pending', total.currency, subtotal.amount, shipping.amount, tax.amount, total.amount],
      ...[JSON.stringify(shippingAddress), null, placedAt, methodRef],
      ...[quoted.map(({ sku }) => sku), quoted.map(({ productId }) => productId), quoted.map(({ sellerId }) => sellerId)],
      ...[quoted.map(({ quantity }) => quantity), quoted.map(({ unitPrice }) => unitPrice.amount)],
      ...[v7(), 'place', 'reserve', 'running', JSON.stringify(begun), deadline],
      ...eventRow('order.order.placed', order, placed),
      ...eventRow('order.saga.stock-reserve-requested', order, asked),
    ],
  });
  return order;
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
