import { Injectable } from '@nestjs/common';
import { Clock, type Transaction } from '#kit';

/** Ends sessions: no refresh token of them is good any more. */
@Injectable()
export class Revocation {
  constructor(private readonly clock: Clock) {}

  /** Ends all sessions of an account, or all but one. */
  async ofAccount(transaction: Transaction, accountId: string, except?: string): Promise<void> {
    await transaction.query(
      'sessions_revoke',
      'UPDATE sessions SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL AND ($3::uuid IS NULL OR id <> $3)',
      [accountId, this.clock.now(), except],
    );
  }

  /** Ends one session; whether it was going on. */
  async ofSession(transaction: Transaction, sessionId: string): Promise<boolean> {
    const sql = 'UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id';
    return (await transaction.query('session_revoke', sql, [sessionId, this.clock.now()])).length > 0;
  }
}
