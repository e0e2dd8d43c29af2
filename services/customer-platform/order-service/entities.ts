import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Address, Order } from './routes';

/** An order with its amounts, all in minor units of one currency. */
@Entity('orders')
@Unique('orders_number_key', ['number'])
@Index('orders_by_user', { synchronize: false })
@Index('orders_by_time', { synchronize: false })
@Index('orders_by_status', ['status', 'updatedAt'])
export class OrderRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'orders_pkey' })
  id!: string;

  @Column('text')
  number!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  status!: Order['status'];

  @Column('character', { length: 3 })
  currency!: string;

  @Column('bigint', { name: 'subtotal_minor' })
  subtotalMinor!: string;

  @Column('bigint', { name: 'shipping_minor' })
  shippingMinor!: string;

  @Column('bigint', { name: 'tax_minor' })
  taxMinor!: string;

  @Column('bigint', { name: 'total_minor' })
  totalMinor!: string;

  @Column('jsonb', { name: 'shipping_address', nullable: true, comment: 'pd:address' })
  shippingAddress!: Address | null;

  @Column('text', { nullable: true, comment: 'pd:text' })
  note!: string | null;

  @Column('text', { name: 'device_id', nullable: true, comment: 'pd:device' })
  deviceId!: string | null;

  @Column('text', { name: 'fraud_decision' })
  fraudDecision!: 'approve' | 'review' | 'decline' | 'unscored';

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;

  @Column('uuid', { name: 'payment_id', nullable: true })
  paymentId!: string | null;

  @Column('uuid', { name: 'payment_method_ref', nullable: true })
  paymentMethodRef!: string | null;

  @Column('bigint', { name: 'refunded_minor', default: 0 })
  refundedMinor!: string;

  @Column('boolean', { default: false })
  disputed!: boolean;

  @Column('text', { nullable: true })
  carrier!: string | null;

  @Column('text', { name: 'tracking_code', nullable: true })
  trackingCode!: string | null;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** What was ordered, at the price of that moment. */
@Entity('order_lines')
export class OrderLineRow {
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'order_lines_pkey' })
  orderId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'order_lines_pkey' })
  sku!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('text', { name: 'seller_id' })
  sellerId!: string;

  @Column('int')
  quantity!: number;

  @Column('bigint', { name: 'unit_price_minor' })
  unitPriceMinor!: string;

  @Column('int', { name: 'returned_quantity', default: 0 })
  returnedQuantity!: number;
}

/** A refund that has reached the customer. */
@Entity('order_refunds')
export class OrderRefundRow {
  @PrimaryColumn('uuid', { name: 'refund_id', primaryKeyConstraintName: 'order_refunds_pkey' })
  refundId!: string;

  @Index('order_refunds_by_order')
  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('bigint', { name: 'amount_minor' })
  amountMinor!: string;

  @Column('timestamptz')
  at!: Date;
}

/** What user-service last said of a user, for the minutes in which it does not answer. */
@Entity('user_status_cache')
export class UserStatusRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'user_status_cache_pkey' })
  userId!: string;

  @Column('text')
  status!: string;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
