import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, type EventData, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** What is told of a person, by table. */
const exported = {
  contacts: `SELECT email, phone, display_name AS "displayName", locale, consent, updated_at AS "updatedAt" FROM contacts
    WHERE user_id = $1 AND erased_at IS NULL`,
  messages: `SELECT id, template, channel, state, recipient, body, created_at AS "createdAt", sent_at AS "sentAt" FROM messages
    WHERE user_id = $1 AND recipient_hash NOT LIKE 'erased:%' ORDER BY id`,
  preferences: `SELECT category, channel, enabled, updated_at AS "updatedAt" FROM preferences WHERE user_id = $1 ORDER BY category, channel`,
  endpoints: `SELECT id, url, events, disabled_at AS "disabledAt", created_at AS "createdAt" FROM endpoints
    WHERE user_id = $1 AND deleted_at IS NULL ORDER BY id`,
} as const;

/**
 * How people are reached, what they were told and what they wish. Contacts, wishes and endpoints go, messages stay as numbers. A marker
 * stays too, so that a late event brings nobody back.
 */
@Injectable()
export class NotificationPersonalData extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<Record<string, object[]>> {
    const tables: Record<string, object[]> = {};
    for (const [table, sql] of Object.entries(exported))
      tables[table] = await this.database.query(context, `export_${table}`, sql, [userId]);
    return tables;
  }

  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const now = this.clock.now();
    const contact = await transaction.query<{ existed: boolean }>(
      'erasure_contact',
      `INSERT INTO contacts AS c (user_id, version, erased_at, updated_at) VALUES ($1, 0, $2, $2)
       ON CONFLICT (user_id) DO UPDATE SET email = NULL, email_hash = NULL, phone = NULL, phone_hash = NULL, display_name = NULL,
         locale = NULL, consent = false, erased_at = $2, updated_at = $2 WHERE c.erased_at IS NULL RETURNING xmax <> 0 AS existed`,
      [userId, now],
    );
    const preferences = await transaction.query('erasure_preferences', 'DELETE FROM preferences WHERE user_id = $1 RETURNING 1', [userId]);
    const endpoints = await transaction.query('erasure_endpoints', 'DELETE FROM endpoints WHERE user_id = $1 RETURNING 1', [userId]);
    await transaction.query('erasure_daily_sends', 'DELETE FROM daily_sends WHERE user_id = $1', [userId]);
    // What is being sent at this moment cannot be called back; its delivery sees the marker when it notes the result.
    const messages = await transaction.query(
      'erasure_messages',
      `UPDATE messages SET recipient = NULL, recipient_hash = 'erased:' || id, locale = NULL, data = NULL, body = NULL, updated_at = $2,
         state = CASE state WHEN 'queued' THEN 'suppressed' ELSE state END,
         code = CASE state WHEN 'queued' THEN 'erased' ELSE code END,
         next_at = CASE state WHEN 'sending' THEN next_at END
       WHERE user_id = $1 AND recipient_hash NOT LIKE 'erased:%' RETURNING 1`,
      [userId, now],
    );
    const existed = contact.filter((row) => row.existed).length;
    return { deleted: existed + preferences.length + endpoints.length, anonymised: messages.length };
  }

  @On(erasures.requested)
  async requested(
    { data: { requestId, userId } }: Received<EventData<typeof erasures.requested>>,
    transaction: Transaction,
  ): Promise<void> {
    const erased = await this.forget(transaction, userId);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'notification-service', completedAt: this.clock.now().toISOString() },
      ...erased,
    });
  }
}
