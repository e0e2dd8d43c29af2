/**
 * Token buckets, one for each key, as one number each: when the bucket is full again. That costs a look into a map and no timer.
 *
 * Of very many keys those that were not used for the longest time are forgotten, as if nobody had asked by them: memory stays bounded
 * whoever asks.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class Buckets {
  private recent = new Map<string, number>();
  private before = new Map<string, number>();
  private readonly intervalMs: number;

  constructor(
    most: number,
    private readonly windowMs: number,
    private readonly remembered = 50_000,
  ) {
    this.intervalMs = windowMs / most;
  }

  /**
   * Takes one token. The result says how long, in milliseconds, the bucket then needs to be full again; more than the window means that
   * there was no token, and nothing was taken.
   */
  take(key: string, nowMs: number): number {
    const full = this.recent.get(key) ?? this.before.get(key) ?? nowMs;
    // Not later than a bucket can be full: a machine whose time was put back must not lock anybody out.
    const next = Math.min(Math.max(full, nowMs), nowMs + this.windowMs) + this.intervalMs;
    const used = next - nowMs;
    // A millisecond is forgiven: parts of it do not add up exactly.
    if (used > this.windowMs + Math.min(1, this.intervalMs / 2)) return used;
    if (this.recent.size >= this.remembered && !this.recent.has(key)) {
      this.before = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, next);
    return Math.min(used, this.windowMs);
  }

  /** Tokens that are left in a bucket that needs so long to be full. */
  left(usedMs: number): number {
    return Math.max(0, Math.round((this.windowMs - usedMs) / this.intervalMs));
  }

  /** How many keys are known. */
  get size(): number {
    return this.recent.size + this.before.size;
  }
}
