import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context';
import { ownContext } from '../every';
import { Problem } from '../http/problem';
import type { Job } from '../jobs';
import type { Telemetry } from '../telemetry';
import type { JobStore, TakenJob } from './job-store';

/** Who does one kind of job. */
export interface JobDoer {
  readonly kind: string;
  /** How often a job is tried. */
  readonly attempts: number;
  does(context: Context, job: Job): Promise<unknown>;
}

export interface JobLoopOptions {
  readonly store: JobStore;
  readonly doer: JobDoer;
  readonly telemetry: Telemetry;
  /** How often it looks when nobody woke it, in milliseconds. @default 500 */
  readonly pauseMs?: number | undefined;
  /** How often a running job's lease is renewed, in milliseconds. @default 15,000 */
  readonly heartbeatMs?: number | undefined;
  /** How long a job that is told to stop may take before it is given back all the same, in milliseconds. @default 5000 */
  readonly graceMs?: number | undefined;
}

/** Before the second try, the third and so on, in milliseconds; the last one stands for all that follow. */
const pauses = [1000, 10_000, 60_000, 600_000];

/** Does the jobs of one kind, one at a time. */
export class JobLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private awake: () => void = () => {};
  private asked = false;

  constructor(private readonly options: JobLoopOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Says that there may be something to do. */
  wake(): void {
    this.asked = true;
    this.awake();
  }

  /** Tells the job at hand to stop and gives it back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.awake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { store, doer, telemetry, pauseMs = 500 } = this.options;
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      this.asked = false;
      try {
        const job = await store.take(doer.kind);
        failures = 0;
        if (job) await this.attempt(job);
        if (job) continue;
      } catch (error) {
        failures += 1;
        telemetry.log.warn({ err: error, kind: doer.kind }, 'jobs cannot be looked for or settled; trying again');
      }
      if (!this.asked && !signal.aborted) await this.sleep(Math.min(pauseMs * 2 ** failures, Math.max(pauseMs, 10_000)));
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.awake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async attempt(job: TakenJob): Promise<void> {
    const { store, doer, telemetry } = this.options;
    const context = { ...ownContext(telemetry), deadline: Number.POSITIVE_INFINITY };
    // Its process died each time, perhaps because of the job itself.
    if (job.attempts > doer.attempts) {
      context.log.error({ job: job.id, kind: doer.kind }, 'job failed: its process ended too often');
      await store.fail(job, 'the work ended before it was done');
      return;
    }
    const outcome = await this.outcomeOf(job, context);
    if ('result' in outcome) await store.finish(job, outcome.result);
    else if (outcome.stopped) await store.giveBack(job);
    else await this.again(job, outcome.error, context);
  }

  /** What comes of the work; it has stopped when the service stops, or when the lease was lost. */
  private async outcomeOf(job: TakenJob, context: Context): Promise<{ result: unknown } | { error: unknown; stopped: boolean }> {
    const { doer, heartbeatMs = 15_000, graceMs = 5000 } = this.options;
    const lost = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const heartbeat = setInterval(() => void this.renew(job, lost, context), heartbeatMs);
    const over = new AbortController();
    const late = new Promise<{ error: unknown; stopped: true }>((resolve) => {
      const end = () =>
        pause(graceMs, undefined, { signal: over.signal }).then(
          () => resolve({ error: undefined, stopped: true }),
          () => undefined,
        );
      if (signal.aborted) void end();
      else signal.addEventListener('abort', end, { once: true });
    });
    const work = (async () => doer.does(context, { id: job.id, payload: job.payload, attempt: job.attempts, signal }))().then(
      (result) => ({ result }),
      (error: unknown) => ({ error, stopped: signal.aborted }),
    );
    try {
      return await Promise.race([work, late]);
    } finally {
      clearInterval(heartbeat);
      over.abort();
    }
  }

  private async renew(job: TakenJob, lost: AbortController, context: Context): Promise<void> {
    try {
      if (!(await this.options.store.renew(job))) lost.abort();
    } catch (error) {
      context.log.warn({ err: error, job: job.id }, 'the lease of a job could not be renewed; trying again');
    }
  }

  private async again(job: TakenJob, error: unknown, { log }: Context): Promise<void> {
    const { store, doer } = this.options;
    const said = error instanceof Problem ? error.message : 'something went wrong here; it is known to the operators';
    const facts = { err: error, job: job.id, kind: doer.kind, attempt: job.attempts };
    if (job.attempts >= doer.attempts) {
      log.error(facts, 'job failed for good');
      await store.fail(job, said);
      return;
    }
    const pauseMs = pauses[Math.min(job.attempts, pauses.length) - 1] ?? 0;
    log.warn({ ...facts, againInMs: pauseMs }, 'job failed; it is tried again');
    await store.postpone(job, said, pauseMs);
  }
}
