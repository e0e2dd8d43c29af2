import {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { known, Problem, problemBody } from '../http/problem';
import { startTrace } from '../telemetry';

/** A service behind the gateway. */
export interface Route {
  readonly name: string;
  /** First segment of the paths that lead to it: `/gifts`. */
  readonly path: string;
  readonly port: number;
}

export const problemBaseUrl = 'https://example.com';

/** Headers that are about one connection only. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ofConnection = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'];
const alsoOfConnection = ['transfer-encoding', 'upgrade', 'expect'];

interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Route;
  readonly agent: Agent;
  readonly silenceMs: number;
}

/** Hands a request on to its service, and the answer back. */
export const forward = ({ request, response, route, agent, silenceMs }: Passage): void => {
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
    if (response.writableEnded) return;
    if (response.headersSent) return void response.destroy();
    refuse(request, response, new Problem(502, 'bad-gateway', `${route.name} does not answer`));
  });
  // Who went away does not wait for the answer.
  response.on('close', () => upstream.destroy());
  if (!(Number(headers['content-length']) > largeBytes)) return void handOn(request, response, upstream);
  upstream.flushHeaders();
  setTimeout(() => {
    if (!response.headersSent && !upstream.destroyed) handOn(request, response, upstream);
  }, patienceMs);
};

/** Hands on the body as it comes. One in pieces does not say its length, so it is counted. */
const handOn = (request: IncomingMessage, response: ServerResponse, upstream: ClientRequest): void => {
  let bytes = 0;
  request.pipe(upstream);
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= mostBytes || response.writableEnded) return;
    request.unpipe(upstream).resume();
    if (response.headersSent) response.destroy();
    else refuse(request, response, tooLarge);
    upstream.destroy();
  });
};

/** Nothing that anybody takes is larger than the largest image. */
export const mostBytes = 10 * 1024 * 1024;
export const tooLarge = known('body-too-large', 'no body may have more than 10 MiB');

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

/** Answers with a problem. */
export const refuse = (request: IncomingMessage, response: ServerResponse, problem: Problem): void => {
  const { traceId } = startTrace(request.headers.traceparent as string | undefined);
  const body = problemBody(problem, request.url?.split('?')[0] ?? '', traceId, problemBaseUrl);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(body));
};
