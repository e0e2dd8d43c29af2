import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context';
import { pauseMs } from '../events/backoff';
import { startTrace, type Telemetry } from '../telemetry';
import { batchSize, type Delivery, hiddenSeconds, mostDeliveries, type QueueStore } from './queue-store';

/** What became of a delivery: done, to be delivered again, or gone to the dead-letter queue. */
export type WorkResult = 'done' | 'failed' | 'dead';

export interface QueueWorkerOptions {
  readonly queue: string;
  readonly store: QueueStore;
  readonly telemetry: Telemetry;
  readonly handle: (context: Context, body: string) => Promise<void>;
  readonly count: (result: WorkResult) => void;
  /** Milliseconds after which a message that is still worked on is hidden for longer. @default - half of the time that it is hidden */
  readonly prolongMs?: number;
  /** Milliseconds for which a stop waits for messages that are worked on. @default 20,000 */
  readonly finishMs?: number;
}

/** Messages that are worked on at the same time. */
const concurrency = 10;
const mostWaitSeconds = 60;

/** Works on the messages of one queue: ten at a time, each hidden from other replicas while it lasts, deleted when it succeeded. */
export class QueueWorker {
  private readonly stopping = new AbortController();
  private readonly active = new Set<Promise<void>>();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: QueueWorkerOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** Finishes the messages that are worked on, and gives back those that were fetched and not begun. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    const impatient = new AbortController();
    const late = pause(this.options.finishMs ?? 20_000, undefined, { signal: impatient.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.active), late]);
    impatient.abort();
  }

  private async run(): Promise<void> {
    const { store, queue, telemetry } = this.options;
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; ) {
      const free = concurrency - this.active.size;
      if (free === 0) {
        await this.room(signal);
        continue;
      }
      try {
        const deliveries = await store.receive(queue, Math.min(free, batchSize), signal);
        failures = 0;
        if (signal.aborted) await Promise.all(deliveries.map((delivery) => this.giveBack(delivery, 0)));
        else for (const delivery of deliveries) this.begin(delivery);
      } catch (error) {
        failures += 1;
        const againInMs = pauseMs(failures, { firstMs: 200, mostMs: 5000 });
        telemetry.log.warn({ reason: (error as Error).message, queue, againInMs }, 'the queue cannot be reached; trying again');
        await pause(againInMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Until a message is finished, or the worker is to stop. */
  private async room(signal: AbortSignal): Promise<void> {
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
      signal.addEventListener('abort', stop);
    });
    await Promise.race([...this.active, stopped]);
    signal.removeEventListener('abort', stop);
  }

  private begin(delivery: Delivery): void {
    const work = this.work(delivery).finally(() => this.active.delete(work));
    this.active.add(work);
  }

  private async work(delivery: Delivery): Promise<void> {
    const { queue, store, handle, telemetry, count, prolongMs = hiddenSeconds * 500 } = this.options;
    const context = contextOf(delivery, telemetry);
    const started = performance.now();
    const prolong = (): void =>
      void store.hide(queue, delivery.receipt, hiddenSeconds).catch((error) => {
        context.log.warn({ reason: (error as Error).message, queue }, 'a message could not be kept hidden; it may be delivered twice');
      });
    const prolonging = setInterval(prolong, prolongMs);
    let failure: unknown;
    try {
      await handle(context, delivery.body);
    } catch (error) {
      failure = error ?? new Error('rejected without a reason');
    }
    clearInterval(prolonging);
    const result = resultOf(failure, delivery);
    count(result);
    telemetry.spans.add({
      ...{ name: `work ${queue}`, kind: 'consumer', trace: context.trace, failed: failure !== undefined },
      ...{ startedAt: Date.now() - (performance.now() - started), durationMs: performance.now() - started },
      attributes: { 'messaging.destination.name': queue },
    });
    if (failure === undefined) await this.end(delivery, context);
    else await this.fail(delivery, context, failure);
  }

  private async end(delivery: Delivery, { log }: Context): Promise<void> {
    const { store, queue } = this.options;
    await store.delete(queue, delivery.receipt).catch((error) => {
      log.warn({ reason: (error as Error).message, queue }, 'a message that is done could not be deleted; it is delivered again');
    });
  }

  private async fail(delivery: Delivery, { log }: Context, err: unknown): Promise<void> {
    const { queue } = this.options;
    const facts = { err, queue, deliveries: delivery.deliveries };
    if (delivery.deliveries >= mostDeliveries) log.error(facts, 'a message failed too often; it goes to the dead-letter queue');
    else log.warn(facts, 'a message failed; it is delivered again');
    await this.giveBack(delivery, waitSeconds(delivery.deliveries));
  }

  /** What cannot be given back comes back when its time is over. */
  private async giveBack({ receipt }: Delivery, seconds: number): Promise<void> {
    const { store, queue, telemetry } = this.options;
    await store.hide(queue, receipt, seconds).catch((error) => {
      telemetry.log.warn({ reason: (error as Error).message, queue }, 'a message could not be given back; it stays hidden for a while');
    });
  }
}

/** 1, 2, 4 and 8 seconds; after the last delivery none, so that the queue sees at once that it was the last. */
const waitSeconds = (deliveries: number): number =>
  deliveries >= mostDeliveries ? 0 : Math.ceil(pauseMs(deliveries, { firstMs: 1000, mostMs: mostWaitSeconds * 1000 }) / 1000);

const resultOf = (failure: unknown, { deliveries }: Delivery): WorkResult => {
  if (failure === undefined) return 'done';
  return deliveries >= mostDeliveries ? 'dead' : 'failed';
};

const contextOf = ({ traceparent }: Delivery, { log, sampling }: Telemetry): Context => {
  const trace = startTrace(traceparent, sampling);
  const facts = { requestId: trace.traceId, traceId: trace.traceId, spanId: trace.spanId };
  return { trace, requestId: trace.traceId, log: log.child(facts), deadline: performance.now() + 60_000 };
};
