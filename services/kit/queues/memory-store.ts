import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { type Delivery, hiddenSeconds, type Message, mostDeliveries, type QueueStore } from './queue-store';

interface Held {
  readonly message: Message;
  /** When it may be delivered, in milliseconds since 1970. */
  visibleAt: number;
  deliveries: number;
  receipt: string | undefined;
}

class MemoryQueue {
  /** Oldest first. */
  readonly held = new Set<Held>();
  readonly dead: string[] = [];
  readonly listeners = new Set<() => void>();

  wake(): void {
    for (const listener of [...this.listeners]) listener();
  }

  delivered(receipt: string): Held | undefined {
    for (const each of this.held) if (each.receipt === receipt) return each;
    return undefined;
  }
}

const lookMs = 20;
const waitMs = 20_000;

/** Queues in this process, for a laptop and for tests. They end with it. */
export class MemoryStore implements QueueStore {
  private readonly queues: ReadonlyMap<string, MemoryQueue>;

  constructor(
    names: readonly string[],
    private readonly clock: Clock,
  ) {
    this.queues = new Map(names.map((name) => [name, new MemoryQueue()]));
  }

  async send(queue: string, messages: readonly Message[], delaySeconds: number): Promise<void> {
    const visibleAt = this.now() + delaySeconds * 1000;
    for (const message of messages) this.of(queue).held.add({ message, visibleAt, deliveries: 0, receipt: undefined });
    this.of(queue).wake();
  }

  async receive(queue: string, most: number, signal: AbortSignal): Promise<Delivery[]> {
    const end = performance.now() + waitMs;
    while (!signal.aborted && performance.now() < end) {
      const due = this.take(this.of(queue), most);
      if (due.length > 0) return due;
      await this.pause(this.of(queue), signal);
    }
    return [];
  }

  async hide(queue: string, receipt: string, seconds: number): Promise<void> {
    const held = this.of(queue).delivered(receipt);
    if (held) held.visibleAt = this.now() + seconds * 1000;
    this.of(queue).wake();
  }

  async delete(queue: string, receipt: string): Promise<void> {
    const held = this.of(queue).delivered(receipt);
    if (held) this.of(queue).held.delete(held);
  }

  async measure(): Promise<void> {}

  depths(): ReadonlyMap<string, number> {
    const now = this.now();
    const waiting = ({ held }: MemoryQueue): number => [...held].filter(({ visibleAt }) => visibleAt <= now).length;
    return new Map([...this.queues].map(([name, queue]) => [name, waiting(queue)]));
  }

  /** Whether no message waits, is delayed or is being worked on. */
  isEmpty(): boolean {
    return [...this.queues.values()].every(({ held }) => held.size === 0);
  }

  /** The bodies of messages that were delivered too often, oldest first. */
  dead(queue: string): readonly string[] {
    return this.of(queue).dead;
  }

  async close(): Promise<void> {
    for (const queue of this.queues.values()) queue.wake();
  }

  private take({ held, dead }: MemoryQueue, most: number): Delivery[] {
    const now = this.now();
    const due: Delivery[] = [];
    for (const each of held) {
      if (due.length === most) break;
      if (each.visibleAt > now) continue;
      if (each.deliveries >= mostDeliveries) {
        held.delete(each);
        dead.push(each.message.body);
        continue;
      }
      const receipt = randomUUID();
      Object.assign(each, { receipt, deliveries: each.deliveries + 1, visibleAt: now + hiddenSeconds * 1000 });
      due.push({ ...each.message, receipt, deliveries: each.deliveries });
    }
    return due;
  }

  /** Until something was sent or given back. Messages that wait for their time are looked after now and then: a test may move the time. */
  private pause(queue: MemoryQueue, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        queue.listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, queue.held.size > 0 ? lookMs : waitMs);
      queue.listeners.add(done);
      signal.addEventListener('abort', done);
    });
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private of(name: string): MemoryQueue {
    const queue = this.queues.get(name);
    if (queue === undefined)
      throw new Error(`queues: unknown-queue: '${name}' is not among ${[...this.queues.keys()].join(', ')}; declare it`);
    return queue;
  }
}
