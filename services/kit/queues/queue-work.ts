import type { Context } from '../context';
import { Repetition } from '../every';
import { type Queues, workersOf } from '../ports/queues';
import type { Telemetry } from '../telemetry';
import type { QueueStore } from './queue-store';
import { QueueWorker } from './queue-worker';
import { ServiceQueues } from './service-queues';

interface QueueWorkOptions {
  /** The queues of the definition. */
  readonly names: readonly string[];
  readonly store: QueueStore;
  readonly telemetry: Telemetry;
}

/** What works on the messages of a queue. */
export interface QueueHandler {
  readonly queue: string;
  readonly handle: (context: Context, body: string) => Promise<void>;
}

type Methods = Readonly<Record<string, (context: Context, body: string) => Promise<void>>>;

const measureMs = 30_000;

/** Everything about a service's queues: what its code sends with, and what works on them. */
export class QueueWork {
  readonly queues: Queues;
  readonly store: QueueStore;
  private readonly messages;
  private readonly measuring: Repetition;
  private workers: QueueWorker[] = [];
  private started = false;

  constructor(private readonly options: QueueWorkOptions) {
    const { names, store, telemetry } = options;
    this.store = store;
    const help = 'Messages by queue and result: sent, done, failed (delivered again), dead (failed too often).';
    this.messages = telemetry.metrics.counter('queue_messages_total', help, ['queue', 'result']);
    telemetry.metrics.gauges('queue_depth', 'Messages that wait to be worked on.', 'queue', () => store.depths());
    this.queues = new ServiceQueues(names, store, (queue, count) => this.messages.add({ queue, result: 'sent' }, count));
    this.measuring = new Repetition(() => store.measure(), measureMs, telemetry);
  }

  /** Takes over what works on the queues. */
  adopt(handlers: readonly QueueHandler[]): void {
    const { names, store, telemetry } = this.options;
    const idle = names.filter((name) => !handlers.some(({ queue }) => queue === name));
    if (idle.length > 0) telemetry.log.warn({ queues: idle }, 'nothing works on these queues; add methods with @FromQueue');
    this.workers = handlers.map(
      ({ queue, handle }) => new QueueWorker({ queue, store, handle, telemetry, count: (result) => this.messages.add({ queue, result }) }),
    );
  }

  start(): void {
    this.started = true;
    this.measuring.start();
    for (const worker of this.workers) worker.start();
  }

  async stop(): Promise<void> {
    if (!this.started) return;
    await Promise.all([this.measuring.stop(), ...this.workers.map((worker) => worker.stop())]);
  }

  close(): Promise<void> {
    return this.options.store.close();
  }
}

/** The workers that the instances of a service declare with `@FromQueue`. Throws when they are not those of the queues that it names. */
export const queueHandlersIn = (service: string, names: readonly string[], instances: readonly object[]): QueueHandler[] => {
  const handlers = instances.flatMap((instance) =>
    workersOf(instance.constructor).map(({ queue, method }) => ({
      queue,
      handle: async (context: Context, body: string) => (instance as Methods)[method]?.call(instance, context, body),
    })),
  );
  const mistakes = mistakesOf(service, names, handlers);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return handlers;
};

/** What is worked on is declared, and worked on once. */
const mistakesOf = (service: string, names: readonly string[], handlers: readonly QueueHandler[]): string[] => {
  const worked = handlers.map(({ queue }) => queue);
  return [
    ...worked
      .filter((queue) => !names.includes(queue))
      .map((queue) => `${service}: undeclared-worker: works on queue '${queue}', which its definition does not name; add it to queues`),
    ...worked
      .filter((queue, at) => worked.indexOf(queue) !== at)
      .map((queue) => `${service}: two-workers: queue '${queue}' has two workers; make it one`),
  ];
};
