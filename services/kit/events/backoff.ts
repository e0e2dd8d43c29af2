/** How long failed records wait for their next delivery: at first `firstMs`, twice as long after each failure, never more than `mostMs`. */
export interface Backoff {
  /** Milliseconds, at least 1. @default 100 */
  readonly firstMs?: number;
  /** Milliseconds. @default 60,000 */
  readonly mostMs?: number;
}

/** Milliseconds to wait after so many failures in a row (at least 1). */
export const pauseMs = (failures: number, { firstMs = 100, mostMs = 60_000 }: Backoff): number =>
  Math.min(firstMs * 2 ** (failures - 1), mostMs);
