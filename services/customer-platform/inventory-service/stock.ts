import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type EventData, type Transaction } from '#kit';
import { alerts, stock } from '#platform/topics/inventory';
import { type Article, articlesOf, type Change, changed, levelOf, type Shelf, shelfColumns, shelfOrder, totalsOf } from './article';
import { Contended, Locks } from './locks';

/** Why numbers change: what the movements say of it, and what those who follow the stock are told. */
export interface Reason {
  readonly kind: 'receive' | 'correction' | 'damage' | 'reserve' | 'release' | 'ship' | 'restock';
  readonly cause: EventData<typeof stock.changed>['cause'];
  /** The order, refund, replenishment or adjustment behind it. */
  readonly ref: string;
  /** When it happened. */
  readonly at: Date;
}

/** The only way to change a number of the stock: each change is booked as a movement and told, together with what it belongs to. */
@Injectable()
export class Stock {
  constructor(
    private readonly locks: Locks,
    private readonly clock: Clock,
  ) {}

  /** Locks articles until the end of the transaction, for which it is called once. SKUs that are not known are left out. */
  async lock(transaction: Transaction, skus: readonly string[]): Promise<Map<string, Article>> {
    const wait = this.locks.mayWait(transaction);
    const heads = await transaction.query<{ sku: string; version: number }>(
      wait ? 'stock_lock' : 'stock_try_lock',
      `SELECT sku, version FROM skus WHERE sku = ANY($1) ORDER BY sku FOR UPDATE ${wait ? '' : 'SKIP LOCKED'}`,
      [skus],
    );
    // Only after the lock: what another transaction committed meanwhile must be seen.
    const shelves = await transaction.query<Shelf>(
      'stock_read',
      `SELECT ${shelfColumns} FROM stock s WHERE s.sku = ANY($1) ORDER BY ${shelfOrder}`,
      [skus],
    );
    const versions = new Map(heads.map(({ sku, version }) => [sku, version]));
    const skipped = shelves.find(({ sku }) => !versions.has(sku));
    if (skipped) throw new Contended(skipped.sku);
    return articlesOf(shelves, versions);
  }

  /** Books changes of locked articles, at most one of each shelf. */
  async book(transaction: Transaction, articles: Iterable<Article>, changes: readonly Change[], reason: Reason): Promise<string[]> {
    const touched = [...articles].filter(({ sku }) => changes.some((change) => change.sku === sku));
    const pairs = touched.map((before) => ({ before, after: changed(before, changes) }));
    const ids = changes.map(() => v7());
    await transaction.query(
      'stock_book',
      `WITH change AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[]) AS c (id, sku, warehouse, on_hand, reserved)),
       moved AS (
         INSERT INTO movements (id, sku, warehouse, on_hand_delta, reserved_delta, kind, ref, at) SELECT c.*, $6, $7::uuid, $8::timestamptz FROM change c
       ), headed AS (
         UPDATE skus k SET version = k.version + 1, level = h.level, updated_at = $9 FROM unnest($10::text[], $11::text[]) AS h (sku, level)
         WHERE k.sku = h.sku
       )
       UPDATE stock s SET on_hand = s.on_hand + c.on_hand, reserved = s.reserved + c.reserved, updated_at = $9
       FROM change c WHERE s.sku = c.sku AND s.warehouse = c.warehouse`,
      [
        ...[ids, changes.map(({ sku }) => sku), changes.map(({ warehouse }) => warehouse)],
        ...[changes.map(({ onHand }) => onHand), changes.map(({ reserved }) => reserved)],
        ...[reason.kind, reason.ref, reason.at, this.clock.now()],
        ...[pairs.map(({ after }) => after.sku), pairs.map(({ after }) => levelOf(totalsOf(after)))],
      ],
    );
    for (const { before, after } of pairs) {
      await this.tell(transaction, after, reason.cause);
      await this.alarm(transaction, before, after);
    }
    return ids;
  }

  /** Takes over what was changed about a locked article besides its numbers. */
  async settle(transaction: Transaction, before: Article, after: Article): Promise<void> {
    await transaction.query('stock_settle', 'UPDATE skus SET version = $2, level = $3, updated_at = $4 WHERE sku = $1', [
      ...[after.sku, after.version, levelOf(totalsOf(after)), this.clock.now()],
    ]);
    await this.alarm(transaction, before, after);
  }

  private async tell(transaction: Transaction, { sku, productId, version, shelves }: Article, cause: Reason['cause']): Promise<void> {
    const { onHand, reserved, available } = totalsOf({ shelves });
    await transaction.emit(stock.changed, { sku, productId, onHand, reserved, available, cause }, { version });
  }

  /** Tells that an article fell to its reorder point, or that the point was raised to it; once for each time. */
  private async alarm(transaction: Transaction, before: Article, { sku, sellerId, active, version, shelves }: Article): Promise<void> {
    const totals = totalsOf({ shelves });
    if (!active || levelOf(totalsOf(before)) !== 'enough' || levelOf(totals) === 'enough') return;
    const { available, reorderPoint } = totals;
    const raisedAt = this.clock.now().toISOString();
    await transaction.emit(alerts.lowStock, { sku, sellerId, available, reorderPoint, raisedAt }, { version });
  }
}
