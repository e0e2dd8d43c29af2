import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Caller, Database, notFound, Problem, type RequestOf } from '#kit';
import { type Reservation, reservationColumns } from './reservation-store';
import type { getReservation } from './routes';

/** Shows what orders hold. */
@Injectable()
export class ReservationView {
  constructor(private readonly database: Database) {}

  async get(request: RequestOf<typeof getReservation>): Promise<AnswerOf<typeof getReservation>> {
    requireInsider(request.caller);
    const [row] = await this.database.query<Reservation>(
      request,
      'reservation_show',
      `SELECT ${reservationColumns} FROM reservations r WHERE r.order_id = $1`,
      [request.params.orderId],
    );
    if (row === undefined) throw notFound();
    const { createdAt, committedAt, shippedAt, releasedAt, shortages, lines, ...rest } = row;
    const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
    return {
      ...{ ...rest, lines: [...lines], shortages: [...(shortages ?? [])], createdAt: createdAt.toISOString() },
      ...{ committedAt: iso(committedAt), shippedAt: iso(shippedAt), releasedAt: iso(releasedAt) },
    };
  }
}

/** Customers see their order, not the shelves behind it. */
const requireInsider = ({ isService, scopes }: Caller): void => {
  if (!isService && !scopes.has('inventory:write')) throw new Problem(403, 'forbidden', 'this needs the scope inventory:write');
};
