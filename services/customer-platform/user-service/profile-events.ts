import { Injectable } from '@nestjs/common';
import { Clock, type EventData, On, type Received, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { ProfileNews } from './profile-news';
import type { Row } from './profile-row';

/** What happens elsewhere to the people of the shop. */
@Injectable()
export class ProfileEvents {
  constructor(
    private readonly news: ProfileNews,
    private readonly clock: Clock,
  ) {}

  /** The profile may be there already, because its owner was faster than the event; then it only lacks the address. */
  @On(accounts.registered)
  async registered({ data, version = 1 }: Received<EventData<typeof accounts.registered>>, transaction: Transaction): Promise<void> {
    const [row] = await transaction.query<Row>(
      'profile_register',
      `INSERT INTO profiles AS p (id, email, email_lower, locale, account_version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT (id) DO UPDATE SET email = coalesce(p.email, excluded.email), email_lower = coalesce(p.email_lower, excluded.email_lower),
         account_version = greatest(p.account_version, excluded.account_version), version = p.version + (p.email IS NULL)::int
       WHERE p.status <> 'erased' RETURNING *`,
      [data.userId, data.email, data.email.toLowerCase(), data.locale, version, this.clock.now()],
    );
    if (row) await this.news.announce(transaction, row, data.origin === 'invite' ? 'admin' : 'signup');
  }

  /** May overtake the account itself; an older address never takes the place of a newer one. */
  @On(accounts.emailChanged)
  async emailChanged({ data, version = 1 }: Received<EventData<typeof accounts.emailChanged>>, transaction: Transaction): Promise<void> {
    const [row] = await transaction.query<Row>(
      'profile_email',
      `INSERT INTO profiles AS p (id, email, email_lower, email_verified, account_version, created_at, updated_at)
       VALUES ($1, $2, $3, true, $4, $5, $5)
       ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_lower = excluded.email_lower, email_verified = true, email_bounced_at = NULL,
         account_version = excluded.account_version, version = p.version + 1, updated_at = excluded.updated_at
       WHERE p.status <> 'erased' AND p.account_version < excluded.account_version RETURNING *`,
      [data.userId, data.email, data.email.toLowerCase(), version, this.clock.now()],
    );
    if (row) await this.news.tell(transaction, row, ['email']);
  }

  /** A mail that can never arrive says that the address is wrong. */
  @On(messages.failed)
  async undeliverable({ data }: Received<EventData<typeof messages.failed>>, transaction: Transaction): Promise<void> {
    if (data.channel !== 'email' || data.code !== 'bounced' || !data.permanent || data.userId === undefined) return;
    await transaction.query(
      'profile_bounced',
      "UPDATE profiles SET email_verified = false, email_bounced_at = $2 WHERE id = $1 AND status <> 'erased'",
      [data.userId, this.clock.now()],
    );
  }
}
