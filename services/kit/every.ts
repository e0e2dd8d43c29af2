import type { Context } from './context';
import { startTrace, type Telemetry } from './telemetry';

interface Repeated {
  readonly method: string;
  readonly pauseMs: number;
}

const repeated = new WeakMap<object, Repeated[]>();

/** What a class wants to be done again and again. */
export const repeatedOf = (type: object): readonly Repeated[] => repeated.get(type) ?? [];

/**
 * Calls a method of a provider again and again, with a pause in milliseconds between the end of one call and the start of the next; never
 * twice at a time in one process, but in every replica. Calls stop before the service does, and do not happen in a standby region.
 */
export const Every =
  (pauseMs: number) =>
  (target: object, key: string, _: TypedPropertyDescriptor<(context: Context) => Promise<void>>): void => {
    repeated.set(target.constructor, [...repeatedOf(target.constructor), { method: key, pauseMs }]);
  };

/** The context of work that nobody asked for. */
export const ownContext = ({ log, sampling }: Telemetry): Context => {
  const trace = startTrace(undefined, sampling);
  return { trace, requestId: trace.traceId, log: log.child({ traceId: trace.traceId }), deadline: performance.now() + 60_000 };
};

/** A loop around one method. */
export class Repetition {
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly work: (context: Context) => Promise<void>,
    private readonly pauseMs: number,
    private readonly telemetry: Telemetry,
  ) {}

  start(): void {
    this.running = this.once().then(() => {
      if (!this.stopping) this.timer = setTimeout(() => this.start(), this.pauseMs);
    });
  }

  /** Lets the call at hand end. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async once(): Promise<void> {
    const context = ownContext(this.telemetry);
    try {
      await this.work(context);
    } catch (error) {
      context.log.warn({ err: error }, 'repeated work failed; it is tried again');
    }
  }
}
