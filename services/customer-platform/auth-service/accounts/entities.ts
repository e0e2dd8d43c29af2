import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from '../tokens/scopes';

/** Who somebody is to the platform, and how he or she proves it. */
@Entity('accounts')
@Unique('accounts_email_lower_key', ['emailLower'])
@Index('accounts_admins', { synchronize: false })
export class Account {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'accounts_pkey' })
  id!: string;

  @Column('text', { nullable: true, comment: 'pd:email' })
  email!: string | null;

  @Column('text', { name: 'email_lower', nullable: true, comment: 'pd:email' })
  emailLower!: string | null;

  @Column('text', { name: 'password_hash', nullable: true, comment: 'pd:credential' })
  passwordHash!: string | null;

  @Column('timestamptz', { name: 'email_verified_at', nullable: true })
  emailVerifiedAt!: Date | null;

  @Column('text')
  locale!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('text')
  status!: 'pending' | 'active' | 'locked' | 'erased';

  @Column('int', { name: 'failed_count', default: 0 })
  failedCount!: number;

  @Column('text', { name: 'lock_reason', nullable: true })
  lockReason!: 'failed_logins' | 'admin' | 'token_reuse' | null;

  @Column('timestamptz', { name: 'locked_until', nullable: true })
  lockedUntil!: Date | null;

  /** Shared with an app on the person's device, encrypted; it counts once it is confirmed. */
  @Column('bytea', { name: 'totp_secret_enc', nullable: true, comment: 'pd:credential' })
  totpSecretEnc!: Buffer | null;

  @Column('timestamptz', { name: 'totp_confirmed_at', nullable: true })
  totpConfirmedAt!: Date | null;

  /** Step of time of the latest code that was used: neither it nor an older one is taken again. */
  @Column('int', { name: 'totp_last_step', nullable: true })
  totpLastStep!: number | null;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** A link that was mailed, to prove who reads that mail. */
@Entity('challenges')
@Unique('challenges_token_hash_key', ['tokenHash'])
@Index('challenges_by_account', ['accountId', 'purpose'])
@Index('challenges_by_expiry', ['expiresAt'])
export class Challenge {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'challenges_pkey' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  purpose!: 'verify_email' | 'reset_password' | 'change_email' | 'invite';

  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('text', { name: 'new_email', nullable: true, comment: 'pd:email' })
  newEmail!: string | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
