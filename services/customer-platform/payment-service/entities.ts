import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

export type PaymentStatus = 'pending' | 'processing' | 'requires_action' | 'succeeded' | 'failed' | 'cancelled';
export type RefundStatus = 'requested' | 'processing' | 'succeeded' | 'failed';

/** One try to collect the money of an order. */
@Entity('payments')
@Unique('payments_attempt', ['orderId', 'attempt'])
@Unique('payments_provider_ref_key', ['providerRef'])
@Index('payments_live', { synchronize: false })
@Index('payments_due', { synchronize: false })
@Index('payments_by_user', ['userId'])
@Check('refunded_at_most_all', 'refunded_minor BETWEEN 0 AND amount_minor')
export class PaymentRow {
  /** Also the key at the provider. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'payments_pkey' })
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('bigint', { name: 'amount_minor' })
  amountMinor!: string;

  @Column('character', { length: 3 })
  currency!: string;

  @Column('uuid', { name: 'method_ref' })
  methodRef!: string;

  @Column('text')
  status!: PaymentStatus;

  @Column('text')
  provider!: string;

  @Column('text', { name: 'provider_ref', nullable: true })
  providerRef!: string | null;

  @Column('int')
  attempt!: number;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('text', { name: 'action_url', nullable: true, comment: 'pd:url' })
  actionUrl!: string | null;

  @Column('text', { name: 'return_url', nullable: true, comment: 'pd:url' })
  returnUrl!: string | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('bigint', { name: 'refunded_minor', default: 0 })
  refundedMinor!: string;

  /** Known once it succeeded. */
  @Column('text', { nullable: true })
  method!: 'card' | 'wallet' | 'bank' | null;

  @Column('boolean', { name: 'cancel_requested', default: false })
  cancelRequested!: boolean;

  @Column('text')
  trace!: string;

  /** How often a worker took it; tells a later try from an earlier one. */
  @Column('int', { default: 0 })
  claims!: number;

  /** When a worker takes it next; none once it is final. */
  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** What a customer pays with: the provider's token, encrypted. */
@Entity('method_refs')
@Index('method_refs_by_user', ['userId'])
export class MethodRefRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'method_refs_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('bytea', { name: 'token_enc', comment: 'pd:payment' })
  tokenEnc!: Buffer;

  @Column('text', { nullable: true, comment: 'pd:payment' })
  brand!: string | null;

  @Column('text', { nullable: true, comment: 'pd:payment' })
  last4!: string | null;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

/** Money on its way back. */
@Entity('refunds')
@Unique('refunds_provider_ref_key', ['providerRef'])
@Index('refunds_by_payment', ['paymentId'])
@Index('refunds_due', { synchronize: false })
export class RefundRow {
  /** Also the key at the provider. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refunds_pkey' })
  id!: string;

  @ForeignKey(() => PaymentRow, { name: 'refunds_payment_id_fkey' })
  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('bigint', { name: 'amount_minor' })
  amountMinor!: string;

  @Column('text')
  status!: RefundStatus;

  @Column('text', { name: 'provider_ref', nullable: true })
  providerRef!: string | null;

  @Column('text', { nullable: true, comment: 'pd:text' })
  reason!: string | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('int', { default: 0 })
  claims!: number;

  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** Money that moved: captures are positive, what goes back is negative. Rows are never changed. */
@Entity('ledger')
@Unique('ledger_once', ['kind', 'providerRef'])
@Index('ledger_by_payment', ['paymentId'])
@Index('ledger_by_time', ['at'])
export class LedgerRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'ledger_pkey' })
  id!: string;

  @ForeignKey(() => PaymentRow, { name: 'ledger_payment_id_fkey' })
  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('text')
  kind!: 'capture' | 'refund' | 'dispute';

  @Column('bigint', { name: 'amount_minor' })
  amountMinor!: string;

  @Column('text', { name: 'provider_ref' })
  providerRef!: string;

  /** By the provider's clock, so that both books have it on the same day. */
  @Column('timestamptz')
  at!: Date;
}

/** What the provider told, until and after it had its effect. */
@Entity('webhooks')
@Index('webhooks_due', { synchronize: false })
@Index('webhooks_by_time', ['receivedAt'])
export class WebhookRow {
  @PrimaryColumn('text', { name: 'webhook_id', primaryKeyConstraintName: 'webhooks_pkey' })
  webhookId!: string;

  @Column('text')
  type!: string;

  @Column('jsonb')
  body!: unknown;

  @Column('text')
  state!: 'received' | 'done' | 'ignored' | 'failed';

  @Column('int', { default: 0 })
  tries!: number;

  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;
}

/** Orders that must not be charged any more, whatever still arrives for them. */
@Entity('cancelled_orders')
export class CancelledOrderRow {
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'cancelled_orders_pkey' })
  orderId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

/** How a day's books compared with the provider's. */
@Entity('reconciliations')
export class ReconciliationRow {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'reconciliations_pkey' })
  date!: string;

  @Column('int')
  matched!: number;

  @Column('int')
  differences!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
