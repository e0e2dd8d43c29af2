import { Injectable } from '@nestjs/common';
import type { Received, Transaction } from '#kit';
import { reservations } from '#platform/topics/inventory';
import type { Reservation } from './reservation-store';

/** Where an answer goes: into the transaction, as the consequence of an event where there was one. */
export interface Occasion {
  readonly transaction: Transaction;
  readonly event?: Received<unknown>;
}

/** What order-service is told of a reservation. The same question gets the same answer, however often it is asked. */
@Injectable()
export class Answers {
  async reserved(occasion: Occasion, { orderId, lines, version }: Reservation): Promise<void> {
    const data = { orderId, lines: lines.map(({ sku, warehouse, quantity }) => ({ sku, warehouse, quantity })) };
    await occasion.transaction.emit(reservations.reserved, data, { version, ...causeOf(occasion) });
  }

  async rejected(occasion: Occasion, { orderId, shortages, version }: Reservation): Promise<void> {
    await occasion.transaction.emit(
      reservations.rejected,
      { orderId, shortages: [...(shortages ?? [])] },
      { version, ...causeOf(occasion) },
    );
  }

  async released(occasion: Occasion, { orderId, releaseReason, releasedAt, createdAt, version }: Reservation): Promise<void> {
    const data = { orderId, reason: releaseReason ?? ('requested' as const), releasedAt: (releasedAt ?? createdAt).toISOString() };
    await occasion.transaction.emit(reservations.released, data, { version, ...causeOf(occasion) });
  }
}

const causeOf = ({ event }: Occasion): { causationId?: string; correlationId?: string } => ({
  ...(event && { causationId: event.id }),
  ...(event?.correlationId && { correlationId: event.correlationId }),
});
