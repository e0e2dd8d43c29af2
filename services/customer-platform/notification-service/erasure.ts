import { Injectable } from '@nestjs/common';
import { Clock, On, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** Forgets a person: the contact goes, messages stay as numbers. A marker stays too, so that a late event brings nobody back. */
@Injectable()
export class Erasure {
  constructor(private readonly clock: Clock) {}

  @On(erasures.requested)
  async forget({ data: { requestId, userId } }: Received<{ requestId: string; userId: string }>, transaction: Transaction): Promise<void> {
    const now = this.clock.now();
    const contact = await transaction.query<{ existed: boolean }>(
      'erasure_contact',
      `INSERT INTO contacts AS c (user_id, version, erased_at, updated_at) VALUES ($1, 0, $2, $2)
       ON CONFLICT (user_id) DO UPDATE SET email = NULL, email_hash = NULL, display_name = NULL, locale = NULL, consent = false, erased_at = $2,
         updated_at = $2 WHERE c.erased_at IS NULL RETURNING xmax <> 0 AS existed`,
      [userId, now],
    );
    const preferences = await transaction.query('erasure_preferences', 'DELETE FROM preferences WHERE user_id = $1 RETURNING 1', [userId]);
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
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'notification-service', completedAt: now.toISOString() },
      deleted: contact.filter(({ existed }) => existed).length + preferences.length,
      anonymised: messages.length,
    });
  }
}
