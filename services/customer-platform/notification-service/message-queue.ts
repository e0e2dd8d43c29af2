import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Transaction } from '#kit';
import type { Channel } from './channel';
import { HandOver } from './hand-over';
import { hashOf } from './hashes';
import type { TemplateData, TemplateName } from './templates';

/** A message that somebody shall get. */
export interface NewMessage {
  /** What led to it; the same cause never leads to a second message of the template by one channel to one recipient. */
  readonly cause: string;
  readonly template: TemplateName;
  readonly userId: string;
  readonly data: TemplateData;
  /** An address that is not, or not yet, the person's contact. @default - the contact, as it is when the message is sent */
  readonly to?: { readonly email: string; readonly locale: string };
  /** After this it is no use any more, RFC 3339. @default - always of use */
  readonly expiresAt?: string | undefined;
}

/** Where messages wait for their delivery: each is a row, whose id is put on the queue once the row is committed. */
@Injectable()
export class MessageQueue {
  constructor(
    private readonly clock: Clock,
    private readonly handOver: HandOver,
  ) {}

  /** Stores what an event has to say once: as mail, and for each of the person's endpoints that wants to know. */
  async tell(message: NewMessage, transaction: Transaction): Promise<void> {
    await this.put(message, 'email', transaction);
    await this.putWebhooks(message, transaction);
  }

  /** Stores a message once, and gives its id. People who asked to be forgotten get none. */
  async put(message: NewMessage, channel: Exclude<Channel, 'webhook'>, transaction: Transaction): Promise<string> {
    const { cause, template, userId, data, to, expiresAt } = message;
    const id = v7();
    const stored = await transaction.query<{ id: string }>(
      'message_put',
      `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, recipient, locale, data, state, next_at, enqueued_at,
         expires_at, created_at, updated_at)
       SELECT $1::uuid, $2, $11, $3, $4, $5::uuid, $6, $7, $8::jsonb, 'queued', $9::timestamptz, $9, $10::timestamptz, $9, $9
       WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE user_id = $5 AND erased_at IS NOT NULL)
       ON CONFLICT ON CONSTRAINT messages_once DO NOTHING RETURNING id`,
      [
        ...[id, `${cause}:${template}`, hashOf(to?.email ?? userId), template, userId, to?.email ?? null, to?.locale ?? null],
        ...[JSON.stringify(data), this.clock.now(), expiresAt ?? null, channel],
      ],
    );
    this.handOver.afterCommit(transaction, stored);
    return id;
  }

  /** Stores a message for each endpoint of the person that wants to know of its template, and gives their ids. */
  async putWebhooks({ cause, template, userId, data, expiresAt }: NewMessage, transaction: Transaction): Promise<string[]> {
    const endpoints = await transaction.query<{ id: string }>(
      'message_endpoints',
      'SELECT id FROM endpoints WHERE user_id = $1 AND $2 = ANY (events) AND disabled_at IS NULL AND deleted_at IS NULL ORDER BY created_at, id',
      [userId, template],
    );
    if (endpoints.length === 0) return [];
    const stored = await transaction.query<{ id: string }>(
      'message_put_webhooks',
      `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, endpoint_id, data, state, next_at, enqueued_at,
         expires_at, created_at, updated_at)
       SELECT to_one.id, $4, 'webhook', to_one.hash, $5, $6, to_one.endpoint_id, $7::jsonb, 'queued', $8::timestamptz, $8, $9::timestamptz, $8, $8
       FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS to_one (id, endpoint_id, hash)
       ON CONFLICT ON CONSTRAINT messages_once DO NOTHING RETURNING id`,
      [
        ...[endpoints.map(() => v7()), endpoints.map(({ id }) => id), endpoints.map(({ id }) => hashOf(id))],
        ...[`${cause}:${template}`, template, userId, JSON.stringify(data), this.clock.now(), expiresAt ?? null],
      ],
    );
    this.handOver.afterCommit(transaction, stored);
    return stored.map(({ id }) => id);
  }
}
