import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateProfiles1763700000000 extends Forward {
  readonly name = 'CreateProfiles1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE profiles (
        id uuid PRIMARY KEY,
        email text,
        email_lower text,
        display_name text,
        locale text NOT NULL DEFAULT 'en',
        country char(2),
        phone text,
        marketing_consent boolean NOT NULL DEFAULT false,
        consent_at timestamptz,
        email_bounced_at timestamptz,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deactivated', 'erased')),
        announced boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX profiles_email ON profiles (email_lower);
      COMMENT ON COLUMN profiles.email IS 'pd:email';
      COMMENT ON COLUMN profiles.email_lower IS 'pd:email';
      COMMENT ON COLUMN profiles.display_name IS 'pd:name';
      COMMENT ON COLUMN profiles.phone IS 'pd:phone';
      CREATE TABLE addresses (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        name text NOT NULL,
        line1 text NOT NULL,
        line2 text,
        city text NOT NULL,
        postal_code text NOT NULL,
        country char(2) NOT NULL,
        is_default boolean NOT NULL
      );
      COMMENT ON COLUMN addresses.name IS 'pd:name';
      COMMENT ON COLUMN addresses.line1 IS 'pd:address';
      COMMENT ON COLUMN addresses.line2 IS 'pd:address';
      COMMENT ON COLUMN addresses.city IS 'pd:address';
      COMMENT ON COLUMN addresses.postal_code IS 'pd:address';
      CREATE INDEX addresses_by_user ON addresses (user_id, id);
      CREATE UNIQUE INDEX addresses_default ON addresses (user_id) WHERE is_default;
      CREATE TABLE erasures (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('grace', 'cancelled', 'running', 'completed')),
        requested_at timestamptz NOT NULL,
        starts_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        completed_at timestamptz
      );
      CREATE UNIQUE INDEX erasures_open ON erasures (user_id) WHERE state IN ('grace', 'running');
      CREATE INDEX erasures_to_start ON erasures (starts_at) WHERE state = 'grace';
      CREATE TABLE erasure_steps (
        erasure_id uuid NOT NULL,
        service text NOT NULL,
        completed_at timestamptz,
        deleted int NOT NULL DEFAULT 0,
        anonymised int NOT NULL DEFAULT 0,
        PRIMARY KEY (erasure_id, service)
      );
    `);
  }
}
