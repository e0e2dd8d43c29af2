import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from '../telemetry/log';
import { type Backoff, pauseMs } from './backoff';
import type { ReceivedRecord, Subscription } from './bus';
import type { PartitionLog, Place } from './local-log';
import { mixed } from './mixed';

/** What a bus may do to its consumers, done on purpose so that they are tried out. */
export interface Chaos {
  /** Share of the records that are delivered once more, 0 to 100. @default 0 */
  readonly redeliverPercent?: number;
  /** Mixes records of different keys; those of one key keep their order. @default false */
  readonly shuffle?: boolean;
  /** Each delivery waits up to so many milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** One that takes part in a group. */
export type Member = Pick<Subscription, 'handle'>;

export interface ReaderOptions {
  readonly group: string;
  /** `order.order.v1-0`: topic and partition. */
  readonly name: string;
  readonly partition: number;
  readonly log: PartitionLog;
  /** Keeps the group's offset where a crash cannot lose it. */
  readonly keep: (offset: number) => void;
  readonly backoff: Backoff;
  readonly chaos: Chaos;
  readonly logger?: Logger;
}

const most = 100;

/** Hands one partition to one group: in order, one call at a time. */
export class Reader {
  private members: readonly Member[] = [];
  private busy = false;
  private atHand: Promise<number> = Promise.resolve(0);
  private pausing = new AbortController();
  private failures = 0;
  /** After a failure the same records are delivered again, without those that came since. */
  private size = most;

  constructor(private readonly options: ReaderOptions) {}

  join(member: Member): void {
    this.members = [...this.members, member];
    this.wake();
  }

  /** Resolves when no call for the member is under way; there will be none after. */
  async leave(member: Member): Promise<void> {
    this.members = this.members.filter((each) => each !== member);
    this.pausing.abort();
    this.pausing = new AbortController();
    await this.atHand;
  }

  /** Whether this member is the one that gets the partition. */
  serves(member: Member): boolean {
    return this.members[this.options.partition % this.members.length] === member;
  }

  get waiting(): number {
    return this.options.log.waiting(this.options.group);
  }

  /** There may be new records. */
  wake(): void {
    if (this.busy) return;
    this.busy = true;
    void this.drain();
  }

  private async drain(): Promise<void> {
    // Let the records of one moment become one batch, and the publisher go on first.
    await setImmediate();
    for (let member = this.next(); member !== undefined; member = this.next()) {
      this.atHand = this.attempt(member);
      const pause = await this.atHand;
      if (pause > 0) await setTimeout(pause, undefined, { signal: this.pausing.signal }).catch(() => undefined);
    }
    this.busy = false;
  }

  private next(): Member | undefined {
    return this.waiting > 0 ? this.members[this.options.partition % this.members.length] : undefined;
  }

  /** Delivers once; milliseconds to wait before the next attempt. */
  private async attempt(member: Member): Promise<number> {
    const { group, name, log, backoff, logger } = this.options;
    try {
      const { records, next } = log.read(group, this.size);
      this.size = records.length;
      if (records.length > 0) await this.deliver(member, records);
      this.advance(next);
      return 0;
    } catch (err) {
      this.failures += 1;
      const pause = pauseMs(this.failures, backoff);
      logger?.warn({ err, group, partition: name, failures: this.failures, pauseMs: pause }, 'records are delivered again after a pause');
      return pause;
    }
  }

  private async deliver({ handle }: Member, records: readonly ReceivedRecord[]): Promise<void> {
    const { redeliverPercent = 0, shuffle = false, delayMs = 0 } = this.options.chaos;
    if (delayMs > 0) await setTimeout(Math.random() * delayMs);
    await handle(shuffle ? mixed(records) : records);
    const again = redeliverPercent > 0 ? records.filter(() => Math.random() * 100 < redeliverPercent) : [];
    if (again.length > 0) await handle(again);
  }

  private advance(next: Place): void {
    const { group, log, keep } = this.options;
    keep(next.offset);
    log.advance(group, next);
    this.failures = 0;
    this.size = most;
  }
}
