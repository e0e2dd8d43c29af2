import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Gateway, type GatewayOptions, startGateway } from './gateway';

const servers: Server[] = [];
const gateways: Gateway[] = [];

const serve = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** A gateway before one service, `/gifts`. */
const before = async (port: number, options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
  const gateway = await startGateway({
    port: 0,
    routes: [{ name: 'gift-service', path: '/gifts', port }],
    page: async () => 'start',
    ...options,
  });
  gateways.push(gateway);
  return gateway;
};

interface Wish {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a path exactly as it is written, which `fetch` does not. */
const ask = async ({ port }: Gateway, path: string, { method = 'GET', headers = {}, body }: Wish = {}) => {
  const asked = request({ host: '127.0.0.1', port, path, method, headers });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
};

/** Answers with what it was asked. */
const echo: RequestListener = async ({ method, url, headers, ...rest }: IncomingMessage, response: ServerResponse) =>
  response
    .writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'], connection: 'x-hop', 'x-hop': 'of this connection' })
    .end(JSON.stringify({ method, url, headers, rest: rest.httpVersion }));

afterEach(async () => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

test('hands on method, path, query and headers, except those of a connection and what a client says of its own address', async () => {
  const gateway = await before(await serve(echo));
  const headers = { 'x-forwarded-for': '6.6.6.6', 'x-request-id': 'r1', connection: 'x-mine', 'x-mine': '1', te: 'trailers' };
  const { status, headers: answered, text: said } = await ask(gateway, '/gifts/a%2Fb?c=%20&c=2', { method: 'DELETE', headers });
  expect({ status, ...answered }).toMatchObject({ status: 201, 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
  expect(answered).not.toHaveProperty('x-hop');
  const received = JSON.parse(said);
  expect(received).toMatchObject({
    method: 'DELETE',
    url: '/gifts/a%2Fb?c=%20&c=2',
    headers: { 'x-forwarded-for': '127.0.0.1', 'x-request-id': 'r1', host: `localhost:${gateway.port}`.replace('localhost', '127.0.0.1') },
  });
  expect(received.headers).not.toHaveProperty('x-mine');
  expect(received.headers).not.toHaveProperty('te');
});

test.each([
  ['of known length', { 'content-length': '5' }],
  ['in pieces', { 'transfer-encoding': 'chunked' }],
])('a body %s arrives whole', async (_, headers) => {
  const gateway = await before(
    await serve(async (asked, response) => response.end(`${await text(asked)}, ${JSON.stringify(asked.headers)}`)),
  );
  const { text: said } = await ask(gateway, '/gifts', { method: 'POST', headers, body: 'hello' });
  expect(said).toMatch(/^hello, /);
  expect(JSON.parse(said.slice(7))).toMatchObject(headers);
});

test('the beginning of an answer is there before its end', async () => {
  let finish: () => void = () => {};
  const gateway = await before(
    await serve((_, response) => {
      response.write('first');
      finish = () => response.end('last');
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/gifts`);
  const reader = answer.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
  finish();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
});

test('the refusal of a large body reaches the client', async () => {
  const gateway = await before(await serve((_, response) => response.writeHead(413, { connection: 'close' }).end('too large')));
  for (let time = 0; time < 5; time++)
    expect(await ask(gateway, '/gifts', { method: 'POST', body: 'x'.repeat(3_000_000) })).toMatchObject({ status: 413, text: 'too large' });
});

test('a large body that is wanted arrives whole', async () => {
  const gateway = await before(await serve(async (asked, response) => response.end(String((await text(asked)).length))));
  expect(await ask(gateway, '/gifts', { method: 'POST', body: 'x'.repeat(3_000_000) })).toMatchObject({ status: 200, text: '3000000' });
});

const most = 10 * 1024 * 1024;
const counting: RequestListener = async (asked, response) => response.end(String((await text(asked).catch(() => '')).length));
const ways = [
  ['of known length', {}],
  ['in pieces', { 'transfer-encoding': 'chunked' }],
] as const;

test.each(ways)('a body over 10 MiB %s is refused', async (_, headers) => {
  const gateway = await before(await serve(counting));
  const { status, headers: answered, text: said } = await ask(gateway, '/gifts', { method: 'POST', headers, body: 'x'.repeat(most + 1) });
  expect({ status, nosniff: answered['x-content-type-options'], ...JSON.parse(said) }).toMatchObject({
    ...{ status: 413, nosniff: 'nosniff', code: 'body-too-large', detail: 'no body may have more than 10 MiB' },
  });
  expect(await ask(gateway, '/gifts', { method: 'POST', body: 'x' })).toMatchObject({ status: 200, text: '1' });
});

test.each(ways)('a body of exactly 10 MiB %s arrives whole', async (_, headers) => {
  const gateway = await before(await serve(counting));
  const { status, text: said } = await ask(gateway, '/gifts', { method: 'POST', headers, body: 'x'.repeat(most) });
  expect([status, said]).toEqual([200, String(most)]);
});

test.each([
  ...['/metrics', '/health', '/health/ready', '/info', '/docs', '/internal/outbox', '/giftsx', '/GIFTS', '//gifts', '/gift%73', '*'],
  ...['/gifts/../metrics', '/gifts/%2e%2e/metrics', '/gifts/..%2fmetrics', '/gifts/.%2E', '/gifts\\..\\metrics', 'http://gifts/metrics'],
])('%s is not there', async (path) => {
  const asked = jest.fn(echo);
  const gateway = await before(await serve(asked));
  const { status, headers, text: said } = await ask(gateway, path, path === '*' ? { method: 'OPTIONS' } : {});
  expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type: 'application/problem+json; charset=utf-8' });
  expect(JSON.parse(said)).toMatchObject({
    status: 404,
    code: 'not-found',
    instance: path,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(asked).not.toHaveBeenCalled();
});

test('/ shows the start page to who reads', async () => {
  const gateway = await before(1);
  expect(await ask(gateway, '/?x')).toMatchObject({ status: 200, text: 'start', headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(await ask(gateway, '/', { method: 'POST' })).toMatchObject({ status: 404 });
});

test('a service that is down, or silent, is a problem', async () => {
  const silent = await serve(() => undefined);
  for (const gateway of [await before(1), await before(silent, { silenceMs: 20 })]) {
    const { status, text: said } = await ask(gateway, '/gifts');
    expect({ status, ...JSON.parse(said) }).toMatchObject({ status: 502, code: 'bad-gateway', detail: 'gift-service does not answer' });
  }
});

test('half an answer does not look like a whole one', async () => {
  const port = await serve((_, response) => {
    response.write('half');
    setImmediate(() => response.destroy());
  });
  await expect(ask(await before(port), '/gifts')).rejects.toThrow('aborted');
});

test('a service hears that the client went away', async () => {
  let gone: Promise<unknown> = Promise.resolve();
  let arrived: () => void = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const gateway = await before(
    await serve((_, response) => {
      gone = once(response, 'close');
      arrived();
    }),
  );
  const asked = request({ host: '127.0.0.1', port: gateway.port, path: '/gifts' }).on('error', () => undefined);
  asked.end();
  await arrival;
  asked.destroy();
  await gone;
});

test('one connection serves many requests', async () => {
  const connections = new Set<unknown>();
  const gateway = await before(await serve((asked, response) => response.end(String(connections.add(asked.socket).size))));
  for (let time = 0; time < 3; time++) expect(await ask(gateway, '/gifts')).toMatchObject({ text: '1' });
});

test('closing waits for the request at hand', async () => {
  let answer: () => void = () => {};
  const port = await serve((_, response) => {
    answer = () => response.end('done');
    closing = gateway.close();
  });
  const gateway = await before(port);
  let closing: Promise<void> | undefined;
  const asked = ask(gateway, '/gifts');
  while (closing === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  answer();
  expect(await asked).toMatchObject({ text: 'done' });
  await closing;
  await expect(ask(gateway, '/gifts')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
});

test.each([
  ['what is no HTTP', 'HELLO\r\n\r\n', 400],
  ['a length that is none', 'POST /gifts HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n', 400],
  ['no host', 'GET /gifts HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['an unknown expectation', 'GET /gifts HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\n\r\n', 417],
  ['the wish for a tunnel', 'CONNECT gifts:443 HTTP/1.1\r\nHost: gifts\r\n\r\n', 405],
  ['headers without end', `GET /gifts HTTP/1.1\r\nHost: x\r\nx-much: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is answered with a problem', async (_, sent, status) => {
  const { port } = await before(await serve((_asked, response) => response.end()));
  const socket = connect(port, '127.0.0.1').end(sent);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain('application/problem+json');
});
