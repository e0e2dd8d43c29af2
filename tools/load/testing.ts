import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop that answers at once, for tests of what visits it. */
export interface StubShop {
  readonly url: string;
  /** What it was asked, by method and path without the query. */
  readonly asked: Map<string, number>;
  /** The last body that came with it. */
  readonly bodies: Map<string, string>;
  /** Answers these first, by method and path. */
  readonly instead: Map<string, { readonly status: number; readonly body: unknown; readonly afterMs?: number }>;
  close(): void;
}

const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

const pair = { accessToken: 'token', expiresIn: 900, refreshToken: 'next' };
const orderId = '01980000-0000-7000-8000-000000000001';

const answers: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {
  'POST /auth/login': { status: 200, body: pair },
  'POST /auth/refresh': { status: 200, body: pair },
  'GET /search': { status: 200, body: { data: [{ productId: 'p1' }, { productId: 'p2' }] } },
  'GET /products/p1': { status: 200, body: { variants: [{ sku: 'MUG', price: { amount: 1450, currency: 'EUR' } }] } },
  'GET /products/p2': { status: 200, body: { variants: [{ sku: 'LAMP', price: { amount: 2900, currency: 'EUR' } }] } },
  'GET /inventory/MUG': { status: 200, body: { available: 1 } },
  'GET /inventory/LAMP': { status: 200, body: { available: 1 } },
  'POST /orders': { status: 201, body: { id: orderId } },
};

/** Starts the shop on a free port. An order is reserved when it is asked for the first time, and confirmed the second time. */
export const stubShop = async (): Promise<StubShop> => {
  const asked: StubShop['asked'] = new Map();
  const bodies: StubShop['bodies'] = new Map();
  const instead: StubShop['instead'] = new Map();
  let looks = 0;
  const server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url?.split('?')[0]}`;
    bodies.set(what, await read(request));
    asked.set(what, (asked.get(what) ?? 0) + 1);
    const order = { status: 200, body: { status: looks++ % 2 ? 'confirmed' : 'reserved' } };
    const { status, body } = instead.get(what) ?? (what === `GET /orders/${orderId}` ? order : answers[what]) ?? { status: 404, body: {} };
    const send = () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { afterMs } = instead.get(what) ?? {};
    if (afterMs) setTimeout(send, afterMs);
    else send();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, bodies, instead },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
