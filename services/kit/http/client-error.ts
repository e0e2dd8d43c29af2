import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { startTrace } from '../telemetry';
import { known, type Problem, problemBody } from './problem';

const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: known('headers-too-large', 'the headers may have 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: known('request-timeout', 'the request took longer than 30 s to arrive'),
};

/** Answers what is no request, so that no route and no hook ever sees it. */
export const answerClientError = ({ code = '' }: { code?: string }, socket: Socket, baseUrl: string): void => {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  endWith(problems[code] ?? known('malformed-request', 'this is not HTTP'), socket, baseUrl);
};

/** Answers requests that Node would refuse without a word: to be a tunnel, or to fulfil what nobody knows. */
export const answerOddRequests = (server: Server, baseUrl: string): void => {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    endWith(known('method-not-allowed', 'this is no proxy'), socket, baseUrl);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) =>
    endWith(known('expectation-failed', 'of all expectations only 100-continue is known'), socket, baseUrl),
  );
};

/** Writes a problem and closes the connection. */
const endWith = (problem: Problem, socket: Duplex, baseUrl: string): void => {
  const { traceId } = startTrace(undefined);
  const answer = problemBody(problem, '/', traceId, baseUrl);
  const body = JSON.stringify(answer);
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': traceId, connection: 'close' },
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${answer.title}\r\n${lines.join('')}\r\n${body}`);
};
