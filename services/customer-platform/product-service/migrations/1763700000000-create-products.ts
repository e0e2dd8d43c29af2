import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateProducts1763700000000 extends Forward {
  readonly name = 'CreateProducts1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE categories (
        id uuid PRIMARY KEY,
        parent_id uuid,
        name text NOT NULL,
        slug text NOT NULL UNIQUE,
        version int NOT NULL DEFAULT 1
      );
      CREATE TABLE products (
        id uuid PRIMARY KEY,
        seller_id text NOT NULL,
        name text NOT NULL,
        slug text NOT NULL UNIQUE,
        description text NOT NULL,
        category_id uuid NOT NULL,
        attributes jsonb NOT NULL,
        status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'retired')),
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX products_by_category ON products (category_id, status);
      CREATE INDEX products_by_seller ON products (seller_id);
      CREATE TABLE variants (
        sku text PRIMARY KEY,
        product_id uuid NOT NULL,
        options jsonb NOT NULL,
        price_minor bigint NOT NULL CHECK (price_minor > 0),
        currency char(3) NOT NULL,
        cost_minor bigint,
        weight_grams int NOT NULL,
        active boolean NOT NULL
      );
      CREATE INDEX variants_by_product ON variants (product_id);
      CREATE TABLE price_history (
        id uuid PRIMARY KEY,
        sku text NOT NULL,
        old_minor bigint NOT NULL,
        new_minor bigint NOT NULL,
        currency char(3) NOT NULL,
        reason text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX price_history_by_sku ON price_history (sku, id);
    `);
  }
}
