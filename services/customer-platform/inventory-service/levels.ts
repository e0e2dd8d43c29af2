import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Caller, type Context, Database, notFound, type RequestOf } from '#kit';
import { type Article, articlesOf, type Shelf, shelfColumns, shelfOrder, totalsOf } from './article';
import type { getLevel, getLevels, Level } from './routes';
import { mayManage } from './sellers';

/** Says how much there is. */
@Injectable()
export class Levels {
  constructor(private readonly database: Database) {}

  async one(request: RequestOf<typeof getLevel>): Promise<Level> {
    const [level] = await this.of(request, [request.params.sku], request.caller);
    if (level === undefined) throw notFound();
    return level;
  }

  async several(request: RequestOf<typeof getLevels>): Promise<AnswerOf<typeof getLevels>> {
    return { data: await this.of(request, request.query.skus, request.caller) };
  }

  private async of(context: Context, skus: readonly string[], caller: Caller | undefined): Promise<Level[]> {
    const shelves = await this.database.query<Shelf & { readonly head: number }>(
      context,
      'levels',
      `SELECT ${shelfColumns}, k.version AS head FROM stock s JOIN skus k ON k.sku = s.sku WHERE s.sku = ANY($1) ORDER BY ${shelfOrder}`,
      [skus],
    );
    const articles = articlesOf(shelves, new Map(shelves.map(({ sku, head }) => [sku, head])));
    return [...articles.values()].map((article) => (mayManage(caller, article.sellerId) ? inFull(article) : inBrief(article)));
  }
}

const inBrief = (article: Article): Level => {
  const { available } = totalsOf(article);
  return { sku: article.sku, available, inStock: article.active && available > 0, version: article.version };
};

const inFull = (article: Article): Level => {
  const { onHand, reserved } = totalsOf(article);
  return { ...inBrief(article), onHand, reserved, active: article.active, warehouses: article.shelves.map(toShelf) };
};

/** A shelf as those see it who manage it. */
export const toShelf = ({ warehouse, onHand, reserved, reorderPoint, leadTimeDays, version }: Shelf) => ({
  ...{ warehouse, onHand, reserved, available: onHand - reserved },
  ...{ reorderPoint, leadTimeDays, version },
});
