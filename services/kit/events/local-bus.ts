import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Topic } from '#model';
import type { Logger } from '../telemetry/log';
import type { Backoff } from './backoff';
import type { BusRecord, Consumer, EventBus, Subscription } from './bus';
import { PartitionLog } from './local-log';
import { type Chaos, type Member, Reader } from './local-reader';
import { FileStore, MemoryStore } from './local-store';

export interface LocalBusOptions {
  /** Topics that can be published to, as far as nobody in this process subscribes to them. Any other topic is refused. @default - none */
  readonly topics?: readonly Topic[];
  /** Where records and the groups' offsets are kept, for one process at a time. It is created. @default - memory only, for tests */
  readonly folder?: string;
  readonly backoff?: Backoff;
  readonly chaos?: Chaos;
  /** Hears of failed deliveries. @default - nobody does */
  readonly log?: Logger;
}

/**
 * A bus within one process, for laptops and tests. With a folder, a killed process loses no record whose `publish` had resolved, and
 * repeats at most those that were being handled.
 */
export class LocalBus implements EventBus {
  private readonly topics = new Map<string, Topic>();
  private readonly logs = new Map<string, PartitionLog>();
  /** By partition, then by group. */
  private readonly readers = new Map<string, Map<string, Reader>>();
  /** Offsets by group, then by partition. */
  private readonly offsets = new Map<string, Map<string, number>>();
  private readonly consumers = new Set<Consumer>();
  private closed = false;

  constructor(private readonly options: LocalBusOptions = {}) {
    for (const topic of options.topics ?? []) this.topics.set(topic.name, topic);
    if (options.folder === undefined) return;
    mkdirSync(join(options.folder, 'groups'), { recursive: true });
    for (const file of readdirSync(join(options.folder, 'groups')).filter((name) => name.endsWith('.json'))) {
      const offsets: Record<string, number> = JSON.parse(readFileSync(join(options.folder, 'groups', file), 'utf8'));
      this.offsets.set(decodeURIComponent(file.slice(0, -'.json'.length)), new Map(Object.entries(offsets)));
    }
  }

  async publish(records: readonly BusRecord[]): Promise<void> {
    if (this.closed) throw new Error('event bus: closed: records came after the end; publish before the bus is closed');
    const byPartition = new Map<string, { readonly log: PartitionLog; readonly records: BusRecord[] }>();
    for (const record of records) {
      const topic = this.topics.get(record.topic);
      if (topic === undefined)
        throw new Error(`event bus: unknown-topic: '${record.topic}' is none of ${this.topics.size} topics; declare it with the bus`);
      const partition = crc32(record.key) % topic.partitions;
      const name = `${topic.name}-${partition}`;
      const entry = byPartition.get(name) ?? { log: this.partition(topic, partition), records: [] };
      entry.records.push(record);
      byPartition.set(name, entry);
    }
    for (const [name, entry] of byPartition) {
      entry.log.append(entry.records);
      for (const reader of this.readers.get(name)?.values() ?? []) reader.wake();
    }
  }

  async subscribe({ group, topics, handle }: Subscription): Promise<Consumer> {
    const member: Member = { handle };
    const readers = topics.map((topic) => {
      this.topics.set(topic.name, topic);
      return [topic.name, Array.from({ length: topic.partitions }, (_, partition) => this.reader(group, topic, partition))] as const;
    });
    // From now on the records wait for this group, even if it has read none when the process ends.
    this.keep(group);
    const all = readers.flatMap(([, each]) => each);
    for (const reader of all) reader.join(member);
    const lag = (each: readonly Reader[]) => each.reduce((sum, reader) => sum + (reader.serves(member) ? reader.waiting : 0), 0);
    const consumer: Consumer = {
      idleMs: () => 0,
      lag: () => new Map(readers.map(([topic, each]) => [topic, lag(each)])),
      stop: async () => {
        this.consumers.delete(consumer);
        await Promise.all(all.map((reader) => reader.leave(member)));
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async isUp(): Promise<boolean> {
    return !this.closed;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
  }

  private partition(topic: Topic, partition: number): PartitionLog {
    const name = `${topic.name}-${partition}`;
    let log = this.logs.get(name);
    if (log === undefined) {
      const { folder } = this.options;
      const store = folder === undefined ? new MemoryStore(name) : new FileStore(join(folder, `${name}.jsonl`));
      const reached = [...this.offsets].flatMap(([group, offsets]) => {
        const offset = offsets.get(name);
        return offset === undefined ? [] : [[group, offset] as const];
      });
      log = new PartitionLog(topic.name, partition, store, new Map(reached));
      this.logs.set(name, log);
    }
    return log;
  }

  private reader(group: string, topic: Topic, partition: number): Reader {
    const name = `${topic.name}-${partition}`;
    const groups = this.readers.get(name) ?? new Map<string, Reader>();
    this.readers.set(name, groups);
    const offsets = this.offsets.get(group) ?? new Map<string, number>();
    this.offsets.set(group, offsets);
    const log = this.partition(topic, partition);
    offsets.set(name, log.place(group).offset);
    const keep = (offset: number) => {
      offsets.set(name, offset);
      this.keep(group);
    };
    const { backoff = {}, chaos = {}, log: logger } = this.options;
    const reader = groups.get(group) ?? new Reader({ group, name, partition, log, keep, backoff, chaos, logger });
    groups.set(group, reader);
    return reader;
  }

  /** Writes the group's offsets, whole or not at all. */
  private keep(group: string): void {
    if (this.options.folder === undefined) return;
    const file = join(this.options.folder, 'groups', `${encodeURIComponent(group)}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(this.offsets.get(group) ?? [])));
    renameSync(`${file}.new`, file);
  }
}
