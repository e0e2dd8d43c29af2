import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

/** The books of the bundled provider. They lie beside those of the service, as if elsewhere: nothing refers from one to the other. */
export class CreateSimulator1763700000001 extends Forward {
  readonly name = 'CreateSimulator1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA simulator;
      CREATE TABLE simulator.calls (
        key text PRIMARY KEY,
        count int NOT NULL
      );
      CREATE TABLE simulator.charges (
        key text PRIMARY KEY,
        provider_ref text NOT NULL UNIQUE,
        status text NOT NULL CHECK (status IN ('requires_action', 'succeeded', 'failed', 'cancelled')),
        behaviour text NOT NULL,
        amount_minor bigint NOT NULL,
        currency char(3) NOT NULL,
        code text,
        return_url text,
        at timestamptz NOT NULL
      );
      CREATE INDEX charges_by_time ON simulator.charges (at);
      CREATE TABLE simulator.refunds (
        key text PRIMARY KEY,
        charge_key text NOT NULL REFERENCES simulator.charges (key),
        provider_ref text NOT NULL UNIQUE,
        status text NOT NULL CHECK (status IN ('succeeded', 'failed')),
        amount_minor bigint NOT NULL,
        currency char(3) NOT NULL,
        code text,
        at timestamptz NOT NULL
      );
      CREATE INDEX refunds_by_time ON simulator.refunds (at);
      CREATE INDEX refunds_by_charge ON simulator.refunds (charge_key);
      CREATE TABLE simulator.webhooks (
        id text PRIMARY KEY,
        key text NOT NULL,
        body text NOT NULL,
        copies int NOT NULL,
        tries int NOT NULL DEFAULT 0,
        next_at timestamptz
      );
      CREATE INDEX webhooks_due ON simulator.webhooks (next_at) WHERE next_at IS NOT NULL;
      CREATE TABLE simulator.script (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        behaviour text NOT NULL
      );
    `);
  }
}
