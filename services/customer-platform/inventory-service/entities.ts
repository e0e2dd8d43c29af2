import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far the catalogue's news of a product is known; what is older is ignored. */
@Entity('products')
export class ProductRow {
  @PrimaryColumn('uuid', { name: 'product_id', primaryKeyConstraintName: 'products_pkey' })
  productId!: string;

  @Column('int')
  version!: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** The head of an article's stock over all warehouses. Whoever changes any of it locks this row first. */
@Entity('skus')
@Index('skus_scarce', ['level'], { where: "level <> 'enough'" })
export class SkuRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'skus_pkey' })
  sku!: string;

  @Column('text', { default: 'out' })
  level!: 'enough' | 'low' | 'out';

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** What is there of an article in one warehouse. Its version counts changes of its settings only. */
@Entity('stock')
@Index('stock_by_product', ['productId'])
export class StockRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'stock_pkey' })
  sku!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'stock_pkey' })
  warehouse!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('text', { name: 'seller_id' })
  sellerId!: string;

  @Column('int', { name: 'on_hand', default: 0 })
  onHand!: number;

  @Column('int', { default: 0 })
  reserved!: number;

  @Column('int', { name: 'reorder_point', default: 0 })
  reorderPoint!: number;

  @Column('int', { name: 'lead_time_days', nullable: true })
  leadTimeDays!: number | null;

  @Column('boolean')
  active!: boolean;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** Why a number changed: the book from which all stock can be added up. Divided by month. */
@Entity('movements')
@Index('movements_by_sku', ['sku', 'at', 'id'])
export class MovementRow {
  @Column('uuid')
  id!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'movements_pkey' })
  kind!: 'receive' | 'correction' | 'damage' | 'reserve' | 'release' | 'ship' | 'restock';

  /** The order, refund, replenishment or adjustment that it belongs to. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'movements_pkey' })
  ref!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'movements_pkey' })
  sku!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'movements_pkey' })
  warehouse!: string;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'movements_pkey' })
  at!: Date;

  @Column('int', { name: 'on_hand_delta' })
  onHandDelta!: number;

  @Column('int', { name: 'reserved_delta' })
  reservedDelta!: number;
}

/** Sums of the movements that were forgotten after two years. */
@Entity('openings')
export class OpeningRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'openings_pkey' })
  sku!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'openings_pkey' })
  warehouse!: string;

  @Column('int', { name: 'on_hand' })
  onHand!: number;

  @Column('int')
  reserved!: number;
}
