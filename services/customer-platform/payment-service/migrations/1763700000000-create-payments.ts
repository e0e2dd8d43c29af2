import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

/** What must hold whatever the code does stands here: one live payment of an order, finals that stay, a ledger that only grows. */
export class CreatePayments1763700000000 extends Forward {
  readonly name = 'CreatePayments1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(guards);
    await runner.query("ALTER TABLE idempotency_keys ALTER COLUMN expires_at SET DEFAULT now() + interval '3 days'");
  }
}

const tables = `
  CREATE TABLE payments (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    user_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    method_ref uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'processing', 'requires_action', 'succeeded', 'failed', 'cancelled')),
    provider text NOT NULL,
    provider_ref text UNIQUE,
    attempt int NOT NULL CHECK (attempt > 0),
    failure_code text,
    action_url text,
    return_url text,
    expires_at timestamptz NOT NULL,
    refunded_minor bigint NOT NULL DEFAULT 0,
    method text CHECK (method IN ('card', 'wallet', 'bank')),
    cancel_requested boolean NOT NULL DEFAULT false,
    trace text NOT NULL,
    claims int NOT NULL DEFAULT 0,
    next_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT payments_attempt UNIQUE (order_id, attempt),
    CONSTRAINT refunded_at_most_all CHECK (refunded_minor BETWEEN 0 AND amount_minor)
  );
  COMMENT ON COLUMN payments.action_url IS 'pd:url';
  COMMENT ON COLUMN payments.return_url IS 'pd:url';
  CREATE UNIQUE INDEX payments_live ON payments (order_id) WHERE status IN ('pending', 'processing', 'requires_action', 'succeeded');
  CREATE INDEX payments_due ON payments (next_at) WHERE next_at IS NOT NULL;
  CREATE INDEX payments_by_user ON payments (user_id);
  CREATE TABLE method_refs (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    token_enc bytea NOT NULL,
    brand text,
    last4 text,
    used_at timestamptz,
    created_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN method_refs.token_enc IS 'pd:payment';
  COMMENT ON COLUMN method_refs.brand IS 'pd:payment';
  COMMENT ON COLUMN method_refs.last4 IS 'pd:payment';
  CREATE INDEX method_refs_by_user ON method_refs (user_id);
  CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    status text NOT NULL CHECK (status IN ('requested', 'processing', 'succeeded', 'failed')),
    provider_ref text UNIQUE,
    reason text,
    failure_code text,
    claims int NOT NULL DEFAULT 0,
    next_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN refunds.reason IS 'pd:text';
  CREATE INDEX refunds_by_payment ON refunds (payment_id);
  CREATE INDEX refunds_due ON refunds (next_at) WHERE next_at IS NOT NULL;
  CREATE TABLE ledger (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id),
    kind text NOT NULL CHECK (kind IN ('capture', 'refund', 'dispute')),
    amount_minor bigint NOT NULL,
    provider_ref text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT ledger_once UNIQUE (kind, provider_ref),
    CONSTRAINT ledger_sign CHECK ((kind = 'capture') = (amount_minor > 0))
  );
  CREATE INDEX ledger_by_payment ON ledger (payment_id);
  CREATE INDEX ledger_by_time ON ledger (at);
  CREATE TABLE webhooks (
    webhook_id text PRIMARY KEY,
    type text NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'done', 'ignored', 'failed')),
    tries int NOT NULL DEFAULT 0,
    next_at timestamptz,
    received_at timestamptz NOT NULL
  );
  CREATE INDEX webhooks_due ON webhooks (next_at) WHERE next_at IS NOT NULL;
  CREATE INDEX webhooks_by_time ON webhooks (received_at);
  CREATE TABLE cancelled_orders (
    order_id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL
  );
  CREATE TABLE reconciliations (
    date date PRIMARY KEY,
    matched int NOT NULL,
    differences int NOT NULL,
    created_at timestamptz NOT NULL
  );`;

const guards = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$;
  CREATE TRIGGER finals_stay BEFORE UPDATE ON payments FOR EACH ROW
    WHEN (OLD.status IN ('succeeded', 'failed', 'cancelled') AND NEW.status <> OLD.status)
    EXECUTE FUNCTION refuse_change('a final status never changes');
  CREATE TRIGGER finals_stay BEFORE UPDATE ON refunds FOR EACH ROW
    WHEN (OLD.status IN ('succeeded', 'failed') AND NEW.status <> OLD.status)
    EXECUTE FUNCTION refuse_change('a final status never changes');
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change('the ledger only grows');`;
