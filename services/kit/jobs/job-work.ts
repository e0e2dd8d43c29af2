import type { Context } from '../context';
import { doersOf, type Job } from '../jobs';
import type { Telemetry } from '../telemetry';
import { type JobDoer, JobLoop, type JobLoopOptions } from './job-loop';
import type { JobStore } from './job-store';

type Methods = Readonly<Record<string, (context: Context, job: Job) => Promise<unknown>>>;

/** The doers that the instances of a service declare with `@Does`. */
export const doersIn = (instances: readonly object[]): JobDoer[] =>
  instances.flatMap((instance) =>
    doersOf(instance.constructor).map(({ kind, method, attempts }) => ({
      kind,
      attempts,
      does: async (context, job) => (instance as Methods)[method]?.call(instance, context, job),
    })),
  );

interface JobWorkOptions extends Pick<JobLoopOptions, 'pauseMs' | 'heartbeatMs' | 'graceMs'> {
  readonly service: string;
  /** Absent where there is no database. */
  readonly store: JobStore | undefined;
  readonly doers: readonly JobDoer[];
  readonly telemetry: Telemetry;
}

/** What a service does with jobs by itself: one at a time of each kind. */
export class JobWork {
  private readonly loops: readonly JobLoop[];

  /** Refuses two doers of one kind, and doers without a database. */
  constructor(private readonly options: JobWorkOptions) {
    const { service, store, doers, telemetry } = options;
    const kinds = doers.map(({ kind }) => kind);
    const twice = kinds.filter((kind, at) => kinds.indexOf(kind) !== at);
    const mistakes = [
      ...twice.map((kind) => `${service}: two-doers: jobs of kind '${kind}' have two doers; make it one`),
      ...(store ? [] : kinds.map((kind) => `${service}: no-database: does jobs of kind '${kind}' and has no database; declare one`)),
    ];
    if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
    this.loops = store ? doers.map((doer) => new JobLoop({ ...options, store, doer })) : [];
    if (store === undefined) return;
    store.kinds = new Set(kinds);
    telemetry.metrics.gauges('jobs', 'Jobs, by state.', 'state', () => store.counts().catch(() => []));
  }

  start(): void {
    const { store } = this.options;
    if (store)
      store.onAdded = () => {
        for (const loop of this.loops) loop.wake();
      };
    for (const loop of this.loops) loop.start();
  }

  async purge(): Promise<void> {
    await this.options.store?.purge();
  }

  /** Gives back what runs. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
