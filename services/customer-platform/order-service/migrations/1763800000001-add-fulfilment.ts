import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class AddFulfilment1763800000001 extends Forward {
  readonly name = 'AddFulfilment1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders DROP CONSTRAINT orders_status_check;
      ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status IN (
        'on_hold', 'pending', 'reserved', 'confirmed', 'shipped', 'delivered', 'cancelling', 'cancelled', 'refunding', 'refunded'));
      ALTER TABLE orders
        ADD COLUMN payment_id uuid,
        ADD COLUMN payment_method_ref uuid,
        ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN disputed boolean NOT NULL DEFAULT false,
        ADD COLUMN carrier text,
        ADD COLUMN tracking_code text,
        ADD COLUMN shipped_at timestamptz,
        ADD COLUMN delivered_at timestamptz,
        ADD CONSTRAINT refunds_stay_within_the_total CHECK (refunded_minor BETWEEN 0 AND total_minor);
      ALTER TABLE order_lines
        ADD COLUMN returned_quantity int NOT NULL DEFAULT 0,
        ADD CONSTRAINT returns_stay_within_the_line CHECK (returned_quantity BETWEEN 0 AND quantity);
      CREATE TABLE order_refunds (
        refund_id uuid PRIMARY KEY,
        order_id uuid NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        at timestamptz NOT NULL
      );
      CREATE INDEX order_refunds_by_order ON order_refunds (order_id);
    `);
  }
}
