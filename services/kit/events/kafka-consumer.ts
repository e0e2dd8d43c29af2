import { setTimeout } from 'node:timers/promises';
import type { EachBatchPayload, Consumer as Member } from 'kafkajs';
import type { Logger } from '../telemetry/log';
import { type Backoff, pauseMs } from './backoff';
import type { Consumer, ReceivedRecord, Subscription } from './bus';
import { received } from './kafka-record';

const most = 100;
const beatMs = 500;
const mostJoinMs = 5000;
const againMs = 1000;

/**
 * One member of a consumer group. The offset moves when the handler has resolved, never before; a partition whose records failed is
 * paused while the others go on.
 * @see https://kafka.js.org/docs/consuming#a-name-each-batch-a-eachbatch
 */
export class KafkaConsumer implements Consumer {
  private readonly waiting = new Map<string, Map<number, number>>();
  private readonly failed = new Map<string, { readonly failures: number; readonly size: number }>();
  private readonly stopping = new AbortController();
  private assigned = 0;
  private lastWell = performance.now();
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly member: Member,
    private readonly subscription: Subscription,
    private readonly options: { readonly log: Logger; readonly backoff: Backoff; readonly concurrency: number },
  ) {
    const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = member.events;
    const well = () => {
      this.lastWell = performance.now();
    };
    member.on(FETCH, well);
    member.on(HEARTBEAT, well);
    member.on(GROUP_JOIN, ({ payload }) => {
      well();
      this.assign(payload.memberAssignment);
    });
    member.on(CRASH, ({ payload: { error, restart } }) => {
      options.log.error({ err: error, group: subscription.group, restart }, 'the consumer fell over and starts again');
      if (!restart) this.starting = setTimeout(againMs).then(() => this.join());
    });
  }

  /** Joins the group, however long the brokers are away. */
  start(): void {
    this.starting = this.join();
  }

  private async join(): Promise<void> {
    const { group, topics } = this.subscription;
    const { log, backoff, concurrency } = this.options;
    for (let failures = 1; !this.stopping.signal.aborted; failures += 1) {
      try {
        await this.member.connect();
        await this.member.subscribe({ topics: topics.map(({ name }) => name), fromBeginning: true });
        if (this.stopping.signal.aborted) break;
        await this.member.run({
          eachBatch: (payload) => this.handleBatch(payload),
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: concurrency,
        });
        break;
      } catch (err) {
        log.warn({ err, group, failures }, 'the consumer could not start and tries again');
        await setTimeout(pauseMs(failures, backoff), undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  idleMs(): number {
    return this.assigned === 0 ? 0 : performance.now() - this.lastWell;
  }

  lag(): ReadonlyMap<string, number> {
    return new Map([...this.waiting].map(([topic, partitions]) => [topic, [...partitions.values()].reduce((sum, each) => sum + each, 0)]));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // One that is let go while it joins would hold up the others of its group until its session ends.
    await Promise.race([this.starting, setTimeout(mostJoinMs, undefined, { ref: false })]);
    await this.member.disconnect();
    this.assigned = 0;
    this.waiting.clear();
  }

  private assign(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.assigned = Object.values(assignment).reduce((sum, partitions) => sum + partitions.length, 0);
    for (const [topic, partitions] of this.waiting)
      for (const partition of partitions.keys()) if (!assignment[topic]?.includes(partition)) partitions.delete(partition);
  }

  private async handleBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, uncommittedOffsets, isRunning, isStale } = payload;
    const { topic, partition, messages } = batch;
    const name = `${topic}-${partition}`;
    this.count(topic, partition, BigInt(batch.offsetLagLow()) + 1n);
    for (let start = 0; start < messages.length && isRunning() && !isStale(); ) {
      // After a failure the same records are delivered again, without those that came since.
      const records = messages
        .slice(start, start + (this.failed.get(name)?.size ?? most))
        .map((message) => received(topic, partition, message));
      try {
        await this.handle(records, heartbeat);
      } catch (err) {
        this.holdBack(name, records.length, payload.pause(), err);
        return;
      }
      this.failed.delete(name);
      const last = records.at(-1)?.offset ?? '0';
      resolveOffset(last);
      this.count(topic, partition, BigInt(batch.highWatermark) - BigInt(last) - 1n);
      await commitOffsetsIfNecessary(uncommittedOffsets());
      await heartbeat();
      start += records.length;
    }
  }

  /** The group goes on to hear from this member while the handler works. */
  private async handle(records: readonly ReceivedRecord[], heartbeat: () => Promise<void>): Promise<void> {
    // A heartbeat that fails, fails again after the handler, where the group is joined anew.
    const beat = setInterval(() => void heartbeat().catch(() => undefined), beatMs);
    try {
      await this.subscription.handle(records);
    } finally {
      clearInterval(beat);
    }
  }

  private holdBack(name: string, size: number, resume: () => void, err: unknown): void {
    const failures = (this.failed.get(name)?.failures ?? 0) + 1;
    const pause = pauseMs(failures, this.options.backoff);
    const facts = { err, group: this.subscription.group, partition: name, failures, pauseMs: pause };
    this.options.log.warn(facts, 'records are delivered again after a pause');
    this.failed.set(name, { failures, size });
    setTimeout(pause, undefined, { signal: this.stopping.signal }).then(resume, () => undefined);
  }

  private count(topic: string, partition: number, waiting: bigint): void {
    const partitions = this.waiting.get(topic) ?? new Map<number, number>();
    this.waiting.set(topic, partitions.set(partition, Math.max(0, Number(waiting))));
  }
}
