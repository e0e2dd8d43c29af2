import type { Redis } from 'ioredis';
import { Cache } from '../ports/cache';
import type { CacheRequests } from './requests';

/** A cache in Valkey or Redis. What fails there is a miss: nothing here rejects. */
export class ValkeyCache extends Cache {
  constructor(
    private readonly client: Redis,
    private readonly requests: CacheRequests,
  ) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    const found = await this.attempt(this.client.get(key));
    if (found === failed) return undefined;
    this.requests.add({ result: found === null ? 'miss' : 'hit' });
    return found ?? undefined;
  }

  async set(key: string, value: string, forMs: number): Promise<void> {
    await this.attempt(this.client.set(key, value, 'PX', wholeMs(forMs)));
  }

  async add(key: string, value: string, forMs: number): Promise<boolean> {
    return (await this.attempt(this.client.set(key, value, 'PX', wholeMs(forMs), 'NX'))) !== null;
  }

  async delete(key: string): Promise<void> {
    await this.attempt(this.client.del(key));
  }

  async isUp(): Promise<boolean> {
    return this.client.ping().then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.client.disconnect();
  }

  private async attempt<Result>(request: Promise<Result>): Promise<Result | typeof failed> {
    try {
      return await request;
    } catch {
      this.requests.add({ result: 'error' });
      return failed;
    }
  }
}

const failed = Symbol('failed');

/** The server knows whole milliseconds, at least one. */
const wholeMs = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds));
