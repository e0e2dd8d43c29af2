import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateAccounts1763700000000 extends Forward {
  readonly name = 'CreateAccounts1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        id uuid PRIMARY KEY,
        email text,
        email_lower text UNIQUE,
        password_hash text,
        email_verified_at timestamptz,
        locale text NOT NULL,
        roles text[] NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'active', 'locked', 'erased')),
        failed_count int NOT NULL DEFAULT 0,
        lock_reason text CHECK (lock_reason IN ('failed_logins', 'admin', 'token_reuse')),
        locked_until timestamptz,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT erased_means_nameless CHECK ((status = 'erased') = (email IS NULL) AND (email IS NULL) = (email_lower IS NULL)),
        CONSTRAINT locked_means_why CHECK ((status = 'locked') = (lock_reason IS NOT NULL))
      );
      COMMENT ON COLUMN accounts.email IS 'pd:email';
      COMMENT ON COLUMN accounts.email_lower IS 'pd:email';
      COMMENT ON COLUMN accounts.password_hash IS 'pd:credential';
      CREATE INDEX accounts_admins ON accounts (id) WHERE 'admin' = ANY (roles);
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        family_hash bytea NOT NULL UNIQUE,
        refresh_hash bytea NOT NULL,
        prev_hash bytea,
        sealed_pair bytea,
        methods text[] NOT NULL,
        agent_family text NOT NULL,
        ip_hash text NOT NULL,
        authenticated_at timestamptz NOT NULL,
        rotated_at timestamptz,
        last_used_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN sessions.agent_family IS 'pd:device';
      COMMENT ON COLUMN sessions.ip_hash IS 'pd:ip';
      CREATE INDEX sessions_by_account ON sessions (account_id, id DESC);
      CREATE INDEX sessions_by_expiry ON sessions (expires_at);
      CREATE INDEX sessions_sealed ON sessions (rotated_at) WHERE sealed_pair IS NOT NULL;
      CREATE TABLE challenges (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'invite')),
        token_hash bytea NOT NULL UNIQUE,
        new_email text,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        created_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN challenges.new_email IS 'pd:email';
      CREATE INDEX challenges_by_account ON challenges (account_id, purpose);
      CREATE INDEX challenges_by_expiry ON challenges (expires_at);
      CREATE TABLE signing_keys (
        kid text PRIMARY KEY,
        public_jwk jsonb NOT NULL,
        private_enc bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('next', 'active', 'retired')),
        created_at timestamptz NOT NULL,
        activated_at timestamptz,
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys (state) WHERE state <> 'retired';
    `);
  }
}
