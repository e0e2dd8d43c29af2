import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { CalleeRefused, Callees, CalleeUnavailable, Clock, type Context, Database, Every } from '#kit';
import { ReservationStore } from './reservation-store';
import { Reservations } from './reservations';
import { InventorySettings } from './settings';

const minute = 60_000;
/** Orders of one round. */
const most = 20;

/** Asks what became of orders that hold stock for long. Time alone releases nothing: an order may wait for a person. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly database: Database,
    private readonly callees: Callees,
    private readonly store: ReservationStore,
    private readonly reservations: Reservations,
    private readonly clock: Clock,
    private readonly settings: InventorySettings,
  ) {}

  @Every(1000)
  async reconcile(context: Context): Promise<void> {
    for (const orderId of await this.overdue(context)) {
      const fate = await this.fateOf(context, orderId);
      // Nobody answers: the others are asked after another minute too.
      if (fate === 'unknown') return;
      if (fate === 'ended') await this.release(context, orderId);
    }
  }

  /** Takes orders to ask about; other replicas, and this one for a minute, leave them alone. */
  private async overdue(context: Context): Promise<string[]> {
    const now = this.clock.now();
    const rows = await this.database.query<{ order_id: string }>(
      context,
      'reconciliation_claim',
      `UPDATE reservations SET checked_at = $1 WHERE order_id IN (
         SELECT order_id FROM reservations WHERE state = 'reserved' AND created_at <= $2 AND (checked_at IS NULL OR checked_at <= $3)
         ORDER BY created_at LIMIT ${most} FOR UPDATE SKIP LOCKED) RETURNING order_id`,
      [now, new Date(now.getTime() - this.settings.RECONCILE_AFTER_MINUTES * minute), new Date(now.getTime() - minute)],
    );
    return rows.map(({ order_id }) => order_id);
  }

  private async fateOf(context: Context, orderId: string): Promise<'ended' | 'open' | 'unknown'> {
    try {
      const { status } = await this.callees.ask(context, 'order-service', 'GET /orders/{id}', {
        params: { id: orderId },
        answer: z.object({ status: z.string() }),
      });
      return status === 'cancelled' ? 'ended' : 'open';
    } catch (error) {
      if (error instanceof CalleeRefused) return error.status === 404 ? 'ended' : 'open';
      if (!(error instanceof CalleeUnavailable)) throw error;
      context.log.warn({ err: error }, 'orders that hold stock for long cannot be asked about; they keep it');
      // One answer that nobody can read must not keep all other orders from being asked about.
      return error.cause === 'invalid_answer' ? 'open' : 'unknown';
    }
  }

  private async release(context: Context, orderId: string): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      const known = await this.store.lock(transaction, orderId);
      // It may have been paid, or released, since it was asked about.
      if (known?.state === 'reserved')
        await this.reservations.letGo({ transaction }, known, { reason: 'reconciled', at: this.clock.now() });
    });
  }
}
