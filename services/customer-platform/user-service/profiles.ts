import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  brokenUnique,
  Clock,
  type Context,
  Database,
  notFound,
  Problem,
  positionOf,
  type RequestOf,
  staleVersion,
  type Transaction,
  toPage,
} from '#kit';
import { ProfileNews } from './profile-news';
import { type Row, toProfile } from './profile-row';
import type { Changes, getStatus, inviteUser, listUsers, Profile } from './routes';

/** On the connection that the transaction has: to wait for a second one while holding the first can stop them all. */
const statusOf = async (transaction: Transaction, id: string): Promise<Profile['status']> => {
  const [row] = await transaction.query<Pick<Row, 'status'>>('profile_status_of', 'SELECT status FROM profiles WHERE id = $1', [id]);
  return row?.status ?? missing();
};

/** Profiles in the database. */
@Injectable()
export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly news: ProfileNews,
    private readonly clock: Clock,
  ) {}

  async find(context: Context, id: string): Promise<Profile | undefined> {
    const row = await this.row(context, id);
    return row && toProfile(row);
  }

  /**
   * The profile of who asks. It is made here when the account is not announced yet; the address comes with the announcement. Nobody can
   * sign in before mail has arrived at the address, so that whoever asks has shown it.
   */
  async own(context: Context, id: string): Promise<Profile> {
    const row = await this.row(context, id);
    if (row === undefined) return this.makeEarly(context, id);
    if (!row.email_verified && row.email_bounced_at === null && row.status !== 'erased')
      await this.database.query(
        context,
        'profile_verified',
        "UPDATE profiles SET email_verified = true WHERE id = $1 AND email_bounced_at IS NULL AND status <> 'erased'",
        [id],
      );
    return toProfile(row);
  }

  private async makeEarly(context: Context, id: string): Promise<Profile> {
    await this.database.query(
      context,
      'profile_make_early',
      'INSERT INTO profiles (id, email_verified, created_at, updated_at) VALUES ($1, true, $2, $2) ON CONFLICT DO NOTHING',
      [id, this.clock.now()],
    );
    return (await this.find(context, id)) ?? missing();
  }

  private async row(context: Context, id: string): Promise<Row | undefined> {
    const [row] = await this.database.query<Row>(context, 'profile_find', 'SELECT * FROM profiles WHERE id = $1', [id]);
    return row;
  }

  /** People who were shut out are shown only to whoever asks for them. */
  async list(request: RequestOf<typeof listUsers>): Promise<AnswerOf<typeof listUsers>> {
    const { query } = request;
    const after = positionOf(query);
    const rows = await this.database.query<Row>(
      request,
      'profile_list',
      `SELECT * FROM profiles WHERE ($1::text IS NULL OR email_lower = $1) AND (status = $2 OR $2::text IS NULL AND deleted_at IS NULL)
         AND ($3::uuid IS NULL OR id > $3)
       ORDER BY id LIMIT $4`,
      [query.email?.toLowerCase(), query.status, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    return { data: data.map(toProfile), page };
  }

  async status(context: Context, id: string): Promise<AnswerOf<typeof getStatus>> {
    const [row] = await this.database.query<Row & { address_ids: string[] }>(
      context,
      'profile_status',
      'SELECT p.*, ARRAY(SELECT a.id FROM addresses a WHERE a.user_id = p.id ORDER BY a.id) AS address_ids FROM profiles p WHERE p.id = $1',
      [id],
    );
    if (row === undefined) return missing();
    const { status, country, email, email_verified, created_at, address_ids } = row;
    const emailVerified = email !== null && email_verified;
    return { userId: id, status, country, emailVerified, createdAt: created_at.toISOString(), addressIds: address_ids };
  }

  /** Changes what the caller names and leaves the rest as it is; one that names nothing changes nothing. */
  async change(context: Context, id: string, version: number, changes: Changes): Promise<Profile> {
    if (Object.values(changes).every((value) => value === undefined)) return this.unchanged(context, id, version);
    return this.database.transaction(context, async (transaction) => {
      const given = (field: keyof Changes): boolean => changes[field] !== undefined;
      const [row] = await transaction.query<Row>(
        'profile_change',
        `UPDATE profiles SET
           display_name = CASE WHEN $3 THEN $4 ELSE display_name END, locale = coalesce($5, locale),
           country = CASE WHEN $6 THEN $7 ELSE country END, phone = CASE WHEN $8 THEN $9 ELSE phone END,
           marketing_consent = coalesce($10, marketing_consent),
           consent_at = CASE WHEN $10 AND NOT marketing_consent THEN $11 ELSE consent_at END,
           version = version + 1, updated_at = $11
         WHERE id = $1 AND version = $2 AND status <> 'erased' RETURNING *`,
        [
          ...[id, version, given('displayName'), changes.displayName, changes.locale, given('country'), changes.country],
          ...[given('phone'), changes.phone, changes.marketingConsent, this.clock.now()],
        ],
      );
      if (row === undefined) throw (await statusOf(transaction, id)) === 'erased' ? notFound() : staleVersion();
      await this.news.tell(transaction, row, Object.keys(changes));
      return toProfile(row);
    });
  }

  private async unchanged(context: Context, id: string, version: number): Promise<Profile> {
    const profile = await this.find(context, id);
    if (profile === undefined || profile.status === 'erased') throw notFound();
    if (profile.version !== version) throw staleVersion();
    return profile;
  }

  async invite(request: RequestOf<typeof inviteUser>): Promise<Profile> {
    const { email, displayName, locale } = request.body;
    try {
      return await this.database.transaction(request, async (transaction) => {
        const [row] = await transaction.query<Row>(
          'profile_invite',
          `INSERT INTO profiles (id, email, email_lower, display_name, locale, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING *`,
          [v7(), email, email.toLowerCase(), displayName ?? null, locale, this.clock.now()],
        );
        if (row === undefined) throw notFound();
        await this.news.announce(transaction, row, 'admin');
        return transaction.answer(request.idempotency, toProfile(row));
      });
    } catch (error) {
      if (brokenUnique(error) === 'profiles_email') throw new Problem(409, 'email-taken', 'somebody with this address is here already');
      throw error;
    }
  }

  /** Closing twice is fine. */
  async deactivate(context: Context, id: string): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      const [row] = await transaction.query<Row>(
        'profile_deactivate',
        `UPDATE profiles SET status = 'deactivated', deleted_at = $2, version = version + 1, updated_at = $2
         WHERE id = $1 AND status = 'active' RETURNING *`,
        [id, this.clock.now()],
      );
      if (row) await this.news.tell(transaction, row, ['status']);
      else await statusOf(transaction, id);
    });
  }
}

const missing = (): never => {
  throw notFound();
};
