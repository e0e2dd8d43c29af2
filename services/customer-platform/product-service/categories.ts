import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { brokenUnique, Database, notFound, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import { CategoryProducts } from './category-products';
import type { Category, changeCategory, createCategory, listCategories } from './category-routes';
import { CategoryRow } from './entities';

const deepest = 4;

/** The tree of the catalogue. */
@Injectable()
export class Categories {
  constructor(
    private readonly database: Database,
    private readonly products: CategoryProducts,
  ) {}

  async list(request: RequestOf<typeof listCategories>): Promise<Category[]> {
    return this.database.transaction(request, ({ entities }) => entities.find(CategoryRow, { order: { slug: 'ASC' } }));
  }

  async create(request: RequestOf<typeof createCategory>): Promise<Category> {
    return this.database
      .transaction(request, async (transaction) => {
        await this.lock(transaction);
        const row = { id: v7(), ...request.body, version: 1 };
        const above = await this.placeFor(transaction, row);
        const stored: CategoryRow = { ...row, path: [...above, row.name] };
        await transaction.entities.insert(CategoryRow, stored);
        return transaction.answer(request.idempotency, stored);
      })
      .catch(slugTaken);
  }

  async change(request: RequestOf<typeof changeCategory>): Promise<Category> {
    const { params, body, expectedVersion } = request;
    return this.database
      .transaction(request, async (transaction) => {
        await this.lock(transaction);
        const { entities } = transaction;
        const old = await entities.findOneBy(CategoryRow, { id: params.id });
        if (old === null) throw notFound();
        if (old.version !== expectedVersion) throw staleVersion();
        const moved = { ...old, ...body, version: old.version + 1 };
        const above = await this.placeFor(transaction, moved);
        const row: CategoryRow = { ...moved, path: [...above, moved.name] };
        await entities.save(CategoryRow, row);
        if (row.path.join('\n') !== old.path.join('\n')) await this.products.follow(transaction, row.id);
        return row;
      })
      .catch(slugTaken);
  }

  /** One change of the tree at a time, because two moves that are fine alone may make a circle together. */
  private async lock(transaction: Transaction): Promise<void> {
    await transaction.query('category_lock', "SELECT pg_advisory_xact_lock(hashtext('categories'))");
  }

  /** The path above a category; refuses a place that it cannot have. */
  private async placeFor(transaction: Transaction, { id, parentId }: Omit<CategoryRow, 'path'>): Promise<string[]> {
    const all = await transaction.entities.find(CategoryRow);
    const byId = new Map(all.map((each) => [each.id, each]));
    if (parentId !== null && !byId.has(parentId)) throw new Problem(422, 'unknown-category', 'there is no such parent');
    let depth = 1;
    for (let at = parentId; at !== null; at = byId.get(at)?.parentId ?? null, depth++)
      if (at === id) throw new Problem(422, 'cycle', 'a category cannot be below itself');
    const below = (of: string): number =>
      1 + Math.max(0, ...all.filter((each) => each.parentId === of && each.id !== of).map((each) => below(each.id)));
    if (depth + below(id) - 1 > deepest) throw new Problem(422, 'too-deep', `the tree has at most ${deepest} levels`);
    return byId.get(parentId ?? '')?.path ?? [];
  }
}

const slugTaken = (error: unknown): never => {
  if (brokenUnique(error) === 'categories_slug_key') throw new Problem(409, 'slug-taken', 'another category has this address');
  throw error;
};
