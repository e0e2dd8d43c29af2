import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Transaction } from '#kit';
import { hashOf } from './hashes';
import type { TemplateData, TemplateName } from './templates';

/** A message that somebody shall get. */
export interface NewMessage {
  /** What led to it; the same cause never leads to a second message of the template. */
  readonly cause: string;
  readonly template: TemplateName;
  readonly userId: string;
  readonly data: TemplateData;
  /** An address that is not, or not yet, the person's contact. @default - the contact, as it is when the message is sent */
  readonly to?: { readonly email: string; readonly locale: string };
  /** After this it is no use any more, RFC 3339. @default - always of use */
  readonly expiresAt?: string | undefined;
}

/** Where messages wait for their delivery. */
@Injectable()
export class MessageQueue {
  constructor(private readonly clock: Clock) {}

  /** Stores a message once, and gives its id. People who asked to be forgotten get none. */
  async put({ cause, template, userId, data, to, expiresAt }: NewMessage, transaction: Transaction): Promise<string> {
    const id = v7();
    await transaction.query(
      'message_put',
      `INSERT INTO messages (id, dedupe_key, channel, recipient_hash, template, user_id, recipient, locale, data, state, next_at, expires_at,
         created_at, updated_at)
       SELECT $1::uuid, $2, 'email', $3, $4, $5::uuid, $6, $7, $8::jsonb, 'queued', $9::timestamptz, $10::timestamptz, $9, $9
       WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE user_id = $5 AND erased_at IS NOT NULL)
       ON CONFLICT ON CONSTRAINT messages_once DO NOTHING`,
      [
        ...[id, `${cause}:${template}`, hashOf(to?.email ?? userId), template, userId, to?.email ?? null, to?.locale ?? null],
        ...[JSON.stringify(data), this.clock.now(), expiresAt ?? null],
      ],
    );
    return id;
  }
}
