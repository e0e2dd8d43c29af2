import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock';
import type { TokenVerifier } from '../identity/tokens';
import type { Telemetry } from '../telemetry';
import { admit } from './admit';
import { sendProblem } from './answer';
import { readBodies } from './bodies';
import { answerClientError } from './client-error';
import { describeAnswers } from './good-answer';
import type { IdempotencyKeys } from './idempotency';
import { observe } from './observe';
import { known } from './problem';
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
}

/** Fastify with everything that a request passes on its way, as hooks: an interceptor of Nest costs as much as the rest of a request. */
export const createServer = (options: ServerOptions): FastifyAdapter => {
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    request.work = new Work(request, options.telemetry);
    // Not on the raw response: one header there makes Node take a longer way for all of them.
    reply.header('x-request-id', request.work.requestId).header('x-content-type-options', 'nosniff');
  };
  const adapter: FastifyAdapter = new FastifyAdapter({
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 500 },
    trustProxy: (_address: string, hop: number) => hop < 1,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.problemBaseUrl),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply);
      sendProblem(error, request, reply, options.problemBaseUrl);
    },
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  readBodies(server);
  server.decorateRequest('work', null);
  server.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    done(request.raw.url && request.raw.url.length > 8192 ? known('url-too-long', 'the address may have 8 KiB') : undefined);
  });
  admit(server, options);
  describeAnswers(server);
  observe(server, options.telemetry);
  // Nest would make an exception of its own of every error and lose what it was.
  adapter.mapException = (error: unknown) => error;
  // What a contract describes is a value, never a stream; to find that out each time costs as much as the log line.
  adapter.reply = (reply: FastifyReply, body: unknown, status?: number) => (status ? reply.code(status) : reply).send(body);
  return adapter;
};
