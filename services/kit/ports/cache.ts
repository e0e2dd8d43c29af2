/**
 * Values that may vanish at any moment without a wrong result: in Valkey where the service declares `cache`, else in this process.
 * When the cache is away, `get` finds nothing and writes do nothing: an answer becomes slower, never an error.
 */
export abstract class Cache {
  abstract get(key: string): Promise<string | undefined>;
  /** Keeps a value for so many milliseconds. */
  abstract set(key: string, value: string, forMs: number): Promise<void>;
  /** Keeps a value only where none is; whether it did. When the cache is away it did, so that work is done rather than skipped. */
  abstract add(key: string, value: string, forMs: number): Promise<boolean>;
  abstract delete(key: string): Promise<void>;
  /** Whether it answers; a cache that is away makes a service slow, not down. */
  abstract isUp(): Promise<boolean>;
  abstract close(): Promise<void>;
}
