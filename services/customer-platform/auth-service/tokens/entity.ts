import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key that signs, will sign or has signed tokens. */
@Entity('signing_keys')
@Index('signing_keys_one_of_each', { synchronize: false })
export class SigningKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'signing_keys_pkey' })
  kid!: string;

  @Column('jsonb', { name: 'public_jwk' })
  publicJwk!: object;

  @Column('bytea', { name: 'private_enc' })
  privateEnc!: Buffer;

  @Column('text')
  state!: 'next' | 'active' | 'retired';

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;

  @Column('timestamptz', { name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
