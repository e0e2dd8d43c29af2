import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateNotifications1763700000000 extends Forward {
  readonly name = 'CreateNotifications1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contacts (
        user_id uuid PRIMARY KEY,
        email text,
        email_hash text,
        display_name text,
        locale text,
        consent boolean NOT NULL DEFAULT false,
        version int NOT NULL,
        erased_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON COLUMN contacts.email IS 'pd:email';
      COMMENT ON COLUMN contacts.email_hash IS 'pd:email';
      COMMENT ON COLUMN contacts.display_name IS 'pd:name';
      CREATE TABLE messages (
        id uuid PRIMARY KEY,
        dedupe_key text NOT NULL,
        channel text NOT NULL CHECK (channel IN ('email', 'sms', 'webhook')),
        recipient_hash text NOT NULL,
        template text NOT NULL,
        user_id uuid,
        recipient text,
        locale text,
        data jsonb,
        body text,
        state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'suppressed', 'unknown')),
        code text,
        attempts int NOT NULL DEFAULT 0,
        next_at timestamptz,
        expires_at timestamptz,
        sent_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT messages_once UNIQUE (dedupe_key, channel, recipient_hash)
      );
      COMMENT ON COLUMN messages.recipient_hash IS 'pd:email';
      COMMENT ON COLUMN messages.recipient IS 'pd:email';
      COMMENT ON COLUMN messages.data IS 'pd:text';
      COMMENT ON COLUMN messages.body IS 'pd:text';
      CREATE INDEX messages_due ON messages (next_at) WHERE next_at IS NOT NULL;
      CREATE INDEX messages_unknown ON messages (id) WHERE state = 'unknown';
      CREATE INDEX messages_by_user ON messages (user_id, created_at DESC, id DESC);
      CREATE INDEX messages_by_time ON messages (created_at DESC, id DESC);
      CREATE INDEX messages_with_words ON messages (created_at) WHERE next_at IS NULL AND (body IS NOT NULL OR data IS NOT NULL);
      CREATE TABLE preferences (
        user_id uuid NOT NULL,
        category text NOT NULL,
        channel text NOT NULL,
        enabled boolean NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, category, channel)
      );
      CREATE TABLE suppressions (
        recipient_hash text PRIMARY KEY,
        reason text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON COLUMN suppressions.recipient_hash IS 'pd:email';
    `);
  }
}
