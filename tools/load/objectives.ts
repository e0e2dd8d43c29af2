import type { Tier } from '#model';

/** How quickly requests of one kind are answered, in milliseconds. */
export interface Latency {
  readonly p95: number;
  readonly p99: number;
}

/** What a tier promises. */
export interface Objective {
  /** Part of the requests that are answered, and not by an error of ours: 0 to 1. */
  readonly availability: number;
  readonly read: Latency;
  readonly write: Latency;
}

/** The promises of all tiers. */
export const objectives: Readonly<Record<Tier, Objective>> = {
  critical: { availability: 0.9995, read: { p95: 50, p99: 150 }, write: { p95: 150, p99: 400 } },
  standard: { availability: 0.999, read: { p95: 100, p99: 300 }, write: { p95: 200, p99: 500 } },
  batch: { availability: 0.995, read: { p95: 500, p99: 1000 }, write: { p95: 500, p99: 1000 } },
};
