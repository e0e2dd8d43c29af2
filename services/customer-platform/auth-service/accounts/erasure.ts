import { Injectable } from '@nestjs/common';
import { Clock, type EventData, On, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** Forgets people. The account's id stays, so that nobody can get it again. */
@Injectable()
export class Erasure {
  constructor(private readonly clock: Clock) {}

  @On(erasures.requested)
  async forget({ data: { requestId, userId } }: Received<EventData<typeof erasures.requested>>, transaction: Transaction): Promise<void> {
    const now = this.clock.now();
    const erased = await transaction.query(
      'account_erase',
      `UPDATE accounts SET email = NULL, email_lower = NULL, password_hash = NULL, email_verified_at = NULL, locale = '', roles = '{}',
         status = 'erased', lock_reason = NULL, locked_until = NULL, version = version + 1, updated_at = $2
       WHERE id = $1 AND status <> 'erased' RETURNING id`,
      [userId, now],
    );
    const sessions = await transaction.query('sessions_erase', 'DELETE FROM sessions WHERE account_id = $1 RETURNING id', [userId]);
    const links = await transaction.query('challenges_erase', 'DELETE FROM challenges WHERE account_id = $1 RETURNING id', [userId]);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'auth-service' },
      ...{ deleted: sessions.length + links.length, anonymised: erased.length, completedAt: now.toISOString() },
    });
  }
}
