import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { Profiles, type Row } from './profiles';

/** What happens elsewhere to the people of the shop. */
@Injectable()
export class ProfileEvents {
  constructor(private readonly profiles: Profiles) {}

  /** The profile may be there already, because its owner was faster than the event; then it only lacks the address. */
  @On(accounts.registered)
  async registered({ data }: Received<EventData<typeof accounts.registered>>, transaction: Transaction): Promise<void> {
    const [row] = await transaction.query<Row>(
      'profile_register',
      `INSERT INTO profiles AS p (id, email, email_lower, locale) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET email = coalesce(p.email, excluded.email), email_lower = coalesce(p.email_lower, excluded.email_lower),
         version = p.version + (p.email IS NULL)::int
       WHERE p.status <> 'erased' RETURNING *`,
      [data.userId, data.email, data.email.toLowerCase(), data.locale],
    );
    if (row) await this.profiles.announce(transaction, row, data.origin === 'invite' ? 'admin' : 'signup');
  }

  @On(accounts.emailChanged)
  async emailChanged({ data }: Received<EventData<typeof accounts.emailChanged>>, transaction: Transaction): Promise<void> {
    const [row] = await transaction.query<Row>(
      'profile_email',
      `UPDATE profiles SET email = $2, email_lower = $3, email_bounced_at = NULL, version = version + 1, updated_at = now()
       WHERE id = $1 AND status <> 'erased' RETURNING *`,
      [data.userId, data.email, data.email.toLowerCase()],
    );
    if (row) await this.profiles.tell(transaction, row, ['email']);
  }

  /** A mail that can never arrive says that the address is wrong. */
  @On(messages.failed)
  async undeliverable({ data }: Received<EventData<typeof messages.failed>>, transaction: Transaction): Promise<void> {
    if (data.channel !== 'email' || data.code !== 'bounced' || !data.permanent || data.userId === undefined) return;
    await transaction.query('profile_bounced', 'UPDATE profiles SET email_bounced_at = now() WHERE id = $1', [data.userId]);
  }
}
