import { Injectable } from '@nestjs/common';
import type { Transaction } from '#kit';
import { profiles } from '#platform/topics/user';
import { contactOf, type Row } from './profile-row';

/** What others are told of profiles. */
@Injectable()
export class ProfileNews {
  /** Tells others of a change; before the profile was announced there is nothing that they could change. */
  async tell(transaction: Transaction, row: Row, changed: string[]): Promise<void> {
    if (!row.announced || row.status === 'erased') return;
    const data = { ...contactOf(row, ''), ...(row.phone && { phone: row.phone }), status: row.status, changed };
    await transaction.emit(profiles.updated, data, { version: row.version });
  }

  /** Tells others that the profile is there, once. */
  async announce(transaction: Transaction, row: Row, origin: 'signup' | 'admin'): Promise<void> {
    if (row.announced) return;
    await transaction.query('profile_announce', 'UPDATE profiles SET announced = true WHERE id = $1', [row.id]);
    const data = { ...contactOf(row, ''), origin, createdAt: row.created_at.toISOString() };
    await transaction.emit(profiles.created, data, { version: row.version });
  }
}
