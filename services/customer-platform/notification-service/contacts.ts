import { Injectable } from '@nestjs/common';
import { Clock, ImpossibleEvent, On, type Received, type Transaction } from '#kit';
import { profiles } from '#platform/topics/user';
import { HandOver } from './hand-over';
import { hashOf } from './hashes';

interface Profile {
  readonly userId: string;
  readonly email: string;
  readonly displayName?: string | undefined;
  readonly locale: string;
  readonly phone?: string | undefined;
  readonly marketingConsent: boolean;
  readonly status?: 'active' | 'deactivated';
}

/** Keeps how to reach each person, from what user-service tells. The newest version wins, in whatever order they come. */
@Injectable()
export class Contacts {
  constructor(
    private readonly clock: Clock,
    private readonly handOver: HandOver,
  ) {}

  @On(profiles.created)
  created(event: Received<Profile>, transaction: Transaction): Promise<void> {
    return this.keep(event, transaction);
  }

  @On(profiles.updated)
  updated(event: Received<Profile>, transaction: Transaction): Promise<void> {
    return this.keep(event, transaction);
  }

  private async keep({ data, version, type }: Received<Profile>, transaction: Transaction): Promise<void> {
    if (version === undefined) throw new ImpossibleEvent(`${type}: no-version: the event has no aggregate version; emit it with one`);
    const { userId, email, phone, displayName, locale, marketingConsent, status } = data;
    const now = this.clock.now();
    const kept = await transaction.query(
      'contact_keep',
      `INSERT INTO contacts AS c (user_id, email, email_hash, phone, phone_hash, display_name, locale, consent, version, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_hash = excluded.email_hash, phone = excluded.phone,
         phone_hash = excluded.phone_hash, display_name = excluded.display_name, locale = excluded.locale, consent = excluded.consent,
         version = excluded.version, updated_at = excluded.updated_at
       WHERE c.version < excluded.version AND c.erased_at IS NULL RETURNING user_id`,
      [
        ...[userId, email, hashOf(email), phone ?? null, phone ? hashOf(phone) : null, displayName ?? null, locale],
        ...[marketingConsent && status !== 'deactivated', version, now],
      ],
    );
    if (kept.length === 0) return;
    // Messages that came before their recipient have waited long enough.
    const awaited = await transaction.query<{ id: string }>(
      'contact_awaited',
      `UPDATE messages SET next_at = $2, enqueued_at = $2 WHERE user_id = $1 AND state = 'queued' AND attempts = 0 AND next_at > $2 RETURNING id`,
      [userId, now],
    );
    this.handOver.afterCommit(transaction, awaited);
  }
}
