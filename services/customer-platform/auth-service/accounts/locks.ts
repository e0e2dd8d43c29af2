import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import type { Account } from './entities';

type Reason = NonNullable<Account['lockReason']>;

/** Wrong passwords in a row after which an account is locked. */
const mostFailures = 10;
const minute = 60_000;
const [firstLock, longestLock] = [15 * minute, 24 * 60 * minute];

/** Locks that are not replaced by a new one, because they last longer. */
const stronger: Readonly<Record<Reason, readonly Reason[]>> = {
  failed_logins: ['token_reuse', 'admin'],
  token_reuse: ['token_reuse', 'admin'],
  admin: ['admin'],
};

/** Closes accounts to whoever should not be in them, for a while or until somebody has looked. */
@Injectable()
export class Locks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts a wrong password. Every tenth in a row locks the account: for 15 minutes first, then for twice as long each time, up to a day. */
  async countFailure(context: Context, accountId: string): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      const now = this.clock.now();
      const [counted] = await transaction.query<{ failed: number }>(
        'account_failure',
        `UPDATE accounts SET failed_count = failed_count + 1, updated_at = $2
         WHERE id = $1 AND (status IN ('pending', 'active') OR locked_until <= $2) RETURNING failed_count AS failed`,
        [accountId, now],
      );
      if (counted === undefined || counted.failed % mostFailures !== 0) return;
      const times = counted.failed / mostFailures - 1;
      const untilAt = new Date(now.getTime() + Math.min(longestLock, firstLock * 2 ** times));
      await this.lock(transaction, accountId, 'failed_logins', untilAt);
    });
  }

  /** Locks an account and tells of it, unless a stronger lock is there. Without `untilAt` it stays until somebody ends it. */
  async lock(transaction: Transaction, accountId: string, reason: Reason, untilAt?: Date): Promise<void> {
    const [locked] = await transaction.query<{ version: number }>(
      'account_lock',
      `UPDATE accounts SET status = 'locked', lock_reason = $2, locked_until = $3, version = version + 1, updated_at = $4
       WHERE id = $1 AND status <> 'erased' AND (lock_reason IS NULL OR lock_reason <> ALL ($5)) RETURNING version`,
      [accountId, reason, untilAt, this.clock.now(), stronger[reason]],
    );
    if (locked === undefined) return;
    const data = { userId: accountId, reason, ...(untilAt && { untilAt: untilAt.toISOString() }) };
    await transaction.emit(accounts.locked, data, { version: locked.version });
  }

  /** Ends a lock of any kind. */
  async unlock(transaction: Transaction, accountId: string): Promise<void> {
    await transaction.query(
      'account_unlock',
      `UPDATE accounts SET status = CASE WHEN email_verified_at IS NULL THEN 'pending' ELSE 'active' END, lock_reason = NULL,
         locked_until = NULL, failed_count = 0, version = version + 1, updated_at = $2 WHERE id = $1 AND status = 'locked'`,
      [accountId, this.clock.now()],
    );
  }
}
