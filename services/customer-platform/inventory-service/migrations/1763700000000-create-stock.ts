import type { QueryRunner } from 'typeorm';
import { Forward } from '#kit';

export class CreateStock1763700000000 extends Forward {
  readonly name = 'CreateStock1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(stock);
    await runner.query(movements);
    await runner.query(orders);
  }
}

const stock = `
  CREATE TABLE products (
    product_id uuid PRIMARY KEY,
    version int NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE TABLE skus (
    sku text PRIMARY KEY,
    level text NOT NULL DEFAULT 'out' CHECK (level IN ('enough', 'low', 'out')),
    version int NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL
  ) WITH (fillfactor = 80);
  CREATE INDEX skus_scarce ON skus (level) WHERE level <> 'enough';
  CREATE TABLE stock (
    sku text NOT NULL,
    warehouse text NOT NULL CHECK (warehouse ~ '^[a-z0-9-]{1,32}$'),
    product_id uuid NOT NULL,
    seller_id text NOT NULL,
    on_hand int NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved int NOT NULL DEFAULT 0,
    reorder_point int NOT NULL DEFAULT 0 CHECK (reorder_point >= 0),
    lead_time_days int CHECK (lead_time_days >= 0),
    active boolean NOT NULL,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (sku, warehouse),
    CONSTRAINT stock_reserved_check CHECK (reserved BETWEEN 0 AND on_hand)
  ) WITH (fillfactor = 80);
  CREATE INDEX stock_by_product ON stock (product_id);
`;

/** What is unique must contain the column by which the table is divided; with the time of the causing event a repeat still meets itself. */
const movements = `
  CREATE TABLE movements (
    id uuid NOT NULL,
    sku text NOT NULL,
    warehouse text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('receive', 'correction', 'damage', 'reserve', 'release', 'ship', 'restock')),
    on_hand_delta int NOT NULL,
    reserved_delta int NOT NULL,
    ref uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (kind, ref, sku, warehouse, at)
  ) PARTITION BY RANGE (at);
  CREATE INDEX movements_by_sku ON movements (sku, at, id);
  CREATE TABLE movements_default PARTITION OF movements DEFAULT;
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
    END $$;
  CREATE TRIGGER movements_append_only BEFORE UPDATE ON movements FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TABLE openings (
    sku text NOT NULL,
    warehouse text NOT NULL,
    on_hand int NOT NULL,
    reserved int NOT NULL,
    PRIMARY KEY (sku, warehouse)
  );
`;

const orders = `
  CREATE TABLE reservations (
    order_id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('reserved', 'committed', 'shipped', 'released', 'rejected', 'tombstone')),
    shortages jsonb,
    release_reason text CHECK (release_reason IN ('requested', 'reconciled')),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    committed_at timestamptz,
    shipped_at timestamptz,
    released_at timestamptz,
    checked_at timestamptz
  );
  CREATE INDEX reservations_by_state ON reservations (state, created_at);
  CREATE TABLE reservation_lines (
    order_id uuid NOT NULL,
    sku text NOT NULL,
    warehouse text NOT NULL,
    quantity int NOT NULL CHECK (quantity > 0),
    restocked int NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, sku, warehouse),
    CONSTRAINT reservation_lines_restocked_check CHECK (restocked BETWEEN 0 AND quantity)
  );
  CREATE TABLE replenishments (
    id uuid PRIMARY KEY,
    sku text NOT NULL,
    warehouse text NOT NULL,
    seller_id text NOT NULL,
    quantity int NOT NULL CHECK (quantity > 0),
    status text NOT NULL CHECK (status IN ('draft', 'ordered', 'received', 'cancelled')),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX replenishments_by_seller ON replenishments (seller_id, id);
`;
