import type { Clock } from '../clock';

export type CircuitState = 'closed' | 'open' | 'half-open';

/** How a call went, as the breaker sees it: `unknown` when it says nothing of the callee. */
export type CallResult = 'good' | 'failed' | 'unknown';

/** The right to make one call; whoever got it says once how the call went. */
export interface Permit {
  settle(result: CallResult): void;
}

const windowSeconds = 10;
const fewestCalls = 20;
const openMs = 10_000;
const probes = 3;

/**
 * Stops calls to a callee that fails, so that neither side waits for the other. It opens when at least half of at least 20 calls within
 * 10 seconds failed. After 10 seconds three calls try it out: three good ones close it, a failed one opens it again.
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class Breaker {
  private readonly window: CallWindow;
  /** Milliseconds since 1970; absent while closed. */
  private openUntil: number | undefined;
  private probing = 0;
  private passed = 0;
  /** Grows whenever the breaker opens or closes; what was permitted before counts no more. */
  private era = 0;

  constructor(private readonly clock: Clock) {
    this.window = new CallWindow(clock);
  }

  state(): CircuitState {
    if (this.openUntil === undefined) return 'closed';
    return this.now() < this.openUntil ? 'open' : 'half-open';
  }

  /** Whole seconds until a call may be tried, at least 1. */
  secondsToWait(): number {
    return Math.max(1, Math.ceil(((this.openUntil ?? 0) - this.now()) / 1000));
  }

  /** The permit for a call, or `undefined` when the call must not be made. */
  enter(): Permit | undefined {
    const state = this.state();
    if (state === 'open' || (state === 'half-open' && this.probing >= probes)) return undefined;
    if (state === 'half-open') this.probing++;
    const { era } = this;
    let settled = false;
    return {
      settle: (result) => {
        if (!settled && era === this.era) this.record(result);
        settled = true;
      },
    };
  }

  private record(result: CallResult): void {
    if (this.openUntil === undefined) this.recordClosed(result);
    else if (result === 'failed') this.move(this.now() + openMs);
    else if (result === 'unknown') this.probing--;
    else if (++this.passed >= probes) this.move(undefined);
  }

  private recordClosed(result: CallResult): void {
    if (result === 'unknown') return;
    const { calls, failures } = this.window.add(result === 'failed');
    if (calls >= fewestCalls && failures * 2 >= calls) this.move(this.now() + openMs);
  }

  private move(openUntil: number | undefined): void {
    this.era++;
    this.openUntil = openUntil;
    this.probing = 0;
    this.passed = 0;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

interface Count {
  calls: number;
  failures: number;
}

/** Counts the calls of the last 10 seconds, second by second. */
class CallWindow {
  private slots: (Count & { readonly second: number })[] = [];

  constructor(private readonly clock: Clock) {}

  /** Adds a call and gives the counts with it. */
  add(failed: boolean): Count {
    const second = Math.floor(this.clock.now().getTime() / 1000);
    let latest = this.slots.at(-1);
    if (latest?.second !== second) {
      latest = { second, calls: 0, failures: 0 };
      this.slots = [...this.slots.filter((slot) => slot.second > second - windowSeconds), latest];
    }
    latest.calls++;
    if (failed) latest.failures++;
    const sum = { calls: 0, failures: 0 };
    for (const { calls, failures } of this.slots) {
      sum.calls += calls;
      sum.failures += failures;
    }
    return sum;
  }
}
