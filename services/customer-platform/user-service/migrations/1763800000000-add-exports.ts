import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class AddExports1763800000000 extends Forward {
  readonly name = 'AddExports1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE profiles
        ADD COLUMN email_verified boolean NOT NULL DEFAULT false,
        ADD COLUMN account_version int NOT NULL DEFAULT 0,
        ADD COLUMN deleted_at timestamptz;
      CREATE TABLE exports (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'withdrawn')),
        object_key text NOT NULL,
        error text,
        requested_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX exports_by_user ON exports (user_id, requested_at);
      CREATE INDEX exports_by_expiry ON exports (expires_at);
      CREATE INDEX erasure_steps_own ON erasure_steps (erasure_id) WHERE service = 'user-service' AND completed_at IS NULL;
    `);
  }
}
