// Many orders at once, and what must hold of them whatever happened meanwhile.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from './shop';

const [leastWaitMs, mostWaitMs] = [100, 2000];

/** The first request with this key is still at work, or there were too many. */
const later = [409, 429];

/** Places orders, each until it has an answer; whoever gets none, or is told to come back later, sends the same again with the same key. */
export class ManyOrders {
  /** Id by key. */
  readonly placed = new Map<string, string>();
  private readonly open: string[];

  constructor(
    private readonly shop: Shop,
    private readonly what: { readonly token: string; readonly sku: string; readonly count: number; readonly card?: string },
  ) {
    this.open = Array.from({ length: what.count }, () => randomUUID());
  }

  /** Places what is left, `atOnce` at a time. Resolves when all have an answer; rejects when one is refused for good. */
  async place(atOnce = 12): Promise<void> {
    await Promise.all(Array.from({ length: atOnce }, () => this.buy()));
  }

  /** Whoever is told to come back later waits a little longer each time; a shop under stress is not helped by more of it. */
  private async buy(): Promise<void> {
    const { token, sku, card } = this.what;
    let waitMs = leastWaitMs;
    for (let key = this.open.pop(); key !== undefined; key = this.open.pop()) {
      const answer = await this.shop.order(token, sku, { key, quantity: 1, ...(card && { card }) }).catch(() => undefined);
      if (answer?.status === 201) {
        this.placed.set(key, answer.body.id);
        waitMs = leastWaitMs;
        continue;
      }
      if (answer !== undefined && answer.status < 500 && !later.includes(answer.status))
        throw new Error(`POST /orders: ${answer.status} ${answer.body?.code}`);
      // To the end of the line: one that cannot be answered yet must not hold up the others.
      this.open.unshift(key);
      await pause(waitMs);
      waitMs = Math.min(mostWaitMs, waitMs * 2);
    }
  }
}
