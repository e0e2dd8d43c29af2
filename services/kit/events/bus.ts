import type { Topic } from '#model';

/** A record as it travels: headers and bytes, in the binary mode of CloudEvents. */
export interface BusRecord {
  readonly topic: string;
  /** Records with one key keep their order. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in UTF-8. */
  readonly value: Buffer;
}

/** A record with the place where a consumer found it. */
export interface ReceivedRecord extends BusRecord {
  readonly partition: number;
  /** Position in the partition, as decimal text; grows. */
  readonly offset: string;
}

export interface Subscription {
  /** Consumers of one group share the partitions; each group gets every record. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /**
   * Called with up to 100 records of one partition, in order; never twice at a time for one partition. When it rejects, the same records
   * are delivered again after a pause that grows from 100 ms to 60 s, and nothing of that partition is skipped.
   */
  readonly handle: (records: readonly ReceivedRecord[]) => Promise<void>;
}

/** A running subscription. */
export interface Consumer {
  /** Milliseconds since the consumer was last known to be well (a fetch, a heartbeat, an empty poll); 0 when nothing is assigned to it. */
  idleMs(): number;
  /** Records that wait, by topic, as far as known. */
  lag(): ReadonlyMap<string, number>;
  /** Lets the records at hand be finished, then leaves the group. */
  stop(): Promise<void>;
}

/** Carries records from one service to others. Delivers at least once, in order per key. */
export interface EventBus {
  /** Resolves when every record is stored where a crash of this process cannot lose it; rejects when that is not known. */
  publish(records: readonly BusRecord[]): Promise<void>;
  subscribe(subscription: Subscription): Promise<Consumer>;
  /** Whether the bus can be reached, for the summary of health; never for readiness. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}
