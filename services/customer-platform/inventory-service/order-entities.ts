import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Shortage } from './reservation-store';

/** What became of an order's wish for stock. A tombstone stands for a release that came before the wish. */
@Entity('reservations')
@Index('reservations_by_state', ['state', 'createdAt'])
export class ReservationRow {
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'reservations_pkey' })
  orderId!: string;

  @Column('text')
  state!: 'reserved' | 'committed' | 'shipped' | 'released' | 'rejected' | 'tombstone';

  @Column('jsonb', { nullable: true })
  shortages!: readonly Shortage[] | null;

  @Column('text', { name: 'release_reason', nullable: true })
  releaseReason!: 'requested' | 'reconciled' | null;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'committed_at', nullable: true })
  committedAt!: Date | null;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;

  /** When order-service was last asked about it. */
  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt!: Date | null;
}

/** Where the goods of an order lie, and how many came back. */
@Entity('reservation_lines')
export class ReservationLineRow {
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'reservation_lines_pkey' })
  orderId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'reservation_lines_pkey' })
  sku!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'reservation_lines_pkey' })
  warehouse!: string;

  @Column('int')
  quantity!: number;

  @Column('int', { default: 0 })
  restocked!: number;
}

/** Goods that a seller orders, from the draft until they are there. */
@Entity('replenishments')
@Index('replenishments_by_seller', ['sellerId', 'id'])
export class ReplenishmentRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'replenishments_pkey' })
  id!: string;

  @Column('text')
  sku!: string;

  @Column('text')
  warehouse!: string;

  @Column('text', { name: 'seller_id' })
  sellerId!: string;

  @Column('int')
  quantity!: number;

  @Column('text')
  status!: 'draft' | 'ordered' | 'received' | 'cancelled';

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
