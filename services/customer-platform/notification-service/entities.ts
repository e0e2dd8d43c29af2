import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { TemplateData } from './templates';

/** How to reach a person; a copy of what user-service tells. After erasure only the id is left, so that a late event brings nobody back. */
@Entity('contacts')
export class ContactRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'contacts_pkey' })
  userId!: string;

  @Column('text', { nullable: true, comment: 'pd:email' })
  email!: string | null;

  @Column('text', { name: 'email_hash', nullable: true, comment: 'pd:email' })
  emailHash!: string | null;

  @Column('text', { name: 'display_name', nullable: true, comment: 'pd:name' })
  displayName!: string | null;

  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('boolean', { default: false })
  consent!: boolean;

  /** Version of the profile that this was taken from. */
  @Column('int')
  version!: number;

  @Column('timestamptz', { name: 'erased_at', nullable: true })
  erasedAt!: Date | null;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

export type MessageState = 'queued' | 'sending' | 'sent' | 'failed' | 'suppressed' | 'unknown';

/** A message to one person, and what became of it. */
@Entity('messages')
@Unique('messages_once', ['dedupeKey', 'channel', 'recipientHash'])
@Index('messages_due', { synchronize: false })
@Index('messages_unknown', { synchronize: false })
@Index('messages_by_user', { synchronize: false })
@Index('messages_by_time', { synchronize: false })
@Index('messages_with_words', { synchronize: false })
export class MessageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'messages_pkey' })
  id!: string;

  /** The event, or the request, and the template. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  @Column('text')
  channel!: 'email' | 'sms' | 'webhook';

  /** Of the address where the event names one, otherwise of the user's id. */
  @Column('text', { name: 'recipient_hash', comment: 'pd:email' })
  recipientHash!: string;

  @Column('text')
  template!: string;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  /** Only where it is not the user's contact, and only until the message is done. */
  @Column('text', { nullable: true, comment: 'pd:email' })
  recipient!: string | null;

  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('jsonb', { nullable: true, comment: 'pd:text' })
  data!: TemplateData | null;

  /** What was sent, for its reader. Never of a template that carries secrets. */
  @Column('text', { nullable: true, comment: 'pd:text' })
  body!: string | null;

  @Column('text')
  state!: MessageState;

  /** Why it was not sent. */
  @Column('text', { nullable: true })
  code!: string | null;

  @Column('int', { default: 0 })
  attempts!: number;

  /** When it is tried again; while it is being sent, when that is given up. Nothing happens to a message without it. */
  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** What a person said about a kind of message. */
@Entity('preferences')
export class PreferenceRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'preferences_pkey' })
  userId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'preferences_pkey' })
  category!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'preferences_pkey' })
  channel!: string;

  @Column('boolean')
  enabled!: boolean;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** An address that must not be written to any more. It stays after erasure: it holds no address, and the wish of its owner stands. */
@Entity('suppressions')
export class SuppressionRow {
  @PrimaryColumn('text', { name: 'recipient_hash', primaryKeyConstraintName: 'suppressions_pkey', comment: 'pd:email' })
  recipientHash!: string;

  @Column('text')
  reason!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
