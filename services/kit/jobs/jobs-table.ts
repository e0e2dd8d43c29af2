import type { QueryRunner } from 'typeorm';
import { Forward } from '../database/kit-tables';

/** The table of work that takes longer than a request, in every service with a database. */
export class JobsTable1700000000100 extends Forward {
  readonly name = 'JobsTable1700000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        payload jsonb NOT NULL,
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
        run_at timestamptz NOT NULL,
        attempts int NOT NULL DEFAULT 0,
        locked_until timestamptz,
        result jsonb,
        last_error text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX jobs_state_run_at ON jobs (state, run_at);
    `);
  }
}
