import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { brokenUnique, Database, notFound, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import type { Category, changeCategory, createCategory, listCategories } from './category-routes';
import { CategoryRow } from './entities';

const deepest = 4;

/** The tree of the catalogue. */
@Injectable()
export class Categories {
  constructor(private readonly database: Database) {}

  async list(request: RequestOf<typeof listCategories>): Promise<Category[]> {
    return this.database.transaction(request, ({ entities }) => entities.find(CategoryRow, { order: { slug: 'ASC' } }));
  }

  async create(request: RequestOf<typeof createCategory>): Promise<Category> {
    return this.database
      .transaction(request, async (transaction) => {
        const row: CategoryRow = { id: v7(), ...request.body, version: 1 };
        await this.requirePlace(transaction, row);
        await transaction.entities.insert(CategoryRow, row);
        return transaction.answer(request.idempotency, row);
      })
      .catch(slugTaken);
  }

  async change(request: RequestOf<typeof changeCategory>): Promise<Category> {
    const { params, body, expectedVersion } = request;
    return this.database
      .transaction(request, async (transaction) => {
        const { entities } = transaction;
        const old = await entities.findOne(CategoryRow, { where: { id: params.id }, lock: { mode: 'pessimistic_write' } });
        if (old === null) throw notFound();
        if (old.version !== expectedVersion) throw staleVersion();
        const row: CategoryRow = { ...old, ...body, version: old.version + 1 };
        await this.requirePlace(transaction, row);
        return entities.save(CategoryRow, row);
      })
      .catch(slugTaken);
  }

  /** One move at a time, because two that are fine alone may make a circle together. */
  private async requirePlace(transaction: Transaction, { id, parentId }: CategoryRow): Promise<void> {
    await transaction.query('category_lock', "SELECT pg_advisory_xact_lock(hashtext('categories'))");
    const all = await transaction.entities.find(CategoryRow);
    const parentOf = new Map(all.map((each) => [each.id, each.parentId]));
    if (parentId !== null && !parentOf.has(parentId)) throw new Problem(422, 'unknown-category', 'there is no such parent');
    let depth = 1;
    for (let at = parentId; at !== null; at = parentOf.get(at) ?? null, depth++)
      if (at === id) throw new Problem(422, 'cycle', 'a category cannot be below itself');
    const below = (of: string): number =>
      1 + Math.max(0, ...all.filter((each) => each.parentId === of && each.id !== of).map((each) => below(each.id)));
    if (depth + below(id) - 1 > deepest) throw new Problem(422, 'too-deep', `the tree has at most ${deepest} levels`);
  }
}

const slugTaken = (error: unknown): never => {
  if (brokenUnique(error) === 'categories_slug_key') throw new Problem(409, 'slug-taken', 'another category has this address');
  throw error;
};
