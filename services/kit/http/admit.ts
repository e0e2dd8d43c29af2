import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../context';
import { authorize, callerOf } from './access';
import { sendReplay } from './good-answer';
import { fingerprintOf, type IdempotencyKeys, keyOf, type Replay } from './idempotency';
import { readInput } from './input';
import type { Limits } from './limits';
import { known, Problem } from './problem';
import { type AnyRoute, statusOf } from './route';
import type { ServerOptions } from './server';
import type { Work } from './work';

/** Authentication, limits, authorisation, input and idempotency, in this order. */
export const admit = (server: FastifyInstance, { verifier, clock, keys }: ServerOptions, limits: Limits): void => {
  const prepare = (request: FastifyRequest, work: Work, contract: AnyRoute): void => {
    authorize(work.caller, contract, contract.fresh ? clock.now().getTime() / 1000 : 0);
    const { params, query, body } = readInput(request, contract);
    work.params = params;
    work.query = query;
    work.body = body;
    if (contract.ifMatch) work.expectedVersion = versionOf(request.headers['if-match']);
  };

  server.addHook('preHandler', (request, reply, done) => {
    const work = request.work as Work;
    const { contract } = work;
    if (contract === undefined) return done();
    const enter = (): void => {
      prepare(request, work, contract);
      if (contract.idempotency === undefined) done();
      else
        claim(request, work, contract, keys).then((replay) => {
          if (replay) sendReplay(reply, contract, replay);
          else done(giveBackLater(work, reply, keys));
        }, done);
    };
    const count = (caller: Caller | undefined): void => {
      work.caller = caller;
      const counted = limits.admit(request, reply, work, contract);
      if (counted === undefined) enter();
      else counted.then(enter).catch(done);
    };
    try {
      const caller = callerOf(request, contract, verifier);
      if (caller instanceof Promise) caller.then(count).catch(done);
      else count(caller);
    } catch (error) {
      done(error as Error);
    }
  });
};

/** Gives a key back when there is an answer or nobody waits for one: a client that hung up ends no response. Says what is wrong by then. */
const giveBackLater = ({ idempotency }: Work, { raw }: FastifyReply, keys: IdempotencyKeys | undefined): Problem | undefined => {
  if (idempotency === undefined) return undefined;
  const giveBack = (): void => keys?.release(idempotency);
  if (!raw.destroyed) raw.once('close', giveBack);
  else giveBack();
  return raw.destroyed ? known('malformed-request', 'the request was given up before it was begun') : undefined;
};

const versionOf = (header: string | undefined): number => {
  if (header === undefined) throw known('precondition-required', 'send If-Match with the ETag that you have read');
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined) throw known('stale-version', 'If-Match holds no ETag of ours; read it again');
  return Number(version);
};

const claim = async (
  request: FastifyRequest,
  work: Work,
  contract: AnyRoute,
  keys: IdempotencyKeys | undefined,
): Promise<Replay | undefined> => {
  const key = keyOf(work.header('idempotency-key'), contract);
  if (key instanceof Problem) throw key;
  if (key === undefined || keys === undefined) return undefined;
  const call = {
    caller: work.caller?.subject ?? `ip:${work.address}`,
    key,
    method: contract.method,
    path: request.url.split('?')[0] ?? '',
    fingerprint: fingerprintOf(request.body ?? work.rawBody?.toString('latin1')),
    status: statusOf(contract),
  };
  const replay = await keys.claim(call);
  if (replay === undefined) work.idempotency = call;
  return replay;
};
