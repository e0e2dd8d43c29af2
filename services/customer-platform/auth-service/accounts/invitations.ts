import { Injectable } from '@nestjs/common';
import { Clock, type EventData, ImpossibleEvent, On, type Received, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import { profiles } from '#platform/topics/user';
import { lower } from './account';
import { Challenges } from './challenges';

/** Accounts for people whom an administrator has entered. They set their password by the link of the invitation. */
@Injectable()
export class Invitations {
  constructor(
    private readonly challenges: Challenges,
    private readonly clock: Clock,
  ) {}

  @On(profiles.created)
  async invite(
    { data: { userId, email, locale, origin } }: Received<EventData<typeof profiles.created>>,
    transaction: Transaction,
  ): Promise<void> {
    if (origin !== 'admin') return;
    const now = this.clock.now();
    const inserted = await transaction.query(
      'account_invite',
      `INSERT INTO accounts (id, email, email_lower, locale, roles, status, created_at, updated_at)
       VALUES ($1, $2, $3, $4, '{customer}', 'pending', $5, $5) ON CONFLICT DO NOTHING RETURNING id`,
      [userId, email, lower(email), locale, now],
    );
    if (inserted.length === 0) return this.refuseAnother(transaction, userId);
    const data = { userId, email, locale, origin: 'invite' as const, registeredAt: now.toISOString() };
    await transaction.emit(accounts.registered, data, { version: 1 });
    await this.challenges.issue(transaction, { id: userId, email, locale }, 'invite');
  }

  /** An account that is there already is fine; an address that is somebody else's needs a person to look. */
  private async refuseAnother(transaction: Transaction, userId: string): Promise<void> {
    const known = await transaction.query('account_known', 'SELECT 1 FROM accounts WHERE id = $1', [userId]);
    if (known.length === 0) throw new ImpossibleEvent(`account ${userId}: address-taken: another account has the address of this profile`);
  }
}
