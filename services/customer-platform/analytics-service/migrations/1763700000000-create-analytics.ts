import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateAnalytics1763700000000 extends Forward {
  readonly name = 'CreateAnalytics1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE events (
        at timestamptz NOT NULL,
        event_id uuid NOT NULL,
        name text NOT NULL,
        anonymous_id uuid NOT NULL,
        user_id uuid,
        product_id uuid,
        props jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (at, event_id)
      ) PARTITION BY RANGE (at);
      COMMENT ON COLUMN events.anonymous_id IS 'pd:device';
      COMMENT ON COLUMN events.user_id IS 'pd:user';
      COMMENT ON COLUMN events.props IS 'pd:text';
      CREATE INDEX events_by_name ON events (name, at);
      CREATE INDEX events_by_visitor ON events (anonymous_id);
      CREATE INDEX events_by_user ON events (user_id, at, event_id) WHERE user_id IS NOT NULL;
      CREATE TABLE events_default PARTITION OF events DEFAULT;
      CREATE TABLE event_ids (
        day date NOT NULL,
        event_id uuid NOT NULL,
        PRIMARY KEY (day, event_id)
      ) PARTITION BY RANGE (day);
      CREATE TABLE event_ids_default PARTITION OF event_ids DEFAULT;
      CREATE TABLE actives (
        granularity text NOT NULL CHECK (granularity IN ('hour', 'day')),
        bucket timestamptz NOT NULL,
        id_hash bytea NOT NULL,
        PRIMARY KEY (granularity, bucket, id_hash)
      );
      COMMENT ON COLUMN actives.id_hash IS 'pd:device';
      CREATE TABLE active_counts (
        granularity text NOT NULL CHECK (granularity IN ('hour', 'day')),
        bucket timestamptz NOT NULL,
        visitors int NOT NULL,
        PRIMARY KEY (granularity, bucket)
      );
      CREATE TABLE rollups (
        metric text NOT NULL,
        granularity text NOT NULL CHECK (granularity IN ('minute', 'hour', 'day')),
        bucket timestamptz NOT NULL,
        dims jsonb NOT NULL,
        value numeric NOT NULL,
        PRIMARY KEY (metric, granularity, bucket, dims)
      );
      CREATE INDEX rollups_by_age ON rollups (granularity, bucket);
      CREATE TABLE facts_seen (
        kind text NOT NULL,
        id text NOT NULL,
        seen_at timestamptz NOT NULL,
        PRIMARY KEY (kind, id)
      );
      CREATE INDEX facts_seen_by_age ON facts_seen (seen_at);
      CREATE TABLE facts_waiting (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        metric text NOT NULL,
        at timestamptz NOT NULL,
        dims jsonb NOT NULL,
        value numeric NOT NULL
      );
      CREATE TABLE write_keys (
        key_hash bytea PRIMARY KEY,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz
      );
      CREATE TABLE erased (
        user_id uuid PRIMARY KEY,
        erased_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN erased.user_id IS 'pd:user';
    `);
  }
}
