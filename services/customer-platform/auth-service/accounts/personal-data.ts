import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, type EventData, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** What is told of a person, by table. */
const exported = {
  accounts: `SELECT id, email, email_verified_at AS "emailVerifiedAt", locale, roles, status, lock_reason AS "lockReason",
      locked_until AS "lockedUntil", totp_confirmed_at AS "secondFactorSince", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM accounts WHERE id = $1 AND status <> 'erased'`,
  sessions: `SELECT id, agent_family AS "agentFamily", methods, authenticated_at AS "authenticatedAt", last_used_at AS "lastUsedAt",
      expires_at AS "expiresAt", revoked_at AS "revokedAt" FROM sessions WHERE account_id = $1 ORDER BY id`,
  challenges: `SELECT id, purpose, new_email AS "newEmail", created_at AS "createdAt", expires_at AS "expiresAt", used_at AS "usedAt"
    FROM challenges WHERE account_id = $1 ORDER BY id`,
} as const;

/** What the service holds of people. The id of an account stays when it is erased, so that nobody can get it again. */
@Injectable()
export class AccountData extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<Readonly<Record<string, readonly object[]>>> {
    const tables: Record<string, readonly object[]> = {};
    for (const [table, sql] of Object.entries(exported))
      tables[table] = await this.database.query(context, `export_${table}`, sql, [userId]);
    return tables;
  }

  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const erased = await transaction.query(
      'account_erase',
      `UPDATE accounts SET email = NULL, email_lower = NULL, password_hash = NULL, email_verified_at = NULL, locale = '', roles = '{}',
         totp_secret_enc = NULL, totp_confirmed_at = NULL, totp_last_step = NULL, status = 'erased', lock_reason = NULL, locked_until = NULL,
         version = version + 1, updated_at = $2
       WHERE id = $1 AND status <> 'erased' RETURNING id`,
      [userId, this.clock.now()],
    );
    let deleted = 0;
    for (const table of ['sessions', 'challenges', 'recovery_codes'])
      deleted += (await transaction.query(`${table}_erase`, `DELETE FROM ${table} WHERE account_id = $1 RETURNING account_id`, [userId]))
        .length;
    return { deleted, anonymised: erased.length };
  }

  @On(erasures.requested)
  async requested(
    { data: { requestId, userId } }: Received<EventData<typeof erasures.requested>>,
    transaction: Transaction,
  ): Promise<void> {
    const erased = await this.forget(transaction, userId);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'auth-service', ...erased },
      completedAt: this.clock.now().toISOString(),
    });
  }
}
