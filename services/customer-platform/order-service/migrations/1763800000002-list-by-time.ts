import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

/** Support lists the orders of everybody, the latest first. */
export class ListByTime1763800000002 extends Forward {
  readonly name = 'ListByTime1763800000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX orders_by_time ON orders (placed_at DESC, id DESC)');
  }
}
