import { Controller, Injectable } from '@nestjs/common';
import { Column, Entity, PrimaryColumn, type QueryRunner, Unique } from 'typeorm';
import { v7 } from 'uuid';
import { defineService } from '#model';
import { Database } from '../database/database';
import { brokenUnique } from '../database/errors';
import { Forward } from '../database/kit-tables';
import type { Transaction } from '../database/transaction';
import { On, type Received } from '../events/on';
import { positionOf, toPage } from '../http/pages';
import { notFound, Problem, staleVersion } from '../http/problem';
import { type AnswerOf, type RequestOf, Route } from '../http/route';
import { ServiceModule } from '../service-module';
import { breakGift, cards, changeGift, type Gift, getGift, gifts, listGifts, openGift, wishes, wrapGift } from './gift-routes';

/** A made-up service that uses all of the kit, so that tests of the kit need no real one. */
export const giftDefinition = defineService({
  purpose: 'Wraps gifts, for tests.',
  owner: 'platform',
  tier: 'batch',
  http: { port: 8999, path: '/gifts', exposure: 'public' },
  produces: [gifts.wrapped, cards.written],
  consumes: [wishes.made, cards.written],
  database: 'postgresql',
});

/** What a test makes happen: `whileWrapping` is waited for, `handling` throws, `breaking` is thrown. */
export const mishaps: { whileWrapping?: Promise<unknown>; handling?: (title: string) => void; breaking?: () => unknown } = {};

@Entity('gifts')
@Unique('gifts_title_key', ['title'])
class GiftRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gifts_pkey' })
  id!: string;

  @Column('text')
  title!: string;

  @Column('bigint', { name: 'price_minor' })
  priceMinor!: string;

  @Column('int', { default: 1 })
  version!: number;
}

class CreateGifts1700000000001 extends Forward {
  readonly name = 'CreateGifts1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE gifts (id uuid PRIMARY KEY, title text NOT NULL UNIQUE, price_minor bigint NOT NULL, version int NOT NULL DEFAULT 1)',
    );
  }
}

const columns = 'id, title, price_minor::int AS "priceMinor", version';

const one = ([row]: readonly Gift[]): Gift => {
  if (row === undefined) throw notFound();
  return row;
};

@Controller()
class GiftController {
  constructor(private readonly database: Database) {}

  @Route(getGift)
  async get(request: RequestOf<typeof getGift>): Promise<Gift> {
    return one(await this.database.query<Gift>(request, 'gift_get', `SELECT ${columns} FROM gifts WHERE id = $1`, [request.params.id]));
  }

  @Route(listGifts)
  async list(request: RequestOf<typeof listGifts>): Promise<AnswerOf<typeof listGifts>> {
    const { query } = request;
    const after = positionOf(query);
    const rows = await this.database.query<Gift>(
      request,
      'gift_list',
      `SELECT ${columns} FROM gifts WHERE ($1::uuid IS NULL OR id > $1) AND ($2::text IS NULL OR title LIKE $2 || '%') ORDER BY id LIMIT $3`,
      [after?.id, query.title, query.limit + 1],
    );
    return toPage(rows, query, ({ id }) => ({ sort: id, id }));
  }

  @Route(wrapGift)
  async wrap(request: RequestOf<typeof wrapGift>): Promise<Gift> {
    const { title, price, card } = request.body;
    request.log.info({ wish: { body: request.body, cards: [card] } }, 'wrapping');
    await mishaps.whileWrapping;
    const answer = { id: v7(), title, priceMinor: price.amount, version: 1 };
    return this.database
      .transaction(request, async (transaction) => {
        await transaction.query('gift_insert', 'INSERT INTO gifts VALUES ($1, $2, $3)', [answer.id, title, price.amount]);
        await transaction.emit(gifts.wrapped, { giftId: answer.id, title }, { version: 1 });
        if (card?.token) await transaction.emit(cards.written, { giftId: answer.id, token: card.token });
        return transaction.answer(request.idempotency, answer);
      })
      .catch((error) => {
        throw brokenUnique(error) === 'gifts_title_key' ? new Problem(409, 'title-taken', 'another gift has this title') : error;
      });
  }

  @Route(changeGift)
  async change(request: RequestOf<typeof changeGift>): Promise<Gift> {
    const { params, body, expectedVersion } = request;
    const [row] = await this.database.query<Gift>(
      request,
      'gift_change',
      `UPDATE gifts SET title = $3, version = version + 1 WHERE id = $1 AND version = $2 RETURNING ${columns}`,
      [params.id, expectedVersion, body.title],
    );
    if (row === undefined) throw staleVersion();
    return row;
  }

  @Route(openGift)
  open(_: RequestOf<typeof openGift>): void {}

  @Route(breakGift)
  break(_: RequestOf<typeof breakGift>): Gift {
    throw mishaps.breaking?.();
  }
}

@Injectable()
class Wishes {
  @On(wishes.made)
  async made({ data: { wishId, title } }: Received<{ wishId: string; title: string }>, transaction: Transaction): Promise<void> {
    await transaction.query('wish_insert', 'INSERT INTO gifts VALUES ($1, $2, 1)', [wishId, title]);
    await transaction.emit(gifts.wrapped, { giftId: wishId, title });
    mishaps.handling?.(title);
  }

  @On(cards.written)
  async written({ data }: Received<{ token: string }>): Promise<void> {
    mishaps.handling?.(data.token);
  }
}

@ServiceModule({
  entities: [GiftRow],
  migrations: [CreateGifts1700000000001],
  controllers: [GiftController],
  providers: [Wishes],
})
export class GiftModule {}
