import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerClientError, answerOddRequests } from '../http/client-error';
import { known, notFound, Problem } from '../http/problem';
import { forward, mostBytes, problemBaseUrl, type Route, refuse, tooLarge } from './forward';

export interface GatewayOptions {
  /** 0 means any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** The start page, made anew for each visitor. */
  readonly page: () => Promise<string>;
  /** Answers what is the gateway's own besides the start page, when somebody reads it, and says whether it did. @default - nothing is */
  readonly own?: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
  /** Milliseconds that a service may be silent. @default 60,000 */
  readonly silenceMs?: number;
}

/** The one entrance to the platform on this computer. */
export interface Gateway {
  readonly port: number;
  /** Lets requests at hand be finished, for at most five seconds. */
  close(): Promise<void>;
}

/** A segment that leads upwards, also when it is written in percent. */
const climbs = /(^|[/\\])(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i;

/**
 * Starts the gateway on the loopback address. It hands on what begins with the path of a service, unchanged, and shows the start page at
 * `/`; everything else, the addresses at the root that only a cluster asks among it, is not there.
 */
export const startGateway = async ({ port, routes, page, own, silenceMs = 60_000 }: GatewayOptions): Promise<Gateway> => {
  // Services keep a silent connection for 72 s; it is given up before they do.
  const agent = new Agent({ keepAlive: true, timeout: 60_000, maxFreeSockets: 64 });
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const problem = refusalOf(request);
    if (problem) return refuse(request, response, problem);
    if (isReading(request) && (path === '/' ? showPage(page, request, response) : own?.(path, request, response))) return;
    const route = climbs.test(path) ? undefined : byPath.get(`/${path.split('/')[1] ?? ''}`);
    if (route === undefined || !path.startsWith('/')) return refuse(request, response, notFound());
    forward({ request, response, route, agent, silenceMs });
  });
  answerOddRequests(server, problemBaseUrl);
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

/** Pages load nothing from elsewhere. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
};

const isReading = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** What is wrong with a request wherever it goes. */
const refusalOf = ({ headers, httpVersion }: IncomingMessage): Problem | undefined => {
  if (headers.host === undefined && httpVersion === '1.1') return known('malformed-request', 'send a Host header');
  return Number(headers['content-length']) > mostBytes ? tooLarge : undefined;
};

const showPage = async (page: () => Promise<string>, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const text = await page().catch(() => undefined);
  if (text === undefined) return refuse(request, response, new Problem(500, 'internal', 'the start page could not be made'));
  response.writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
  response.end(text);
};
