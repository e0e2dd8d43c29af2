import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock';
import type { TokenVerifier } from '../identity/tokens';
import type { Telemetry } from '../telemetry';
import { admit } from './admit';
import { sendProblem, usualBytes } from './answer';
import { readBodies } from './bodies';
import { answerClientError, answerOddRequests } from './client-error';
import { rememberConnections } from './close';
import { allowOrigins } from './cors';
import { describeAnswers, sendAnswer } from './good-answer';
import type { IdempotencyKeys } from './idempotency';
import { Limits } from './limits';
import { observe } from './observe';
import { known, type Problem } from './problem';
import type { AnyRoute } from './route';
import { Work } from './work';

export interface ServerOptions {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly verifier: TokenVerifier;
  /** Absent where there is no database. */
  readonly keys: IdempotencyKeys | undefined;
  readonly problemBaseUrl: string;
  /** Every contract, to tell a wrong verb from a wrong address. */
  readonly contracts: readonly AnyRoute[];
  /** How many proxies stand before the service, each of which adds who spoke to it to `X-Forwarded-For`. */
  readonly trustedHops: number;
  /** Origins whose pages may ask, without cookies. */
  readonly origins: readonly string[];
  /** Multiplies every rate limit. */
  readonly limitFactor: number;
  /** Where strict limits are counted over all replicas. @default - each replica counts by itself */
  readonly valkey?: Redis | undefined;
}

/** Time for a request to arrive whole. */
const arrivalMs = 30_000;

/** Fastify with everything that a request passes on its way, as hooks: an interceptor of Nest costs as much as the rest of a request. */
export const createServer = (options: ServerOptions): FastifyAdapter => {
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    request.work = new Work(request, options.telemetry, options.trustedHops);
    // Not on the raw response: one header there makes Node take a longer way for all of them.
    reply.header('x-request-id', request.work.requestId).header('x-content-type-options', 'nosniff');
  };
  const adapter: FastifyAdapter = new FastifyAdapter({
    bodyLimit: usualBytes,
    requestTimeout: arrivalMs,
    // Node looks each second for requests that take too long to arrive; with more time for headers than for all it would swap the two.
    // What has no Host is answered below, with a problem.
    http: { connectionsCheckingInterval: 1000, headersTimeout: arrivalMs, requireHostHeader: false },
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.problemBaseUrl),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply);
      sendProblem(error, request, reply, options.problemBaseUrl);
    },
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  rememberConnections(server.server);
  answerOddRequests(server.server, options.problemBaseUrl);
  readBodies(server);
  server.decorateRequest('work', null);
  observe(server, options.telemetry);
  server.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    done(refusalOf(request));
  });
  allowOrigins(server, options.origins);
  server.addHook('onRoute', (route) => {
    const maxBytes = route.config?.contract?.maxBytes;
    if (maxBytes !== undefined) route.bodyLimit = maxBytes;
  });
  admit(server, options, limitsOf(options));
  describeAnswers(server);
  // Nest would make an exception of its own of every error and lose what it was.
  adapter.mapException = (error: unknown) => error;
  // The contract says what kind of answer it is; to find that out each time costs as much as the log line.
  adapter.reply = (reply: FastifyReply, body: unknown, status?: number) => sendAnswer(status ? reply.code(status) : reply, body);
  return adapter;
};

/** What is wrong with a request wherever it goes. */
const refusalOf = ({ raw: { url = '', headers, httpVersion } }: FastifyRequest): Problem | undefined => {
  if (url.length > 8192) return known('url-too-long', 'the address may have 8 KiB');
  if (headers.host === undefined && httpVersion === '1.1') return known('malformed-request', 'send a Host header');
  return undefined;
};

const limitsOf = ({ clock, telemetry: { metrics }, limitFactor: factor, valkey }: ServerOptions): Limits =>
  new Limits({ clock, metrics, factor, valkey });
