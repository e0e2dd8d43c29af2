import { Injectable } from '@nestjs/common';
import { type AnswerOf, Database, notFound, positionOf, type RequestOf, toPage } from '#kit';
import type { listMovements, Movement } from './routes';
import { sellerOf } from './sellers';

/** Why numbers changed. */
@Injectable()
export class Movements {
  constructor(private readonly database: Database) {}

  async list(request: RequestOf<typeof listMovements>): Promise<AnswerOf<typeof listMovements>> {
    const { params, query, caller } = request;
    const known = await this.database.query(
      request,
      'movement_owner',
      'SELECT FROM stock WHERE sku = $1 AND ($2::text IS NULL OR seller_id = $2) LIMIT 1',
      [params.sku, sellerOf(caller)],
    );
    if (known.length === 0) throw notFound();
    const after = positionOf(query);
    const rows = await this.database.query<Omit<Movement, 'at'> & { readonly at: Date }>(
      request,
      'movement_list',
      `SELECT id, sku, warehouse, kind, on_hand_delta AS "onHandDelta", reserved_delta AS "reservedDelta", ref, at FROM movements
       WHERE sku = $1 AND ($2::text IS NULL OR warehouse = $2) AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid))
       ORDER BY at DESC, id DESC LIMIT $5`,
      [params.sku, query.warehouse, after?.time, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ at, id }) => ({ time: at.toISOString(), id }));
    return { data: data.map((row) => ({ ...row, at: row.at.toISOString() })), page };
  }
}
