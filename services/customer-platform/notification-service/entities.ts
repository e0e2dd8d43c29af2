import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Channel } from './channel';
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

  /** E.164. */
  @Column('text', { nullable: true, comment: 'pd:phone' })
  phone!: string | null;

  @Column('text', { name: 'phone_hash', nullable: true, comment: 'pd:phone' })
  phoneHash!: string | null;

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
@Index('messages_by_provider_ref', { synchronize: false })
export class MessageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'messages_pkey' })
  id!: string;

  /** The event, or the request, and the template. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  @Column('text')
  channel!: Channel;

  /** Of the address where the event names one, of the endpoint's id for a webhook, otherwise of the user's id. */
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

  /** Where a webhook goes. */
  @Column('uuid', { name: 'endpoint_id', nullable: true })
  endpointId!: string | null;

  /** What the provider calls it. */
  @Column('text', { name: 'provider_ref', nullable: true })
  providerRef!: string | null;

  /** When its id was last put on the queue. */
  @Column('timestamptz', { name: 'enqueued_at', nullable: true })
  enqueuedAt!: Date | null;

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

/** Words of a template that take the place of those in the code. */
@Entity('templates')
export class TemplateRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'templates_pkey' })
  name!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'templates_pkey' })
  locale!: string;

  /** At least 2: the words in the code are the first version. */
  @Column('int')
  version!: number;

  @Column('text')
  subject!: string;

  @Column('text')
  text!: string;

  @Column('text')
  html!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** Where a person wants to be told by webhook. Of one that was deleted only the id is left, so that deleting it again is known to be that. */
@Entity('endpoints')
@Index('endpoints_by_user', { synchronize: false })
@Index('endpoints_deleted', { synchronize: false })
export class EndpointRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'endpoints_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text', { nullable: true, comment: 'pd:text' })
  url!: string | null;

  /** Names of the templates that it is told of. */
  @Column('text', { array: true })
  events!: string[];

  /** What deliveries are signed with, encrypted. */
  @Column('bytea', { name: 'secret_enc', nullable: true })
  secretEnc!: Buffer | null;

  /** Since the last delivery that was taken. */
  @Column('int', { default: 0 })
  failures!: number;

  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** Messages that a person got on one day without need, by UTC. */
@Entity('daily_sends')
@Index('daily_sends_by_day', { synchronize: false })
export class DailySendsRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'daily_sends_pkey' })
  userId!: string;

  @PrimaryColumn('date', { primaryKeyConstraintName: 'daily_sends_pkey' })
  day!: string;

  @Column('uuid', { name: 'message_ids', array: true })
  messageIds!: string[];
}
