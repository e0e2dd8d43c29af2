import { Injectable } from '@nestjs/common';
import type { Context } from '#kit';
import type { ShopEvent } from './event';
import { EventStore } from './event-store';

interface Batch {
  readonly context: Context;
  readonly events: readonly ShopEvent[];
  readonly resolve: (accepted: readonly ShopEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Most events and batches of one transaction. */
const [mostEvents, mostBatches] = [2000, 50];

/**
 * Stores together what arrives while a transaction is under way: all batches add to the same few sums, and would only wait for each other.
 * What fails, fails for all that were stored together; their clients send them again.
 */
@Injectable()
export class Batches {
  private waiting: Batch[] = [];
  private busy = false;

  constructor(private readonly store: EventStore) {}

  /** Stores the events of a request; gives those that are new. */
  add(context: Context, events: readonly ShopEvent[]): Promise<readonly ShopEvent[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ context, events, resolve, reject });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let batches = this.next(); batches[0] !== undefined; batches = this.next()) {
      try {
        await this.storeAll(batches, batches[0].context);
      } catch (error) {
        for (const { reject } of batches) reject(error);
      }
    }
    this.busy = false;
  }

  private next(): Batch[] {
    let [count, events] = [0, 0];
    for (const batch of this.waiting) {
      events += batch.events.length;
      if (count === mostBatches || (count > 0 && events > mostEvents)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async storeAll(batches: readonly Batch[], context: Context): Promise<void> {
    // Of an id that two requests bring at once, the first one's event is stored.
    const firsts = new Map<string, ShopEvent>();
    for (const { events } of batches) for (const event of events) if (!firsts.has(event.eventId)) firsts.set(event.eventId, event);
    const fresh = await this.store.store(context, [...firsts.values()]);
    for (const { events, resolve } of batches)
      resolve(events.filter((event) => fresh.has(event.eventId) && firsts.get(event.eventId) === event));
  }
}
