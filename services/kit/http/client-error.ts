import type { Socket } from 'node:net';
import { startTrace } from '../telemetry';
import { known, type Problem, problemBody } from './problem';

const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: known('headers-too-large', 'the headers may have 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: known('request-timeout', 'the request took longer than 30 s to arrive'),
};

/** Answers what is no request, so that no route and no hook ever sees it. */
export const answerClientError = ({ code = '' }: { code?: string }, socket: Socket, baseUrl: string): void => {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = problems[code] ?? known('malformed-request', 'this is not HTTP');
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
