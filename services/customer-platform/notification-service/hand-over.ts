import { Injectable } from '@nestjs/common';
import { type Context, Queues, type Transaction } from '#kit';

/** The queue of messages that are to be sent; it holds their ids. */
export const deliveries = 'deliveries';

interface WithId {
  readonly id: string;
}

/** Puts the ids of messages on the queue. What cannot be put is found by the sweeper, so nobody waits for it or fails with it. */
@Injectable()
export class HandOver {
  /** Ids of each transaction that is not committed yet. */
  private readonly waiting = new WeakMap<object, string[]>();

  constructor(private readonly queues: Queues) {}

  /** Puts them once the transaction is committed, all of it at once. */
  afterCommit({ afterCommit, context }: Transaction, messages: readonly WithId[]): void {
    if (messages.length === 0) return;
    const ids = messages.map(({ id }) => id);
    const before = this.waiting.get(afterCommit);
    if (before) return void before.push(...ids);
    this.waiting.set(afterCommit, ids);
    afterCommit.add(() => void this.put(context, ids));
  }

  async put(context: Context, ids: readonly string[]): Promise<void> {
    try {
      await this.queues.send(deliveries, ids, 0, context);
    } catch (error) {
      context.log.warn({ err: error, messages: ids.length }, 'messages could not be put on the queue; the sweeper puts them');
    }
  }
}
