import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, Database, notFound, Problem, type RequestOf, type Transaction } from '#kit';
import { Passwords } from '../passwords/passwords';
import { Revocation } from '../sessions/revocation';
import { accountColumns, accountOf, lower, stateOf } from './account';
import { type Addressee, Challenges } from './challenges';
import type { Account } from './entities';
import { Locks } from './locks';
import { Registration } from './registration';
import type { changeEmail, changePassword, forgotPassword, resetPassword } from './routes';

const sent = { status: 'verification_sent' as const };

/** New passwords and new addresses for accounts that there are. */
@Injectable()
export class Recovery {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly challenges: Challenges,
    private readonly registration: Registration,
    private readonly revocation: Revocation,
    private readonly locks: Locks,
    private readonly clock: Clock,
  ) {}

  /** Answers the same whether or not the address is known. */
  async forgot(request: RequestOf<typeof forgotPassword>): Promise<AnswerOf<typeof forgotPassword>> {
    await this.database.transaction(request, async (transaction) => {
      const [owner] = await transaction.query<Addressee>(
        'account_forgot',
        'SELECT id, email, locale FROM accounts WHERE email_lower = $1',
        [lower(request.body.email)],
      );
      if (owner) await this.challenges.issue(transaction, owner, 'reset_password');
    });
    return sent;
  }

  /**
   * Whoever opens the link reads the owner's mail: the address counts as verified, and a lock that guarded against a stranger ends. A lock
   * by an administrator stays.
   */
  async reset(request: RequestOf<typeof resetPassword>): Promise<void> {
    const { token, newPassword } = request.body;
    const find = async (transaction: Transaction) => {
      const challenge = await this.challenges.find(transaction, token, ['reset_password', 'invite']);
      if (challenge.usedAt) throw usedToken();
      return challenge;
    };
    // Looked up twice, so that an invented token costs no hash and no transaction waits for one.
    await this.database.transaction(request, find);
    const passwordHash = await this.passwords.hash(request, newPassword);
    await this.database.transaction(request, async (transaction) => {
      const challenge = await find(transaction);
      await this.challenges.use(transaction, challenge);
      await this.challenges.withdraw(transaction, challenge.accountId, ['reset_password', 'invite', 'verify_email']);
      await transaction.query('account_reset', reset, [challenge.accountId, passwordHash, this.clock.now()]);
      await this.revocation.ofAccount(transaction, challenge.accountId);
    });
  }

  /** Ends every other session, as a stranger may have opened one with the old password. */
  async changePassword(request: RequestOf<typeof changePassword>): Promise<void> {
    const { body, caller } = request;
    const account = await this.own(request, accountOf(caller));
    if (!(await this.passwords.verify(request, account.passwordHash, body.oldPassword))) {
      await this.locks.countFailure(request, account.id);
      throw new Problem(401, 'invalid-credentials', 'the old password is not right');
    }
    const passwordHash = await this.passwords.hash(request, body.newPassword);
    await this.database.transaction(request, async (transaction) => {
      const changed = await transaction.query(
        'account_new_password',
        'UPDATE accounts SET password_hash = $2, updated_at = $3 WHERE id = $1 AND password_hash = $4 RETURNING id',
        [account.id, passwordHash, this.clock.now(), account.passwordHash],
      );
      // Somebody else was faster, and the old password is no longer right.
      if (changed.length === 0) throw new Problem(401, 'invalid-credentials', 'the old password is not right');
      await this.challenges.withdraw(transaction, account.id, ['reset_password']);
      await this.revocation.ofAccount(transaction, account.id, caller.session);
    });
  }

  /** The new address counts once its link was opened; if it is somebody's, only that person learns of it. */
  async changeEmail(request: RequestOf<typeof changeEmail>): Promise<AnswerOf<typeof changeEmail>> {
    const { newEmail } = request.body;
    const account = await this.own(request, accountOf(request.caller));
    await this.database.transaction(request, async (transaction) => {
      await this.challenges.withdraw(transaction, account.id, ['change_email']);
      const taken = await transaction.query('account_taken', 'SELECT 1 FROM accounts WHERE email_lower = $1', [lower(newEmail)]);
      if (taken.length > 0) return this.registration.tellOwner(transaction, newEmail);
      return this.challenges.issue(transaction, { ...account, email: newEmail }, 'change_email', newEmail);
    });
    return sent;
  }

  private async own(request: RequestOf<typeof changeEmail> | RequestOf<typeof changePassword>, id: string): Promise<Account> {
    const sql = `SELECT ${accountColumns} FROM accounts WHERE id = $1`;
    const [account] = await this.database.query<Account>(request, 'account_own', sql, [id]);
    if (account === undefined || stateOf(account, this.clock.now()) !== 'active') throw notFound();
    return account;
  }
}

const usedToken = (): Problem => new Problem(400, 'invalid-or-expired-token', 'this link was used; ask for a new one');

const reset = `
  UPDATE accounts SET password_hash = $2, email_verified_at = coalesce(email_verified_at, $3), failed_count = 0,
    status = CASE WHEN lock_reason = 'admin' THEN status ELSE 'active' END,
    lock_reason = CASE WHEN lock_reason = 'admin' THEN lock_reason END,
    locked_until = CASE WHEN lock_reason = 'admin' THEN locked_until END,
    version = version + 1, updated_at = $3
  WHERE id = $1 AND status <> 'erased'`;
