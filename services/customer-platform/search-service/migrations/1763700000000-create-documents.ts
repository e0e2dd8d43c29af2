import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

/** The role may lack the right to install an extension, or the server the extension; search then tolerates no typing errors. */
const trigrams = `
  DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
  END $$`;

const trigramIndex = `
  DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
      CREATE INDEX documents_by_trigrams ON documents USING gin (name gin_trgm_ops);
    END IF;
  END $$`;

export class CreateDocuments1763700000000 extends Forward {
  readonly name = 'CreateDocuments1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(trigrams);
    await runner.query(`
      CREATE TABLE documents (
        product_id uuid PRIMARY KEY,
        source_version bigint,
        snapshot jsonb,
        price_versions jsonb NOT NULL,
        stock_versions jsonb NOT NULL,
        review_rating jsonb,
        status text NOT NULL CHECK (status IN ('unknown', 'draft', 'active', 'retired')),
        visible boolean NOT NULL,
        name text NOT NULL,
        slug text NOT NULL,
        description text NOT NULL,
        image_url text,
        category_path text[] NOT NULL,
        seller_id text NOT NULL,
        price_minor bigint,
        currency char(3),
        in_stock boolean NOT NULL,
        rating numeric(3, 2) NOT NULL,
        popularity int NOT NULL,
        boost numeric(9, 6) NOT NULL,
        tsv tsvector NOT NULL,
        changed_in bigint NOT NULL,
        CONSTRAINT visible_has_price CHECK (NOT visible OR (price_minor IS NOT NULL AND currency IS NOT NULL))
      );
      CREATE INDEX documents_by_words ON documents USING gin (tsv);
      CREATE INDEX documents_by_category ON documents USING gin (category_path);
      CREATE INDEX documents_by_price ON documents (currency, price_minor) WHERE visible;
      CREATE INDEX documents_by_seller ON documents (seller_id) WHERE visible;
      CREATE INDEX documents_by_name ON documents (lower(name) text_pattern_ops) WHERE visible;
      CREATE TABLE suggestions (
        text text PRIMARY KEY,
        searches int NOT NULL
      );
      CREATE INDEX suggestions_by_start ON suggestions (text text_pattern_ops);
      CREATE TABLE synonyms (
        group_number int NOT NULL,
        words text NOT NULL,
        target tsquery NOT NULL,
        substitute tsquery NOT NULL,
        PRIMARY KEY (group_number, words)
      );
      CREATE TABLE query_stats (
        day date NOT NULL,
        normalised text NOT NULL,
        count int NOT NULL DEFAULT 0,
        zero_count int NOT NULL DEFAULT 0,
        clicks int NOT NULL DEFAULT 0,
        PRIMARY KEY (day, normalised)
      );
      CREATE TABLE recent_queries (
        id uuid PRIMARY KEY,
        session_hash text NOT NULL,
        normalised text NOT NULL,
        results int NOT NULL,
        took_ms int NOT NULL,
        clicked uuid[] NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL
      );
      CREATE INDEX recent_queries_by_age ON recent_queries (at);
      CREATE TABLE daily_salts (
        day date PRIMARY KEY,
        salt text NOT NULL
      );
      CREATE TABLE latest_reindex (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        job_id uuid NOT NULL
      );
    `);
    await runner.query(trigramIndex);
  }
}
