import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What somebody did in the shop, as their browser told it. One partition a day; kept for 14 days. */
@Entity('events')
@Index('events_by_name', ['name', 'at'])
@Index('events_by_visitor', ['anonymousId'])
@Index('events_by_user', ['userId', 'at', 'eventId'], { where: 'user_id IS NOT NULL' })
export class EventRow {
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'events_pkey' })
  at!: Date;

  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'events_pkey' })
  eventId!: string;

  @Column('text')
  name!: string;

  @Column('uuid', { name: 'anonymous_id', comment: 'pd:device' })
  anonymousId!: string;

  @Column('uuid', { name: 'user_id', nullable: true, comment: 'pd:user' })
  userId!: string | null;

  @Column('uuid', { name: 'product_id', nullable: true })
  productId!: string | null;

  @Column('jsonb', { default: {}, comment: 'pd:text' })
  props!: Readonly<Record<string, string | number | boolean | null>>;
}

/** Ids that were counted, by the day of their receipt: the key of `events` would let one through that comes with another time. */
@Entity('event_ids')
export class EventIdRow {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'event_ids_pkey' })
  day!: string;

  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'event_ids_pkey' })
  eventId!: string;
}

/** Who was there in an hour or on a day. */
@Entity('actives')
export class ActiveRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'actives_pkey' })
  granularity!: 'hour' | 'day';

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'actives_pkey' })
  bucket!: Date;

  /** Of the anonymous id. */
  @PrimaryColumn('bytea', { name: 'id_hash', primaryKeyConstraintName: 'actives_pkey', comment: 'pd:device' })
  idHash!: Buffer;
}

/** How many were there. Not a rollup: who comes in two hours of a day counts once on that day. */
@Entity('active_counts')
export class ActiveCountRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'active_counts_pkey' })
  granularity!: 'hour' | 'day';

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'active_counts_pkey' })
  bucket!: Date;

  @Column('int')
  visitors!: number;
}

/** A sum over an hour, a day, or for two hours over a minute. The sum of a day is that of its hours. */
@Entity('rollups')
@Index('rollups_by_age', ['granularity', 'bucket'])
export class RollupRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rollups_pkey' })
  metric!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'rollups_pkey' })
  granularity!: 'minute' | 'hour' | 'day';

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'rollups_pkey' })
  bucket!: Date;

  @PrimaryColumn('jsonb', { primaryKeyConstraintName: 'rollups_pkey' })
  dims!: Readonly<Record<string, string>>;

  @Column('numeric')
  value!: string;
}

/** What other services told and was counted, by what it is about: an order is confirmed once, with however many events. */
@Entity('facts_seen')
@Index('facts_seen_by_age', ['seenAt'])
export class FactSeenRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'facts_seen_pkey' })
  kind!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'facts_seen_pkey' })
  id!: string;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}

/** What was told and is not in the rollups yet: for a second or two. */
@Entity('facts_waiting')
export class FactWaitingRow {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS', primaryKeyConstraintName: 'facts_waiting_pkey' })
  id!: string;

  @Column('text')
  metric!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('jsonb')
  dims!: Readonly<Record<string, string>>;

  @Column('numeric')
  value!: string;
}

/** Keys that may send events. */
@Entity('write_keys')
export class WriteKeyRow {
  @PrimaryColumn('bytea', { name: 'key_hash', primaryKeyConstraintName: 'write_keys_pkey' })
  keyHash!: Buffer;

  /** Whose it is: `shop`. */
  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** No longer good from then on; a key without it is good until it is replaced. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;
}

/** Who was forgotten lately: their last tokens must not bring them back. */
@Entity('erased')
export class ErasedRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'erased_pkey', comment: 'pd:user' })
  userId!: string;

  @Column('timestamptz', { name: 'erased_at' })
  erasedAt!: Date;
}
