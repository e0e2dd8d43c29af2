import type { Context } from '../context';
import { Queues } from '../ports/queues';
import { traceparent } from '../telemetry';
import type { QueueStore } from './queue-store';

const mostBytes = 200 * 1024;
const longestDelaySeconds = 900;

/** The queues of a service as its code sees them, wherever the messages wait. What no queue takes is refused before anything is put. */
export class ServiceQueues extends Queues {
  constructor(
    private readonly names: readonly string[],
    private readonly store: QueueStore,
    private readonly sent: (queue: string, count: number) => void,
  ) {
    super();
  }

  async send(queue: string, bodies: readonly string[], delaySeconds = 0, context?: Context): Promise<void> {
    if (!this.names.includes(queue))
      throw new Error(`queue ${queue}: unknown-queue: the definition names ${this.names.join(', ')}; use one of them, or add it to queues`);
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > longestDelaySeconds)
      throw new Error(`queue ${queue}: wrong-delay: ${delaySeconds} s; give whole seconds from 0 to ${longestDelaySeconds}`);
    for (const body of bodies) refuse(queue, Buffer.byteLength(body));
    if (bodies.length === 0) return;
    const trace = context && traceparent(context.trace);
    await this.store.send(
      queue,
      bodies.map((body) => ({ body, traceparent: trace })),
      delaySeconds,
    );
    this.sent(queue, bodies.length);
  }
}

const refuse = (queue: string, bytes: number): void => {
  if (bytes === 0) throw new Error(`queue ${queue}: empty-message: a message has no text; give it some`);
  if (bytes > mostBytes)
    throw new Error(
      `queue ${queue}: large-message: a message has ${bytes} bytes of ${mostBytes}; put an id, and the rest into the database`,
    );
};
