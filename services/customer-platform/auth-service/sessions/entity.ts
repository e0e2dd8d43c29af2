import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** One device that is signed in, with the family of its refresh tokens. */
@Entity('sessions')
@Unique('sessions_family_hash_key', ['familyHash'])
@Index('sessions_by_account', { synchronize: false })
@Index('sessions_by_expiry', ['expiresAt'])
@Index('sessions_live', { synchronize: false })
@Index('sessions_sealed', { synchronize: false })
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  /** Of the part that all refresh tokens of the session begin with. */
  @Column('bytea', { name: 'family_hash' })
  familyHash!: Buffer;

  @Column('bytea', { name: 'refresh_hash' })
  refreshHash!: Buffer;

  @Column('bytea', { name: 'prev_hash', nullable: true })
  prevHash!: Buffer | null;

  /** The pair that the last rotation gave, encrypted with the refresh token that it took: for whoever did not get the answer. */
  @Column('bytea', { name: 'sealed_pair', nullable: true })
  sealedPair!: Buffer | null;

  @Column('text', { array: true })
  methods!: string[];

  @Column('text', { name: 'agent_family', comment: 'pd:device' })
  agentFamily!: string;

  @Column('text', { name: 'ip_hash', comment: 'pd:ip' })
  ipHash!: string;

  @Column('timestamptz', { name: 'authenticated_at' })
  authenticatedAt!: Date;

  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;

  @Column('timestamptz', { name: 'last_used_at' })
  lastUsedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
