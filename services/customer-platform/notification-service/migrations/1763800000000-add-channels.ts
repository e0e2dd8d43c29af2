import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class AddChannels1763800000000 extends Forward {
  readonly name = 'AddChannels1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE contacts ADD COLUMN phone text, ADD COLUMN phone_hash text;
      COMMENT ON COLUMN contacts.phone IS 'pd:phone';
      COMMENT ON COLUMN contacts.phone_hash IS 'pd:phone';
      ALTER TABLE messages ADD COLUMN endpoint_id uuid, ADD COLUMN provider_ref text, ADD COLUMN enqueued_at timestamptz;
      CREATE INDEX messages_by_provider_ref ON messages (provider_ref) WHERE provider_ref IS NOT NULL;
      CREATE TABLE templates (
        name text NOT NULL,
        locale text NOT NULL,
        version int NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        html text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (name, locale)
      );
      CREATE TABLE endpoints (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        url text,
        events text[] NOT NULL,
        secret_enc bytea,
        failures int NOT NULL DEFAULT 0,
        failing_since timestamptz,
        disabled_at timestamptz,
        deleted_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN endpoints.url IS 'pd:text';
      CREATE INDEX endpoints_by_user ON endpoints (user_id, created_at DESC, id DESC);
      CREATE INDEX endpoints_deleted ON endpoints (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE TABLE daily_sends (
        user_id uuid NOT NULL,
        day date NOT NULL,
        message_ids uuid[] NOT NULL,
        PRIMARY KEY (user_id, day)
      );
      CREATE INDEX daily_sends_by_day ON daily_sends (day);
    `);
  }
}
