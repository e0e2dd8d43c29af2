import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Migrations only go forward: a mistake is corrected by the next one. */
export abstract class Forward implements MigrationInterface {
  abstract up(runner: QueryRunner): Promise<void>;

  async down(): Promise<void> {
    throw new Error('migrations only go forward; write the next one');
  }
}

/** The tables by which events and repeated requests are held, in every service with a database. */
export class KitTables1700000000000 extends Forward {
  readonly name = 'KitTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL UNIQUE,
        type text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        subject text NOT NULL,
        data jsonb NOT NULL,
        headers jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        published_at timestamptz
      );
      CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
      CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
      CREATE TABLE inbox (
        event_id uuid NOT NULL,
        handler text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (event_id, handler)
      );
      CREATE INDEX inbox_received ON inbox (received_at);
      CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        partition int NOT NULL,
        "offset" bigint NOT NULL,
        type text NOT NULL,
        event_id text NOT NULL,
        key text NOT NULL,
        payload bytea,
        headers jsonb NOT NULL,
        error text NOT NULL,
        attempts int NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (topic, event_id)
      );
      CREATE TABLE idempotency_keys (
        caller text NOT NULL,
        key text NOT NULL,
        method text NOT NULL,
        path text NOT NULL,
        fingerprint text NOT NULL,
        status int NOT NULL,
        body text,
        expires_at timestamptz NOT NULL DEFAULT now() + interval '1 day',
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key)
      );
      CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
    `);
  }
}
