import { Injectable } from '@nestjs/common';
import { Clock, type Transaction } from '#kit';
import type { Change } from './article';
import { Contended, Locks } from './locks';

/** What was asked for and is not there. */
export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface Line {
  readonly sku: string;
  readonly warehouse: string;
  readonly quantity: number;
  /** How many came back after they were shipped. */
  readonly restocked: number;
}

/** What became of an order's wish for stock. */
export interface Reservation {
  readonly orderId: string;
  readonly state: 'reserved' | 'committed' | 'shipped' | 'released' | 'rejected' | 'tombstone';
  readonly shortages: readonly Shortage[] | null;
  readonly releaseReason: 'requested' | 'reconciled' | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly committedAt: Date | null;
  readonly shippedAt: Date | null;
  readonly releasedAt: Date | null;
  readonly lines: readonly Line[];
}

/** What a change of a reservation may set. */
interface Progress {
  readonly state: Reservation['state'];
  readonly shortages?: readonly Shortage[];
  readonly releaseReason?: 'requested' | 'reconciled';
}

/** Columns of a reservation with its lines, for every way to read one. */
export const reservationColumns = `r.order_id AS "orderId", r.state, r.shortages, r.release_reason AS "releaseReason", r.version,
  r.created_at AS "createdAt", r.committed_at AS "committedAt", r.shipped_at AS "shippedAt", r.released_at AS "releasedAt",
  (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'order_id' ORDER BY l.sku, l.warehouse), '[]') FROM reservation_lines l WHERE l.order_id = r.order_id) AS lines`;

/** Reservations in the database. */
@Injectable()
export class ReservationStore {
  constructor(
    private readonly locks: Locks,
    private readonly clock: Clock,
  ) {}

  /** The reservation of an order, locked until the end of the transaction; nothing when the order is not known. */
  async lock(transaction: Transaction, orderId: string): Promise<Reservation | undefined> {
    const wait = this.locks.mayWait(transaction);
    const [head] = await transaction.query<{ locked: boolean }>(
      wait ? 'reservation_lock' : 'reservation_try_lock',
      `WITH mine AS MATERIALIZED (SELECT order_id FROM reservations WHERE order_id = $1 FOR UPDATE ${wait ? '' : 'SKIP LOCKED'})
       SELECT EXISTS (SELECT FROM mine) AS locked FROM reservations WHERE order_id = $1`,
      [orderId],
    );
    if (head === undefined) return undefined;
    if (!head.locked) throw new Contended(orderId);
    const [reservation] = await transaction.query<Reservation>(
      'reservation_read',
      `SELECT ${reservationColumns} FROM reservations r WHERE r.order_id = $1`,
      [orderId],
    );
    return reservation;
  }

  /** Notes what became of an order's first wish, with where its goods lie. */
  async create(transaction: Transaction, orderId: string, progress: Progress, lines: readonly Change[] = []): Promise<Reservation> {
    const [reservation] = await transaction.query<Reservation>(
      'reservation_create',
      `WITH filled AS (
         INSERT INTO reservation_lines (order_id, sku, warehouse, quantity) SELECT $1, * FROM unnest($5::text[], $6::text[], $7::int[])
       )
       INSERT INTO reservations AS r (order_id, state, shortages, release_reason, created_at, updated_at, released_at)
       VALUES ($1, $2, $3, $4, $8::timestamptz, $8, CASE WHEN $2 = 'tombstone' THEN $8::timestamptz END) RETURNING ${reservationColumns}`,
      [
        ...[orderId, progress.state, progress.shortages && JSON.stringify(progress.shortages), progress.releaseReason],
        ...[lines.map(({ sku }) => sku), lines.map(({ warehouse }) => warehouse), lines.map(({ reserved }) => reserved)],
        this.clock.now(),
      ],
    );
    return reservation ?? gone(orderId);
  }

  /** Moves a locked reservation on. */
  async move(transaction: Transaction, { orderId }: Reservation, progress: Progress): Promise<Reservation> {
    const [reservation] = await transaction.query<Reservation>(
      'reservation_move',
      `UPDATE reservations r SET state = $2, shortages = coalesce($3, r.shortages), release_reason = coalesce($4, r.release_reason),
         version = r.version + 1, updated_at = $5::timestamptz,
         committed_at = CASE WHEN $2 IN ('committed', 'shipped') THEN coalesce(r.committed_at, $5::timestamptz) ELSE r.committed_at END,
         shipped_at = CASE WHEN $2 = 'shipped' THEN $5::timestamptz ELSE r.shipped_at END,
         released_at = CASE WHEN $2 = 'released' THEN $5::timestamptz ELSE r.released_at END
       WHERE r.order_id = $1 RETURNING ${reservationColumns}`,
      [orderId, progress.state, progress.shortages && JSON.stringify(progress.shortages), progress.releaseReason, this.clock.now()],
    );
    return reservation ?? gone(orderId);
  }

  /** Notes how many of which goods of an order came back. */
  async restock(transaction: Transaction, { orderId }: Reservation, returned: readonly Change[]): Promise<void> {
    await transaction.query(
      'reservation_restock',
      `UPDATE reservation_lines l SET restocked = l.restocked + r.quantity
       FROM unnest($2::text[], $3::text[], $4::int[]) AS r (sku, warehouse, quantity)
       WHERE l.order_id = $1 AND l.sku = r.sku AND l.warehouse = r.warehouse`,
      [orderId, returned.map(({ sku }) => sku), returned.map(({ warehouse }) => warehouse), returned.map(({ onHand }) => onHand)],
    );
  }
}

const gone = (orderId: string): never => {
  throw new Error(`${orderId}: reservation-gone: it was locked and is not there; find out who deletes reservations`);
};
