import type { Context } from '../context';

/**
 * The service's queues by the names in its definition: SQS in a cluster, in this process on a laptop. A queue delivers at least once and in
 * no order; a message that fails five times goes to the dead-letter queue. So a message is only a hint to look: what it means, and whether
 * it was done, the database knows.
 */
export abstract class Queues {
  /**
   * Puts messages of at most 200 KiB each, to be delivered after 0 to 900 seconds. Rejects when the queue cannot be reached; a sweeper must
   * then find what was not put. Work on a message that is put with a context goes on with its trace.
   */
  abstract send(queue: string, bodies: readonly string[], delaySeconds?: number, context?: Context): Promise<void>;
}

interface Worker {
  readonly queue: string;
  readonly method: string;
}

const workers = new WeakMap<object, Worker[]>();

/** The queues that a class works on. */
export const workersOf = (type: object): readonly Worker[] => workers.get(type) ?? [];

/** Makes a method of a provider the worker of a queue. A message whose worker rejects is delivered again after a while. */
export const FromQueue =
  (queue: string) =>
  (target: object, key: string, _: TypedPropertyDescriptor<(context: Context, body: string) => Promise<void>>): void => {
    workers.set(target.constructor, [...workersOf(target.constructor), { queue, method: key }]);
  };
