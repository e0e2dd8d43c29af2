import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

/** What a product's events tell besides the product itself: where its category is, how it is rated, and its images. */
export class TellOthers1763800000000 extends Forward {
  readonly name = 'TellOthers1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE categories ADD COLUMN path text[] NOT NULL DEFAULT '{}';
      WITH RECURSIVE tree AS (
        SELECT id, ARRAY[name] AS path FROM categories WHERE parent_id IS NULL
        UNION ALL SELECT c.id, tree.path || c.name FROM categories c JOIN tree ON c.parent_id = tree.id
      )
      UPDATE categories SET path = tree.path FROM tree WHERE tree.id = categories.id;
      ALTER TABLE products
        ADD COLUMN category_path text[] NOT NULL DEFAULT '{}',
        ADD COLUMN rating_average numeric(3, 2) NOT NULL DEFAULT 0,
        ADD COLUMN rating_count int NOT NULL DEFAULT 0,
        ADD COLUMN rating_source_version int NOT NULL DEFAULT 0;
      UPDATE products SET category_path = c.path FROM categories c WHERE c.id = products.category_id;
      CREATE INDEX products_best ON products (category_id, rating_average DESC, rating_count DESC, id) WHERE status = 'active';
      CREATE TABLE images (
        id uuid PRIMARY KEY,
        product_id uuid NOT NULL,
        object_key text NOT NULL,
        content_type text NOT NULL,
        size_bytes int NOT NULL CHECK (size_bytes > 0),
        sha256 char(64) NOT NULL,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'attached')),
        position int NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX images_by_product ON images (product_id, position, id);
      CREATE INDEX images_pending ON images (created_at) WHERE state = 'pending';
    `);
  }
}
