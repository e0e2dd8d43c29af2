import { Injectable } from '@nestjs/common';
import type { Transaction } from '#kit';

/** Somebody else has locked what this event needs while its transaction holds what others may need. */
export class Contended extends Error {
  override readonly name = 'Contended';

  constructor(what: string) {
    super(`${what}: contended: it is locked, and this transaction holds locks of earlier events; handle the events one by one`);
  }
}

/**
 * Keeps handlers from waiting for each other in a circle. Each takes its locks in one order: first the reservation or replenishment, then
 * the heads of its SKUs in order. But the events of a batch are handled in one transaction, where the locks of the first are still held
 * when the second takes its own. So only what comes first in a transaction waits for a lock. What comes later takes it at once or throws
 * `Contended`; the inbox then undoes the batch and handles each event in a transaction of its own, where it comes first.
 */
@Injectable()
export class Locks {
  private readonly first = new WeakMap<object, Transaction>();

  /** Whether the event or request at hand may wait for a lock. */
  mayWait(transaction: Transaction): boolean {
    // All events of one transaction share its entities; each has a transaction object of its own.
    const { entities } = transaction;
    const first = this.first.get(entities) ?? transaction;
    this.first.set(entities, first);
    return first === transaction;
  }
}
