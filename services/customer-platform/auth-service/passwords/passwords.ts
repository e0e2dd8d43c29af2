import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { type Context, Metrics, Problem } from '#kit';
import { AuthSettings } from '../settings';

/**
 * Memory in KiB, passes and lanes of Argon2id, which is the library's default kind.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords that may wait; a longer queue would outlive the patience of those in it. */
const mostWaiting = 64;

const random = (bytes: number): string => randomBytes(bytes).toString('base64').replace(/=+$/, '');

/** Looks like a hash and fits no password: compared with where there is none, so that the answer takes as long. */
const nobodys = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${random(16)}$${random(32)}`;

/** Hashes passwords, a few at a time: each takes 19 MiB and a thread, and many at once would starve everything else. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly seconds;

  constructor(
    private readonly settings: AuthSettings,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('auth_hash_seconds', 'Time to hash one password, without waiting for its turn.');
  }

  hash(context: Context, password: string): Promise<string> {
    return this.inTurn(context, () => hash(password, cost));
  }

  /** Whether the password fits. Takes as long when there is no hash. */
  async verify(context: Context, stored: string | null | undefined, password: string): Promise<boolean> {
    const fits = await this.inTurn(context, () => verify(stored ?? nobodys, password));
    return fits && typeof stored === 'string';
  }

  private async inTurn<Result>(context: Context, work: () => Promise<Result>): Promise<Result> {
    if (this.running < this.settings.HASHES_AT_ONCE) this.running += 1;
    else if (this.waiting.length >= mostWaiting) throw overloaded();
    // Whoever ends hands its place on, so the number of those running stays.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      if (performance.now() > context.deadline) throw overloaded();
      const started = performance.now();
      const result = await work();
      this.seconds.observe({}, (performance.now() - started) / 1000);
      return result;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

const overloaded = (): Problem =>
  new Problem(503, 'overloaded', 'too many people sign in at the moment; try again in a second', { headers: { 'retry-after': '1' } });
