import { Injectable } from '@nestjs/common';
import { Clock, Database, Metrics, Problem, type RequestOf } from '#kit';
import { accountColumns, lower, stateOf } from '../accounts/account';
import type { Account } from '../accounts/entities';
import { Locks } from '../accounts/locks';
import { Passwords } from '../passwords/passwords';
import { SecondFactor } from '../second-factor/second-factor';
import type { logIn, Pair } from './routes';
import { Sessions } from './sessions';

type Result = 'ok' | 'invalid_credentials' | 'locked' | 'email_unverified' | 'otp_required' | 'overloaded';

/** The account of addresses that have none. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Opens sessions for people who know their password. */
@Injectable()
export class SignIn {
  private readonly logins;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
    private readonly locks: Locks,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.logins = metrics.counter<'result'>('auth_logins_total', 'Attempts to sign in, by what became of them.', ['result']);
  }

  /**
   * Says the same, after the same work, whether the address is unknown, the password wrong or the account locked. That an address is not
   * verified yet, or that a second factor is missing, is told to those who know the password.
   */
  async logIn(request: RequestOf<typeof logIn>): Promise<Pair> {
    const account = await this.find(request, request.body.email);
    const fits = await this.fits(request, account);
    const state = account && stateOf(account, this.clock.now());
    if (account === undefined || state === 'erased' || state === 'locked')
      return this.fail(request, account?.id ?? nobody, state === 'locked' ? 'locked' : 'invalid_credentials');
    if (!fits) return this.fail(request, account.id);
    if (state === 'pending') return this.refuse('email_unverified');
    const { otp } = request.body;
    const asksForMore = account.totpConfirmedAt !== null;
    if (asksForMore && otp === undefined) return this.refuse('otp_required');
    if (asksForMore && otp !== undefined && !(await this.secondFactor.use(request, account, otp))) return this.fail(request, account.id);
    const pair = await this.sessions.open(request, account, asksForMore ? ['pwd', 'otp'] : ['pwd']);
    // Locked by another request while this one compared the password.
    if (pair === undefined) return this.refuse('locked');
    this.count('ok');
    return pair;
  }

  private fits(request: RequestOf<typeof logIn>, account: Account | undefined): Promise<boolean> {
    return this.passwords.verify(request, account?.passwordHash, request.body.password).catch((error: unknown) => {
      this.count('overloaded');
      throw error;
    });
  }

  /** A wrong code counts like a wrong password, or it could be guessed. Where nothing is to be counted it takes as long. */
  private async fail(request: RequestOf<typeof logIn>, id: string, result: Result = 'invalid_credentials'): Promise<never> {
    await this.locks.countFailure(request, id);
    return this.refuse(result);
  }

  private async find(request: RequestOf<typeof logIn>, email: string): Promise<Account | undefined> {
    const sql = `SELECT ${accountColumns} FROM accounts WHERE email_lower = $1`;
    const [account] = await this.database.query<Account>(request, 'account_log_in', sql, [lower(email)]);
    return account;
  }

  private refuse(result: Result): never {
    this.count(result);
    if (result === 'email_unverified') throw new Problem(401, 'email-unverified', 'open the link that was mailed to this address first');
    if (result === 'otp_required') throw new Problem(401, 'otp-required', 'send the code of the second factor as otp too');
    throw new Problem(401, 'invalid-credentials', 'e-mail, password or code is not right, or the account is locked');
  }

  private count(result: Result): void {
    this.logins.add({ result });
  }
}
