import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, Problem, type Transaction } from '#kit';
import { challenges } from '#platform/topics/auth';
import { fingerprint, newSecret } from '../tokens/sealing';
import type { Challenge } from './entities';

type Purpose = Challenge['purpose'];

/** Whom to write to. */
export interface Addressee {
  readonly id: string;
  readonly email: string;
  readonly locale: string;
}

const hour = 3_600_000;
const lifetime: Readonly<Record<Purpose, number>> = {
  verify_email: 24 * hour,
  change_email: 24 * hour,
  invite: 24 * hour,
  reset_password: hour,
};

/** Links by which people prove that they read their mail. The link's token leaves in the event only; its hash stays here. */
@Injectable()
export class Challenges {
  constructor(private readonly clock: Clock) {}

  /** Sends a link, to `newEmail` if that is what is to be proven. */
  async issue(transaction: Transaction, { id, email, locale }: Addressee, purpose: Purpose, newEmail?: string): Promise<void> {
    const token = newSecret();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + lifetime[purpose]);
    await transaction.query(
      'challenge_insert',
      `INSERT INTO challenges (id, account_id, purpose, token_hash, new_email, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [v7(), id, purpose, fingerprint(token), newEmail, expiresAt, now],
    );
    await transaction.emit(challenges.issued, {
      ...{ userId: id, email: newEmail ?? email, locale, purpose },
      ...{ token, expiresAt: expiresAt.toISOString() },
    });
  }

  /** Tells the owner of an address that somebody tried to register it. */
  async tellOwner(transaction: Transaction, { id, email, locale }: Addressee): Promise<void> {
    await transaction.emit(challenges.issued, { userId: id, email, locale, purpose: 'already_registered' });
  }

  /** The challenge of a link, locked for this transaction; refused when there is none for these purposes, or its time has passed. */
  async find(transaction: Transaction, token: string, purposes: readonly Purpose[]): Promise<Challenge> {
    const [challenge] = await transaction.query<Challenge>(
      'challenge_find',
      `SELECT id, account_id AS "accountId", purpose, new_email AS "newEmail", expires_at AS "expiresAt", used_at AS "usedAt"
       FROM challenges WHERE token_hash = $1 AND purpose = ANY ($2) AND expires_at > $3 FOR UPDATE`,
      [fingerprint(token), purposes, this.clock.now()],
    );
    if (challenge === undefined) throw invalidToken();
    return challenge;
  }

  /** Uses a challenge up, and with it every other of its kind. */
  async use(transaction: Transaction, { id, accountId, purpose }: Challenge): Promise<void> {
    await transaction.query('challenge_use', 'UPDATE challenges SET used_at = $2 WHERE id = $1', [id, this.clock.now()]);
    await this.withdraw(transaction, accountId, [purpose]);
  }

  /** Makes open links of an account useless. */
  async withdraw(transaction: Transaction, accountId: string, purposes: readonly Purpose[]): Promise<void> {
    await transaction.query(
      'challenge_withdraw',
      'DELETE FROM challenges WHERE account_id = $1 AND purpose = ANY ($2) AND used_at IS NULL',
      [accountId, purposes],
    );
  }
}

export const invalidToken = (): Problem =>
  new Problem(400, 'invalid-or-expired-token', 'this link is not valid, or no longer; ask for a new one');
