import type { Clock } from '../clock';
import { Cache } from '../ports/cache';
import type { CacheRequests } from './requests';

interface Kept {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const most = 10_000;

/** A cache in this process, for a laptop and for tests: 10,000 values at most, of which the one unused for longest goes first. */
export class MemoryCache extends Cache {
  /** The one that was used last is the last. */
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly requests: CacheRequests,
  ) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    const found = this.find(key);
    this.requests.add({ result: found ? 'hit' : 'miss' });
    if (found) this.keep(key, found);
    return found?.value;
  }

  async set(key: string, value: string, forMs: number): Promise<void> {
    this.keep(key, { value, until: this.now() + forMs });
  }

  async add(key: string, value: string, forMs: number): Promise<boolean> {
    if (this.find(key)) return false;
    this.keep(key, { value, until: this.now() + forMs });
    return true;
  }

  async delete(key: string): Promise<void> {
    this.kept.delete(key);
  }

  async isUp(): Promise<boolean> {
    return true;
  }

  async close(): Promise<void> {
    this.clear();
  }

  /** Forgets everything, as a cache may at any moment. */
  clear(): void {
    this.kept.clear();
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private find(key: string): Kept | undefined {
    const found = this.kept.get(key);
    if (found === undefined || found.until > this.now()) return found;
    this.kept.delete(key);
    return undefined;
  }

  private keep(key: string, value: Kept): void {
    this.kept.delete(key);
    this.kept.set(key, value);
    if (this.kept.size <= most) return;
    const [oldest] = this.kept.keys();
    this.kept.delete(oldest as string);
  }
}
