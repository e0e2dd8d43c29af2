import { Injectable } from '@nestjs/common';
import { Clock, Database, Metrics, Problem, type RequestOf } from '#kit';
import { accountColumns, lower, stateOf } from '../accounts/account';
import type { Account } from '../accounts/entities';
import { Locks } from '../accounts/locks';
import { Passwords } from '../passwords/passwords';
import type { logIn, Pair } from './routes';
import { Sessions } from './sessions';

type Result = 'ok' | 'invalid_credentials' | 'locked' | 'email_unverified' | 'overloaded';

/** Opens sessions for people who know their password. */
@Injectable()
export class SignIn {
  private readonly logins;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly locks: Locks,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.logins = metrics.counter<'result'>('auth_logins_total', 'Attempts to sign in, by what became of them.', ['result']);
  }

  /**
   * Says the same, after the same work, whether the address is unknown, the password wrong or the account locked. That an address is not
   * verified yet is told to those who know the password.
   */
  async logIn(request: RequestOf<typeof logIn>): Promise<Pair> {
    const { email, password } = request.body;
    const account = await this.find(request, email);
    const fits = await this.passwords.verify(request, account?.passwordHash, password).catch((error: unknown) => {
      this.count('overloaded');
      throw error;
    });
    const state = account && stateOf(account, this.clock.now());
    if (account === undefined || state === 'erased' || state === 'locked')
      return this.refuse(state === 'locked' ? 'locked' : 'invalid_credentials');
    if (!fits) {
      await this.locks.countFailure(request, account.id);
      return this.refuse('invalid_credentials');
    }
    if (state === 'pending') return this.refuse('email_unverified');
    const pair = await this.sessions.open(request, account);
    // Locked by another request while this one compared the password.
    if (pair === undefined) return this.refuse('locked');
    this.count('ok');
    return pair;
  }

  private async find(request: RequestOf<typeof logIn>, email: string): Promise<Account | undefined> {
    const sql = `SELECT ${accountColumns} FROM accounts WHERE email_lower = $1`;
    const [account] = await this.database.query<Account>(request, 'account_log_in', sql, [lower(email)]);
    return account;
  }

  private refuse(result: Result): never {
    this.count(result);
    if (result === 'email_unverified') throw new Problem(401, 'email-unverified', 'open the link that was mailed to this address first');
    throw new Problem(401, 'invalid-credentials', 'e-mail or password is not right, or the account is locked');
  }

  private count(result: Result): void {
    this.logins.add({ result });
  }
}
