import type { Threshold } from './plan';

/** What came of the requests of one step. */
export interface StepResult extends Threshold {
  readonly requests: number;
  /** Answers that a limit of the platform refused. */
  readonly limited: number;
  readonly wrong: number;
  /** What was wrong with the first of them. */
  readonly why: string | undefined;
  /** Milliseconds in which 95 % and 99 % of the good answers came; absent where there were none. */
  readonly took: { readonly p95: number; readonly p99: number } | undefined;
  readonly holds: boolean;
}

class Count {
  requests = 0;
  limited = 0;
  wrong = 0;
  why: string | undefined;
  readonly times: number[] = [];
}

/** Counts answers by step, and holds them against the thresholds. */
export class Tally {
  private readonly counts: ReadonlyMap<string, Count>;

  constructor(private readonly thresholds: readonly Threshold[]) {
    this.counts = new Map(thresholds.map(({ step }) => [step.name, new Count()]));
  }

  get requests(): number {
    return [...this.counts.values()].reduce((sum, { requests }) => sum + requests, 0);
  }

  good(step: string, milliseconds: number): void {
    this.count(step).times.push(milliseconds);
  }

  limited(step: string): void {
    this.count(step).limited += 1;
  }

  wrong(step: string, why: string): void {
    const count = this.count(step);
    count.wrong += 1;
    count.why ??= why;
  }

  /** A result for each step. One that was never answered well does not hold: nothing is known of it. */
  results(): readonly StepResult[] {
    return this.thresholds.map((threshold) => {
      const { times, ...counted } = this.counts.get(threshold.step.name) ?? new Count();
      const sorted = [...times].sort((a, b) => a - b);
      const [p95, p99] = [at(sorted, 0.95), at(sorted, 0.99)];
      const took = p95 === undefined || p99 === undefined ? undefined : { p95, p99 };
      const inTime = took !== undefined && took.p95 <= threshold.p95 && took.p99 <= threshold.p99;
      return { ...threshold, ...counted, took, holds: inTime && counted.wrong <= threshold.errors * counted.requests };
    });
  }

  private count(step: string): Count {
    const count = this.counts.get(step);
    if (count === undefined) throw new Error(`load: unknown-step: '${step}' is no step of the scenario; give it a threshold`);
    count.requests += 1;
    return count;
  }
}

const at = (sorted: readonly number[], part: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
