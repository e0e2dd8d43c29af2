import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  type Caller,
  Clock,
  type Context,
  Database,
  notFound,
  Problem,
  positionOf,
  type RequestOf,
  type Transaction,
  toPage,
} from '#kit';
import { replenishments } from '#platform/topics/inventory';
import { requireRoom } from './adjustments';
import type { createReplenishment, listReplenishments, Replenishment } from './replenishment-routes';
import { mayManage, sellerOf } from './sellers';
import { Stock } from './stock';

interface Row extends Omit<Replenishment, 'createdAt' | 'updatedAt'> {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

type Status = Replenishment['status'];
type Step = Exclude<Status, 'draft'>;

interface StepRequest extends Context {
  readonly params: { readonly id: string };
  readonly caller: Caller;
}

/** From where each status is reached. */
const sources: Readonly<Record<Step, readonly Status[]>> = { ordered: ['draft'], received: ['ordered'], cancelled: ['draft', 'ordered'] };

const columns = `id, sku, warehouse, seller_id AS "sellerId", quantity, status, created_at AS "createdAt", updated_at AS "updatedAt", version`;

/** Goods that sellers order: draft, ordered, and then either received or cancelled. */
@Injectable()
export class Replenishments {
  constructor(
    private readonly database: Database,
    private readonly stock: Stock,
    private readonly clock: Clock,
  ) {}

  async create(request: RequestOf<typeof createReplenishment>): Promise<Replenishment> {
    const { sku, warehouse, quantity } = request.body;
    return this.database.transaction(request, async (transaction) => {
      const shelves = await transaction.query<{ seller_id: string; warehouse: string }>(
        'replenishment_shelves',
        'SELECT seller_id, warehouse FROM stock WHERE sku = $1',
        [sku],
      );
      const [{ seller_id: sellerId } = { seller_id: '' }] = shelves;
      if (shelves.length === 0 || !mayManage(request.caller, sellerId)) throw notFound();
      if (!shelves.some((shelf) => shelf.warehouse === warehouse))
        throw new Problem(422, 'unknown-warehouse', `the article has no place in ${warehouse}; a first adjustment opens one`);
      const row = await this.write(
        transaction,
        'replenishment_create',
        `INSERT INTO replenishments (id, sku, warehouse, seller_id, quantity, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 'draft', $6, $6) RETURNING ${columns}`,
        [v7(), sku, warehouse, sellerId, quantity, this.clock.now()],
      );
      return transaction.answer(request.idempotency, row);
    });
  }

  async list(request: RequestOf<typeof listReplenishments>): Promise<AnswerOf<typeof listReplenishments>> {
    const { query, caller } = request;
    const rows = await this.database.query<Row>(
      request,
      'replenishment_list',
      `SELECT ${columns} FROM replenishments
       WHERE ($1::text IS NULL OR seller_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR sku = $3)
         AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
      [sellerOf(caller), query.status, query.sku, positionOf(query)?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    return { data: data.map(toReplenishment), page };
  }

  /** Takes a step. To take the latest one again changes nothing. */
  async step(request: StepRequest, to: Step): Promise<Replenishment> {
    return this.database.transaction(request, async (transaction) => {
      const [row] = await transaction.query<Row>(
        'replenishment_lock',
        `SELECT ${columns} FROM replenishments WHERE id = $1 AND ($2::text IS NULL OR seller_id = $2) FOR UPDATE`,
        [request.params.id, sellerOf(request.caller)],
      );
      if (row === undefined) throw notFound();
      if (row.status === to) return toReplenishment(row);
      if (!sources[to].includes(row.status)) throw new Problem(409, 'invalid-transition', `the replenishment is ${row.status}`);
      if (to === 'received') await this.receive(transaction, row);
      return this.write(
        transaction,
        'replenishment_step',
        `UPDATE replenishments SET status = $2, version = version + 1, updated_at = $3 WHERE id = $1 RETURNING ${columns}`,
        [row.id, to, this.clock.now()],
      );
    });
  }

  private async receive(transaction: Transaction, { id, sku, warehouse, quantity }: Row): Promise<void> {
    const article = (await this.stock.lock(transaction, [sku])).get(sku);
    const shelf = article?.shelves.find((each) => each.warehouse === warehouse);
    if (article === undefined || shelf === undefined) throw notFound();
    requireRoom(shelf, quantity);
    const change = { sku, warehouse, onHand: quantity, reserved: 0 };
    await this.stock.book(transaction, [article], [change], { kind: 'receive', cause: 'receive', ref: id, at: this.clock.now() });
  }

  /** Writes a replenishment and tells of it. */
  private async write(
    transaction: Transaction,
    name: string,
    sql: string,
    values: readonly (string | number | Date)[],
  ): Promise<Replenishment> {
    const [row] = await transaction.query<Row>(name, sql, values);
    if (row === undefined) throw notFound();
    const { id, sku, sellerId, quantity, status, version } = row;
    await transaction.emit(replenishments.changed, { replenishmentId: id, sku, sellerId, quantity, status }, { version });
    return toReplenishment(row);
  }
}

const toReplenishment = ({ createdAt, updatedAt, ...row }: Row): Replenishment => ({
  ...row,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
