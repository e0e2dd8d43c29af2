import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerClientError } from '../http/client-error';
import { notFound, Problem, problemBody } from '../http/problem';
import { startTrace } from '../telemetry';

/** A service behind the gateway. */
export interface Route {
  readonly name: string;
  /** First segment of the paths that lead to it: `/gifts`. */
  readonly path: string;
  readonly port: number;
}

export interface GatewayOptions {
  /** 0 means any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** The start page, made anew for each visitor. */
  readonly page: () => Promise<string>;
  /** Milliseconds that a service may be silent. @default 60,000 */
  readonly silenceMs?: number;
}

/** The one entrance to the platform on this computer. */
export interface Gateway {
  readonly port: number;
  /** Lets requests at hand be finished, for at most five seconds. */
  close(): Promise<void>;
}

const problemBaseUrl = 'https://example.com';

/** Headers that are about one connection only. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ofConnection = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'];
const alsoOfConnection = ['transfer-encoding', 'upgrade', 'expect'];

/** A segment that leads upwards, also when it is written in percent. */
const climbs = /(^|[/\\])(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i;

/**
 * Starts the gateway on the loopback address. It hands on what begins with the path of a service, unchanged, and shows the start page at
 * `/`; everything else, the addresses at the root that only a cluster asks among it, is not there.
 */
export const startGateway = async ({ port, routes, page, silenceMs = 60_000 }: GatewayOptions): Promise<Gateway> => {
  // Services keep a silent connection for 72 s; it is given up before they do.
  const agent = new Agent({ keepAlive: true, timeout: 60_000, maxFreeSockets: 64 });
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/' && (request.method === 'GET' || request.method === 'HEAD')) return void showPage(page, request, response);
    const route = climbs.test(path) ? undefined : byPath.get(`/${path.split('/')[1] ?? ''}`);
    if (route === undefined || !path.startsWith('/')) return refuse(request, response, notFound());
    forward({ request, response, route, agent, silenceMs });
  });
  server.on('clientError', (error, socket) => answerClientError(error as NodeJS.ErrnoException, socket as Socket, problemBaseUrl));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port, host: '127.0.0.1' }, resolve);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const impatient = setTimeout(() => server.closeAllConnections(), 5000);
    // A connection whose last answer has just been given is still open for more.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    await closed;
    clearTimeout(impatient);
    clearInterval(idle);
    agent.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
};

interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Route;
  readonly agent: Agent;
  readonly silenceMs: number;
}

const forward = ({ request, response, route, agent, silenceMs }: Passage): void => {
  const { method, url: path, headers, socket } = request;
  const upstream = send({ host: '127.0.0.1', port: route.port, method, path, agent, headers: headersFor(headers, socket.remoteAddress) });
  upstream.setTimeout(silenceMs, () => upstream.destroy());
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.headers));
    // Half an answer must not look like a whole one.
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  upstream.on('error', () => {
    if (response.headersSent) return void response.destroy();
    refuse(request, response, new Problem(502, 'bad-gateway', `${route.name} does not answer`));
  });
  // Who went away does not wait for the answer.
  response.on('close', () => upstream.destroy());
  if (!(Number(headers['content-length']) > largeBytes)) return void request.pipe(upstream);
  upstream.flushHeaders();
  setTimeout(() => {
    if (!response.headersSent && !upstream.destroyed) request.pipe(upstream);
  }, patienceMs);
};

/**
 * Whoever refuses a large body does so by its length and closes the connection; the refusal is lost when the body is still being sent then.
 * So a large one waits a moment for it.
 */
const largeBytes = 65_536;
const patienceMs = 25;

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = headers.connection?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
  const dropped = new Set([...ofConnection, ...alsoOfConnection, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
};

/** Nobody stands before this gateway, so what a client says of its own address is not believed. */
const headersFor = (headers: IncomingHttpHeaders, address = ''): IncomingHttpHeaders => ({
  ...endToEnd(headers),
  ...bodyOf(headers),
  'x-forwarded-for': address,
  'x-forwarded-proto': 'http',
  'x-forwarded-host': headers.host ?? '',
});

/** How long the body is. Without a length there is none, unless it comes in pieces. */
const bodyOf = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  headers['transfer-encoding'] !== undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': headers['content-length'] ?? '0' };

const showPage = async (page: () => Promise<string>, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const text = await page().catch(() => undefined);
  if (text === undefined) return refuse(request, response, new Problem(500, 'internal', 'the start page could not be made'));
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy });
  response.end(text);
};

const refuse = (request: IncomingMessage, response: ServerResponse, problem: Problem): void => {
  const { traceId } = startTrace(request.headers.traceparent as string | undefined);
  const body = problemBody(problem, request.url?.split('?')[0] ?? '', traceId, problemBaseUrl);
  response.writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};
