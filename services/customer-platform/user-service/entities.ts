import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the shop knows of a person. */
@Entity('profiles')
@Index('profiles_email', ['emailLower'], { unique: true })
export class ProfileRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'profiles_pkey' })
  id!: string;

  @Column('text', { nullable: true, comment: 'pd:email' })
  email!: string | null;

  @Column('text', { name: 'email_lower', nullable: true, comment: 'pd:email' })
  emailLower!: string | null;

  @Column('text', { name: 'display_name', nullable: true, comment: 'pd:name' })
  displayName!: string | null;

  @Column('text', { default: 'en' })
  locale!: string;

  @Column('character', { length: 2, nullable: true })
  country!: string | null;

  @Column('text', { nullable: true, comment: 'pd:phone' })
  phone!: string | null;

  @Column('boolean', { name: 'marketing_consent', default: false })
  marketingConsent!: boolean;

  @Column('timestamptz', { name: 'consent_at', nullable: true })
  consentAt!: Date | null;

  /** Whether its owner has shown that mail arrives there. */
  @Column('boolean', { name: 'email_verified', default: false })
  emailVerified!: boolean;

  @Column('timestamptz', { name: 'email_bounced_at', nullable: true })
  emailBouncedAt!: Date | null;

  @Column('text', { default: 'active' })
  status!: 'active' | 'deactivated' | 'erased';

  /** Version of the account from which the address was taken. */
  @Column('int', { name: 'account_version', default: 0 })
  accountVersion!: number;

  /** When somebody was shut out. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  /** Whether others were told that the profile is there. */
  @Column('boolean', { default: false })
  announced!: boolean;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** Where a person wants things to be sent. */
@Entity('addresses')
@Index('addresses_by_user', ['userId', 'id'])
@Index('addresses_default', ['userId'], { unique: true, where: 'is_default' })
export class AddressRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'addresses_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text', { comment: 'pd:name' })
  name!: string;

  @Column('text', { comment: 'pd:address' })
  line1!: string;

  @Column('text', { nullable: true, comment: 'pd:address' })
  line2!: string | null;

  @Column('text', { comment: 'pd:address' })
  city!: string;

  @Column('text', { name: 'postal_code', comment: 'pd:address' })
  postalCode!: string;

  @Column('character', { length: 2 })
  country!: string;

  @Column('boolean', { name: 'is_default' })
  isDefault!: boolean;
}

/** A wish to be forgotten, and how far it has come. */
@Entity('erasures')
@Index('erasures_open', { synchronize: false })
@Index('erasures_to_start', { synchronize: false })
export class ErasureRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'erasures_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  state!: 'grace' | 'cancelled' | 'running' | 'completed';

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;
}

/** What one holder of personal data answered. */
@Entity('erasure_steps')
@Index('erasure_steps_own', { synchronize: false })
export class ErasureStepRow {
  @PrimaryColumn('uuid', { name: 'erasure_id', primaryKeyConstraintName: 'erasure_steps_pkey' })
  erasureId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'erasure_steps_pkey' })
  service!: string;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column('int', { default: 0 })
  deleted!: number;

  @Column('int', { default: 0 })
  anonymised!: number;
}

/** A file with all that is held of a person, or the wish for one. */
@Entity('exports')
@Index('exports_by_user', ['userId', 'requestedAt'])
@Index('exports_by_expiry', ['expiresAt'])
export class ExportRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'exports_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  state!: 'running' | 'done' | 'failed' | 'withdrawn';

  @Column('text', { name: 'object_key' })
  objectKey!: string;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
