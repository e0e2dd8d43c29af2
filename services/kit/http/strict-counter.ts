import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Count } from './limits';
import type { RateLimit } from './route';

/** A limit that is counted once over all replicas, in windows that start with their first request. */
export class StrictCounter {
  private readonly limiter: RateLimiterRedis;

  constructor({ group, most, windowSeconds, by }: RateLimit, valkey: Redis) {
    this.limiter = new RateLimiterRedis({
      storeClient: valkey,
      keyPrefix: `limit:${group}:${windowSeconds}:${typeof by === 'string' ? by : Object.values(by).join('-')}`,
      points: most,
      duration: windowSeconds,
      rejectIfRedisNotReady: true,
    });
  }

  /** Counts a request; `undefined` when the cache does not answer, so that the caller counts by himself. */
  async count(key: string): Promise<Count | undefined> {
    const result: unknown = await this.limiter.consume(key).catch((refused: unknown) => refused);
    if (!(result instanceof RateLimiterRes)) return undefined;
    const { remainingPoints, msBeforeNext, consumedPoints } = result;
    return { left: remainingPoints, resetMs: msBeforeNext, waitMs: consumedPoints > this.limiter.points ? msBeforeNext : 0 };
  }
}
