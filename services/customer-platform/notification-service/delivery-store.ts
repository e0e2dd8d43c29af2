import { Injectable } from '@nestjs/common';
import { type Context, Database, type Transaction } from '#kit';
import type { Channel } from './channel';
import type { EndpointResult } from './endpoints/endpoint-health';
import type { MessageState } from './entities';
import { secretTemplates, type TemplateData } from './templates';

/** A message that is about to be sent, with what is known of its recipient at this moment. */
export interface DueMessage {
  readonly id: string;
  readonly template: string;
  readonly channel: Channel;
  readonly user_id: string | null;
  readonly recipient: string | null;
  readonly locale: string | null;
  readonly data: TemplateData | null;
  /** Tries so far, this one included. It also tells this try from a later one. */
  readonly attempts: number;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly contact_email: string | null;
  readonly contact_phone: string | null;
  /** Where a webhook goes; none of it when the endpoint is deleted or disabled. */
  readonly endpoint_id: string | null;
  readonly endpoint_url: string | null;
  readonly endpoint_secret: Buffer | null;
  readonly contact_name: string | null;
  readonly contact_locale: string | null;
  readonly consent: boolean;
  readonly marketing_on: boolean;
  readonly suppressed: boolean;
  readonly erased: boolean;
}

/** The part of a message by which its result is noted. */
export type TriedMessage = Pick<DueMessage, 'id' | 'template' | 'channel' | 'user_id' | 'endpoint_id' | 'attempts' | 'created_at'>;

/** What became of one try. */
export interface Result {
  readonly state: MessageState;
  /** Why it was not sent. @default - it was */
  readonly code?: string;
  /** When it is tried again. @default - never */
  readonly nextAt?: Date | undefined;
  /** The words that were sent, for their reader. */
  readonly body?: string | undefined;
  /** What the provider calls it. @default - it has no name there */
  readonly providerRef?: string | undefined;
  /** The provider says that there is nobody at the address. @default false */
  readonly badAddress?: boolean;
  /** What a webhook says of its endpoint. @default - nothing: it was not tried */
  readonly endpoint?: EndpointResult;
  /** The try does not count. @default false */
  readonly free?: boolean;
}

/** Messages on their way, in the database. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes a message, if it is due, and marks it as being sent until `until`; whoever comes second finds nothing to do. It is one statement,
   * so nothing is locked while the message is sent.
   */
  async claim(context: Context, id: string, { now, until }: { readonly now: Date; readonly until: Date }): Promise<DueMessage | undefined> {
    const [message] = await this.database.query<DueMessage>(
      context,
      'delivery_claim',
      `WITH m AS (
         UPDATE messages SET state = 'sending', attempts = attempts + 1, next_at = $3, updated_at = $2
         WHERE id = $1 AND next_at <= $2 AND state IN ('queued', 'unknown') RETURNING *
       )
       SELECT m.id, m.template, m.channel, m.user_id, m.recipient, m.locale, m.data, m.attempts, m.created_at, m.expires_at, m.endpoint_id,
         c.email AS contact_email, c.phone AS contact_phone, c.display_name AS contact_name, c.locale AS contact_locale,
         coalesce(c.consent, false) AS consent, coalesce(p.enabled, true) AS marketing_on, c.erased_at IS NOT NULL AS erased,
         e.url AS endpoint_url, e.secret_enc AS endpoint_secret,
         EXISTS (SELECT 1 FROM suppressions s WHERE s.recipient_hash = CASE WHEN m.recipient IS NOT NULL THEN m.recipient_hash
           WHEN m.channel = 'email' THEN c.email_hash WHEN m.channel = 'sms' THEN c.phone_hash END) AS suppressed
       FROM m LEFT JOIN contacts c ON c.user_id = m.user_id
         LEFT JOIN preferences p ON p.user_id = m.user_id AND p.channel = m.channel AND p.category = 'marketing'
         LEFT JOIN endpoints e ON e.id = m.endpoint_id AND e.disabled_at IS NULL AND e.deleted_at IS NULL`,
      [id, now, until],
    );
    return message;
  }

  /** Messages whose sender has not come back. */
  abandoned(context: Context, now: Date): Promise<TriedMessage[]> {
    return this.database.query<TriedMessage>(
      context,
      'delivery_abandoned',
      `SELECT id, template, channel, user_id, endpoint_id, attempts, created_at FROM messages WHERE state = 'sending' AND next_at <= $1 ORDER BY next_at LIMIT 100`,
      [now],
    );
  }

  /**
   * Notes the result of a try, unless a later try has begun; says whether it did. A message that is done loses its address, and its data
   * where that opens a door; of an erased person nothing is kept. That a mail was sent is believed even after it was given up.
   */
  async note(
    { id, attempts }: TriedMessage,
    { state, code, nextAt, body, providerRef, free = false }: Result,
    now: Date,
    transaction: Transaction,
  ): Promise<boolean> {
    const noted = await transaction.query(
      'delivery_note',
      `UPDATE messages SET state = $3, code = $4, next_at = $5::timestamptz, attempts = attempts - $8, updated_at = $7,
         sent_at = CASE WHEN $3 = 'sent' THEN $7::timestamptz END,
         body = CASE WHEN template <> ALL ($9::text[]) AND recipient_hash NOT LIKE 'erased:%' THEN $6 END,
         recipient = CASE WHEN $5 IS NOT NULL THEN recipient END,
         data = CASE WHEN $5 IS NOT NULL OR template <> ALL ($9::text[]) THEN data END, provider_ref = $10
       WHERE id = $1 AND attempts = $2 AND (state = 'sending' OR (state = 'unknown' AND $3 = 'sent')) RETURNING 1`,
      [id, attempts, state, code ?? null, nextAt ?? null, body ?? null, now, free ? 1 : 0, secretTemplates, providerRef ?? null],
    );
    return noted.length > 0;
  }
}
