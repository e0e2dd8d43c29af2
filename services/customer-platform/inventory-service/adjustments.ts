import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, type Caller, Clock, Database, notFound, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import type { Article, Shelf } from './article';
import { toShelf } from './levels';
import { type adjust, type changeShelf, type Movement, mostPieces } from './routes';
import { mayManage } from './sellers';
import { Stock } from './stock';

/** Changes that people make: to numbers, and to when they want to order again. */
@Injectable()
export class Adjustments {
  constructor(
    private readonly database: Database,
    private readonly stock: Stock,
    private readonly clock: Clock,
  ) {}

  async adjust(request: RequestOf<typeof adjust>): Promise<Movement> {
    const { sku, warehouse, delta, setTo, reason } = request.body;
    return this.database.transaction(request, async (transaction) => {
      const article = await this.lock(transaction, sku, request.caller);
      const known = article.shelves.find((shelf) => shelf.warehouse === warehouse);
      const shelf = known ?? (await this.open(transaction, article, warehouse));
      const change = { sku, warehouse, onHand: delta ?? (setTo ?? 0) - shelf.onHand, reserved: 0 };
      requireRoom(shelf, change.onHand);
      const [ref, at] = [v7(), this.clock.now()];
      const whole = known ? article : { ...article, shelves: [...article.shelves, shelf] };
      const [id = ref] = await this.stock.book(transaction, [whole], [change], {
        ...{ kind: reason, cause: reason === 'receive' ? 'receive' : 'adjust', ref, at },
      });
      const movement = { onHandDelta: change.onHand, reservedDelta: 0, ref, at: at.toISOString() };
      return transaction.answer(request.idempotency, { id, sku, warehouse, kind: reason, ...movement });
    });
  }

  async change(request: RequestOf<typeof changeShelf>): Promise<AnswerOf<typeof changeShelf>> {
    const { params, body, expectedVersion } = request;
    return this.database.transaction(request, async (transaction) => {
      const before = await this.lock(transaction, params.sku, request.caller);
      const old = before.shelves.find(({ warehouse }) => warehouse === params.warehouse);
      if (old === undefined) throw notFound();
      if (old.version !== expectedVersion) throw staleVersion();
      const { reorderPoint = old.reorderPoint, leadTimeDays = old.leadTimeDays } = body;
      const shelf = { ...old, reorderPoint, leadTimeDays, version: old.version + 1 };
      const shelves = before.shelves.map((each) => (each === old ? shelf : each));
      await this.write(transaction, shelf);
      await this.stock.settle(transaction, before, { ...before, shelves, version: before.version + 1 });
      return { sku: params.sku, ...toShelf(shelf) };
    });
  }

  /** Locks an article that the caller may manage. */
  private async lock(transaction: Transaction, sku: string, caller: Caller): Promise<Article> {
    const article = (await this.stock.lock(transaction, [sku])).get(sku);
    if (article === undefined || !mayManage(caller, article.sellerId)) throw notFound();
    return article;
  }

  /** Opens a warehouse for an article. */
  private async open(transaction: Transaction, { sku, productId, sellerId, active }: Article, warehouse: string): Promise<Shelf> {
    await transaction.query(
      'stock_open',
      `INSERT INTO stock (sku, warehouse, product_id, seller_id, active, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
      [sku, warehouse, productId, sellerId, active, this.clock.now()],
    );
    return { sku, warehouse, productId, sellerId, active, onHand: 0, reserved: 0, reorderPoint: 0, leadTimeDays: null, version: 1 };
  }

  private async write(transaction: Transaction, { sku, warehouse, reorderPoint, leadTimeDays, version }: Shelf): Promise<void> {
    await transaction.query(
      'stock_settings',
      `UPDATE stock SET reorder_point = $3, lead_time_days = $4, version = $5, updated_at = $6 WHERE sku = $1 AND warehouse = $2`,
      [sku, warehouse, reorderPoint, leadTimeDays, version, this.clock.now()],
    );
  }
}

/** Refuses a change that leaves less than is reserved, or more than can be counted. */
export const requireRoom = ({ onHand, reserved }: Shelf, delta: number): void => {
  const left = onHand + delta;
  if (left < reserved) throw new Problem(422, 'would-go-negative', `${left} would be on hand, and ${reserved} are reserved`);
  if (left > mostPieces) throw new Problem(422, 'too-many', `a warehouse holds ${mostPieces} pieces of an article at most`);
};
