import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class AddSecondFactor1763800000000 extends Forward {
  readonly name = 'AddSecondFactor1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts ADD COLUMN totp_secret_enc bytea, ADD COLUMN totp_confirmed_at timestamptz, ADD COLUMN totp_last_step int;
      COMMENT ON COLUMN accounts.totp_secret_enc IS 'pd:credential';
      CREATE TABLE recovery_codes (
        account_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, code_hash)
      );
      CREATE INDEX sessions_live ON sessions (expires_at) WHERE revoked_at IS NULL;
    `);
  }
}
