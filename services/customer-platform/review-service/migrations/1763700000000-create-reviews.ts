import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateReviews1763700000000 extends Forward {
  readonly name = 'CreateReviews1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reviews (
        id uuid PRIMARY KEY,
        product_id uuid NOT NULL,
        user_id uuid,
        rating int NOT NULL CHECK (rating BETWEEN 1 AND 5),
        title text NOT NULL,
        text text NOT NULL,
        locale text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'published', 'rejected', 'removed')),
        due_at timestamptz,
        held_for text CHECK (held_for IN ('contact', 'reports', 'refused')),
        held_at timestamptz,
        moderation_reason text,
        removed_for text CHECK (removed_for IN ('author', 'moderator')),
        helpful_count int NOT NULL DEFAULT 0 CHECK (helpful_count >= 0),
        version int NOT NULL DEFAULT 1,
        submitted_at timestamptz NOT NULL,
        published_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT only_pending_reviews_are_due CHECK (due_at IS NULL OR (status = 'pending' AND held_for IS NULL))
      );
      COMMENT ON COLUMN reviews.title IS 'pd:text';
      COMMENT ON COLUMN reviews.text IS 'pd:text';
      CREATE UNIQUE INDEX reviews_one_live ON reviews (product_id, user_id) WHERE status <> 'removed';
      CREATE INDEX reviews_newest ON reviews (product_id, status, created_at DESC, id DESC);
      CREATE INDEX reviews_helpful ON reviews (product_id, helpful_count DESC, id DESC) WHERE status = 'published';
      CREATE INDEX reviews_best ON reviews (product_id, rating DESC, id DESC) WHERE status = 'published';
      CREATE INDEX reviews_of_user ON reviews (user_id, product_id);
      CREATE INDEX reviews_due ON reviews (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX reviews_held ON reviews (held_at, id) WHERE held_for IS NOT NULL;
      CREATE TABLE purchases (
        user_id uuid NOT NULL,
        product_id uuid NOT NULL,
        order_id uuid NOT NULL,
        PRIMARY KEY (user_id, product_id)
      );
      CREATE TABLE closed_products (product_id uuid PRIMARY KEY, closed_at timestamptz NOT NULL);
      CREATE TABLE erased_people (user_id uuid PRIMARY KEY, erased_at timestamptz NOT NULL);
      CREATE TABLE votes (review_id uuid NOT NULL, user_id uuid NOT NULL, PRIMARY KEY (review_id, user_id));
      CREATE INDEX votes_of_user ON votes (user_id);
      CREATE TABLE reports (
        review_id uuid NOT NULL,
        user_id uuid NOT NULL,
        reason text NOT NULL,
        settled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (review_id, user_id)
      );
      COMMENT ON COLUMN reports.reason IS 'pd:text';
      CREATE INDEX reports_of_user ON reports (user_id);
      CREATE TABLE product_ratings (
        product_id uuid PRIMARY KEY,
        sum int NOT NULL,
        count int NOT NULL CHECK (count >= 0),
        histogram int[] NOT NULL,
        version int NOT NULL
      );
    `);
  }
}
