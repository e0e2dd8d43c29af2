import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { known } from '../http/problem';
import type { Work } from '../http/work';

const share = z.number().min(0).max(1).default(0);
const flag = z.boolean().default(false);

/** How a process misbehaves on purpose. */
export const faultFlags = z.strictObject({
  /** Each request waits so long before anything else, in milliseconds. */
  latencyMs: z.int().min(0).max(60_000).default(0),
  /** Share of the requests that are answered with 500. */
  errorRate: share,
  /** The database seems to be away. */
  dbDown: flag,
  /** Nothing is published, nothing that arrives is handled. */
  busDown: flag,
  /** Readiness says no. */
  notReady: flag,
  /** Share of the events that are handled once more after they were. */
  redeliverRate: share,
  /** Events of different keys come in any order; those of one key keep theirs. */
  shuffle: flag,
});

export type FaultFlags = z.output<typeof faultFlags>;

/** The faults of one process, at the moment; replicas have their own. */
export class Faults {
  now: FaultFlags = faultFlags.parse({});
}

/** Delays and fails requests as the faults say, except those that the process and its operators live by. */
export const disturb = (server: FastifyInstance, faults: Faults): void => {
  server.addHook('onRequest', (request, _reply, done) => {
    const { contract } = request.work as Work;
    if (contract === undefined || contract.path.startsWith('/internal/')) return done();
    const { latencyMs, errorRate } = faults.now;
    const error = Math.random() < errorRate ? known('internal', 'this request fails on purpose') : undefined;
    if (latencyMs > 0) setTimeout(done, latencyMs, error);
    else done(error);
  });
};
