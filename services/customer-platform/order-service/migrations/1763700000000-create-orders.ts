import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateOrders1763700000000 extends Forward {
  readonly name = 'CreateOrders1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE orders (
        id uuid PRIMARY KEY,
        number text NOT NULL UNIQUE,
        user_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('on_hold', 'pending', 'cancelled')),
        currency char(3) NOT NULL,
        subtotal_minor bigint NOT NULL,
        shipping_minor bigint NOT NULL,
        tax_minor bigint NOT NULL,
        total_minor bigint NOT NULL,
        shipping_address jsonb,
        note text,
        device_id text,
        fraud_decision text NOT NULL,
        cancel_reason text,
        version int NOT NULL DEFAULT 1,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT total_is_the_sum CHECK (total_minor = subtotal_minor + shipping_minor)
      );
      COMMENT ON COLUMN orders.shipping_address IS 'pd:address';
      COMMENT ON COLUMN orders.note IS 'pd:text';
      COMMENT ON COLUMN orders.device_id IS 'pd:device';
      CREATE INDEX orders_by_user ON orders (user_id, placed_at DESC, id DESC);
      CREATE INDEX orders_by_status ON orders (status, updated_at);
      CREATE TABLE order_lines (
        order_id uuid NOT NULL,
        sku text NOT NULL,
        product_id uuid NOT NULL,
        seller_id text NOT NULL,
        quantity int NOT NULL CHECK (quantity > 0),
        unit_price_minor bigint NOT NULL CHECK (unit_price_minor > 0),
        PRIMARY KEY (order_id, sku)
      );
      CREATE TABLE user_status_cache (
        user_id uuid PRIMARY KEY,
        status text NOT NULL,
        seen_at timestamptz NOT NULL
      );
    `);
  }
}
