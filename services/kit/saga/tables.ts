import type { QueryRunner } from 'typeorm';
import { Forward } from '../database/kit-tables';

/** Tables of sagas, for the services that drive any: name it among the module's migrations. */
export class SagaTables1763800000000 extends Forward {
  readonly name = 'SagaTables1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagas (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        subject uuid NOT NULL,
        step text NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'compensating', 'completed', 'compensated', 'needs_operator')),
        data jsonb NOT NULL,
        deadline_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX sagas_one_open ON sagas (subject) WHERE state IN ('running', 'compensating', 'needs_operator');
      CREATE INDEX sagas_late ON sagas (deadline_at) WHERE deadline_at IS NOT NULL;
      CREATE INDEX sagas_by_subject ON sagas (subject, created_at);
      CREATE TABLE saga_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        saga_id uuid NOT NULL,
        step text NOT NULL,
        event text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX saga_log_by_saga ON saga_log (saga_id, id);
    `);
  }
}
