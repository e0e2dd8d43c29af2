import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, PersonalData, type Transaction } from '#kit';

/** What is told of a person, by table. */
const exported = {
  profiles: `SELECT id, email, display_name AS "displayName", locale, country, phone, marketing_consent AS "marketingConsent",
      consent_at AS "consentAt", email_verified AS "emailVerified", email_bounced_at AS "emailBouncedAt", status, deleted_at AS "deletedAt",
      created_at AS "createdAt", updated_at AS "updatedAt" FROM profiles WHERE id = $1 AND status <> 'erased'`,
  addresses: `SELECT id, name, line1, line2, city, postal_code AS "postalCode", country, is_default AS "isDefault"
    FROM addresses WHERE user_id = $1 ORDER BY id`,
  erasures: `SELECT id, state, requested_at AS "requestedAt", starts_at AS "startsAt", due_at AS "dueAt", completed_at AS "completedAt"
    FROM erasures WHERE user_id = $1 ORDER BY id`,
  exports: `SELECT id, state, requested_at AS "requestedAt", expires_at AS "expiresAt" FROM exports WHERE user_id = $1 ORDER BY id`,
} as const;

/** Profiles, addresses and consents, and that somebody asked for what is held or to be forgotten. */
@Injectable()
export class UserData extends PersonalData {
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

  /** Also of somebody who has no profile yet it is noted that there must never be one. Files are deleted a moment later. */
  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const now = this.clock.now();
    const profile = await transaction.query(
      'profile_erase',
      `UPDATE profiles SET email = NULL, email_lower = NULL, display_name = NULL, country = NULL, phone = NULL, marketing_consent = false,
         consent_at = NULL, email_verified = false, email_bounced_at = NULL, status = 'erased', version = version + 1, updated_at = $2
       WHERE id = $1 AND status <> 'erased' RETURNING id`,
      [userId, now],
    );
    if (profile.length === 0)
      await transaction.query(
        'profile_never',
        "INSERT INTO profiles (id, status, created_at, updated_at) VALUES ($1, 'erased', $2, $2) ON CONFLICT DO NOTHING",
        [userId, now],
      );
    await transaction.query('exports_withdraw', "UPDATE exports SET state = 'withdrawn', expires_at = $2 WHERE user_id = $1", [
      userId,
      now,
    ]);
    const addresses = await transaction.query('addresses_erase', 'DELETE FROM addresses WHERE user_id = $1 RETURNING id', [userId]);
    return { deleted: addresses.length, anonymised: profile.length };
  }
}
