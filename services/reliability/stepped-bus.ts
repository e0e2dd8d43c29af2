import type { BusRecord, EventBus, ReceivedRecord } from '../kit/events/bus';
import type { Draw } from './chance';

type Handle = (records: readonly ReceivedRecord[]) => Promise<void>;

/** What lies before one group, of one topic and key: in order. */
interface Lane {
  readonly group: string;
  readonly topic: string;
  readonly waiting: ReceivedRecord[];
  /** The latest that were delivered, oldest first. */
  readonly done: ReceivedRecord[];
}

interface Group {
  readonly topics: ReadonlySet<string>;
  readonly handle: Handle;
}

const kept = 5;

/** Carries records only when a test says so: which lane is next, how many at once, and what comes twice. Within a lane order is kept. */
export class SteppedBus {
  private readonly groups = new Map<string, Group>();
  private readonly lanes = new Map<string, Lane>();
  private offset = 0;
  /** Deliveries that were asked for again because a handler failed for the moment. */
  failures = 0;

  /** Lets a group get what is published to topics from now on. */
  join(group: string, topics: readonly string[], handle: Handle): void {
    this.groups.set(group, { topics: new Set(topics), handle });
  }

  publish(records: readonly BusRecord[]): void {
    for (const record of records)
      for (const [group, { topics }] of this.groups)
        if (topics.has(record.topic)) this.lane(group, record).waiting.push({ ...record, partition: 0, offset: String(this.offset++) });
  }

  /** Whether something waits. */
  get isBusy(): boolean {
    return this.open().length > 0;
  }

  /** Delivers up to so many of one topic to one group, from lanes that are drawn; the group, or nothing when nothing waits. */
  async deliver(draw: Draw, most: number): Promise<string | undefined> {
    const open = this.open();
    const first = open[draw(open.length)];
    if (first === undefined) return undefined;
    const same = open.filter(({ group, topic }) => group === first.group && topic === first.topic);
    const batch = Array.from({ length: most }, () => same[draw(same.length)] ?? first);
    const taken = new Map<Lane, number>();
    const records = batch.flatMap((lane) => {
      const at = taken.get(lane) ?? 0;
      taken.set(lane, at + 1);
      return lane.waiting[at] ?? [];
    });
    if (!(await this.hand(first.group, records))) return first.group;
    for (const [lane, count] of taken) lane.done.push(...lane.waiting.splice(0, count));
    for (const lane of taken.keys()) lane.done.splice(0, lane.done.length - kept);
    return first.group;
  }

  /** Delivers the latest of some lane once more, in their order, as after a crash before the offset was kept; the group. */
  async repeat(draw: Draw): Promise<string | undefined> {
    const lanes = [...this.lanes.values()].filter(({ done }) => done.length > 0);
    const lane = lanes[draw(lanes.length)];
    if (lane) await this.hand(lane.group, lane.done.slice(draw(lane.done.length)));
    return lane?.group;
  }

  /** False when it has to be delivered again. */
  private async hand(group: string, records: readonly ReceivedRecord[]): Promise<boolean> {
    try {
      await this.groups.get(group)?.handle(records);
      return true;
    } catch {
      this.failures += 1;
      return false;
    }
  }

  private open(): Lane[] {
    return [...this.lanes.values()].filter(({ waiting }) => waiting.length > 0);
  }

  private lane(group: string, { topic, key }: BusRecord): Lane {
    const name = `${group} ${topic} ${key}`;
    const lane = this.lanes.get(name) ?? { group, topic, waiting: [], done: [] };
    this.lanes.set(name, lane);
    return lane;
  }

  /** Forgets what was delivered, so that a long test does not slow down. */
  forget(): void {
    for (const [name, { waiting }] of this.lanes) if (waiting.length === 0) this.lanes.delete(name);
  }
}

/** A bus that a service is given so that it starts; nothing goes over it. */
export const noBus: EventBus = {
  publish: async () => undefined,
  subscribe: async () => ({ idleMs: () => 0, lag: () => new Map(), stop: async () => undefined }),
  isUp: async () => true,
  close: async () => undefined,
};
