import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, brokenUnique, Clock, Database, Metrics, type RequestOf, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import { Passwords } from '../passwords/passwords';
import { lower } from './account';
import { type Addressee, Challenges, invalidToken } from './challenges';
import type { Challenge } from './entities';
import type { signUp, verifyEmail } from './routes';

/** New accounts, and the proof that their address is their owner's. */
@Injectable()
export class Registration {
  private readonly signups;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly challenges: Challenges,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.signups = metrics.counter('auth_signups_total', 'Accounts that people made for themselves.');
  }

  /** Answers the same, after the same work, whether or not the address is known; only its owner learns of it, by mail. */
  async signUp(request: RequestOf<typeof signUp>): Promise<AnswerOf<typeof signUp>> {
    const { email, password, locale } = request.body;
    const passwordHash = await this.passwords.hash(request, password);
    const [answer, isNew] = await this.database.transaction(request, async (transaction) => {
      const account = { id: v7(), email, locale };
      const inserted = await this.insert(transaction, account, passwordHash);
      if (inserted) await this.challenges.issue(transaction, account, 'verify_email');
      else await this.tellOwner(transaction, email);
      return [await transaction.answer(request.idempotency, { status: 'verification_sent' as const }), inserted] as const;
    });
    if (isNew) this.signups.add({});
    return answer;
  }

  /** Of several at once with one address, one inserts; the others wait for it and then find the address taken. */
  private async insert(transaction: Transaction, { id, email, locale }: Addressee, passwordHash: string): Promise<boolean> {
    const now = this.clock.now();
    const rows = await transaction.query(
      'account_sign_up',
      `INSERT INTO accounts (id, email, email_lower, password_hash, locale, roles, status, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, '{customer}', 'pending', $6, $6) ON CONFLICT (email_lower) DO NOTHING RETURNING id`,
      [id, email, lower(email), passwordHash, locale, now],
    );
    if (rows.length === 0) return false;
    const data = { userId: id, email, locale, origin: 'signup' as const, registeredAt: now.toISOString() };
    await transaction.emit(accounts.registered, data, { version: 1 });
    return true;
  }

  /** Writes to whoever has an address; does nothing when nobody has. */
  async tellOwner(transaction: Transaction, email: string): Promise<void> {
    const [owner] = await transaction.query<Addressee>('account_owner', 'SELECT id, email, locale FROM accounts WHERE email_lower = $1', [
      lower(email),
    ]);
    if (owner) await this.challenges.tellOwner(transaction, owner);
  }

  /** A link that is opened twice answers well both times. */
  async verify(request: RequestOf<typeof verifyEmail>): Promise<void> {
    try {
      await this.database.transaction(request, async (transaction) => {
        const challenge = await this.challenges.find(transaction, request.body.token, ['verify_email', 'change_email']);
        if (challenge.usedAt) return;
        await this.challenges.use(transaction, challenge);
        await (challenge.purpose === 'verify_email' ? this.activate(transaction, challenge) : this.changeEmail(transaction, challenge));
      });
    } catch (error) {
      // Somebody else has registered the address since the link was sent.
      throw brokenUnique(error) === 'accounts_email_lower_key' ? invalidToken() : error;
    }
  }

  private async activate(transaction: Transaction, { accountId }: Challenge): Promise<void> {
    await transaction.query(
      'account_activate',
      `UPDATE accounts SET email_verified_at = coalesce(email_verified_at, $2), status = CASE status WHEN 'pending' THEN 'active' ELSE status END,
         version = version + 1, updated_at = $2 WHERE id = $1 AND status <> 'erased'`,
      [accountId, this.clock.now()],
    );
  }

  private async changeEmail(transaction: Transaction, { accountId, newEmail }: Challenge): Promise<void> {
    const now = this.clock.now();
    const email = newEmail ?? '';
    const [changed] = await transaction.query<{ version: number }>(
      'account_change_email',
      `UPDATE accounts SET email = $2, email_lower = $3, email_verified_at = $4, version = version + 1, updated_at = $4
       WHERE id = $1 AND status <> 'erased' RETURNING version`,
      [accountId, email, lower(email), now],
    );
    if (changed === undefined) throw invalidToken();
    // Links in the old mailbox must not open the account any more.
    await this.challenges.withdraw(transaction, accountId, ['verify_email', 'reset_password', 'invite']);
    const data = { userId: accountId, email, changedAt: now.toISOString() };
    await transaction.emit(accounts.emailChanged, data, { version: changed.version });
  }
}
