import { Injectable } from '@nestjs/common';
import { type Context, Database, type Transaction } from '#kit';
import type { MessageState } from './entities';
import { secretTemplates, type TemplateData } from './templates';

/** A message that is about to be sent, with what is known of its recipient at this moment. */
export interface DueMessage {
  readonly id: string;
  readonly template: string;
  readonly channel: 'email';
  readonly user_id: string | null;
  readonly recipient: string | null;
  readonly locale: string | null;
  readonly data: TemplateData | null;
  /** Tries so far, this one included. It also tells this try from a later one. */
  readonly attempts: number;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly contact_email: string | null;
  readonly contact_name: string | null;
  readonly contact_locale: string | null;
  readonly consent: boolean;
  readonly marketing_on: boolean;
  readonly suppressed: boolean;
  readonly erased: boolean;
}

/** The part of a message by which its result is noted. */
export type TriedMessage = Pick<DueMessage, 'id' | 'template' | 'channel' | 'user_id' | 'attempts' | 'created_at'>;

/** What became of one try. */
export interface Result {
  readonly state: MessageState;
  /** Why it was not sent. @default - it was */
  readonly code?: string;
  /** When it is tried again. @default - never */
  readonly nextAt?: Date | undefined;
  /** The words that were sent, for their reader. */
  readonly body?: string | undefined;
  /** The try does not count. @default false */
  readonly free?: boolean;
}

/** Messages on their way, in the database. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes messages that are due, at most `most`, and marks them as being sent until `until`. Other replicas skip them. It is one statement,
   * so nothing is locked while the mail is sent.
   */
  claim(
    context: Context,
    { now, until, most }: { readonly now: Date; readonly until: Date; readonly most: number },
  ): Promise<DueMessage[]> {
    return this.database.query<DueMessage>(
      context,
      'delivery_claim',
      `WITH due AS (
         SELECT id FROM messages WHERE next_at <= $1 AND state IN ('queued', 'unknown') ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
       ), m AS (
         UPDATE messages SET state = 'sending', attempts = attempts + 1, next_at = $2, updated_at = $1 FROM due WHERE messages.id = due.id
         RETURNING messages.*
       )
       SELECT m.id, m.template, m.channel, m.user_id, m.recipient, m.locale, m.data, m.attempts, m.created_at, m.expires_at,
         c.email AS contact_email, c.display_name AS contact_name, c.locale AS contact_locale, coalesce(c.consent, false) AS consent,
         coalesce(p.enabled, true) AS marketing_on, c.erased_at IS NOT NULL AS erased,
         EXISTS (SELECT 1 FROM suppressions s
           WHERE s.recipient_hash = CASE WHEN m.recipient IS NULL THEN c.email_hash ELSE m.recipient_hash END) AS suppressed
       FROM m LEFT JOIN contacts c ON c.user_id = m.user_id
         LEFT JOIN preferences p ON p.user_id = m.user_id AND p.channel = m.channel AND p.category = 'marketing'`,
      [now, until, most],
    );
  }

  /** Messages whose sender has not come back. */
  abandoned(context: Context, now: Date): Promise<TriedMessage[]> {
    return this.database.query<TriedMessage>(
      context,
      'delivery_abandoned',
      `SELECT id, template, channel, user_id, attempts, created_at FROM messages WHERE state = 'sending' AND next_at <= $1 ORDER BY next_at LIMIT 100`,
      [now],
    );
  }

  /**
   * Notes the result of a try, unless a later try has begun; says whether it did. A message that is done loses its address, and its data
   * where that opens a door; of an erased person nothing is kept. That a mail was sent is believed even after it was given up.
   */
  async note(
    { id, attempts }: TriedMessage,
    { state, code, nextAt, body, free = false }: Result,
    now: Date,
    transaction: Transaction,
  ): Promise<boolean> {
    const noted = await transaction.query(
      'delivery_note',
      `UPDATE messages SET state = $3, code = $4, next_at = $5::timestamptz, attempts = attempts - $8, updated_at = $7,
         sent_at = CASE WHEN $3 = 'sent' THEN $7::timestamptz END,
         body = CASE WHEN template <> ALL ($9::text[]) AND recipient_hash NOT LIKE 'erased:%' THEN $6 END,
         recipient = CASE WHEN $5 IS NOT NULL THEN recipient END,
         data = CASE WHEN $5 IS NOT NULL OR template <> ALL ($9::text[]) THEN data END
       WHERE id = $1 AND attempts = $2 AND (state = 'sending' OR (state = 'unknown' AND $3 = 'sent')) RETURNING 1`,
      [id, attempts, state, code ?? null, nextAt ?? null, body ?? null, now, free ? 1 : 0, secretTemplates],
    );
    return noted.length > 0;
  }
}
