import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';

const hour = 3_600_000;
const day = 24 * hour;
/** Rows of one statement, so that none takes long. */
const batch = 5000;

/** Removes what has ended: sessions after a week, links after 30 days, sealed pairs once nobody may ask for them again. */
@Injectable()
export class Expiry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(hour)
  async sweep(context: Context): Promise<void> {
    const before = (age: number): Date => new Date(this.clock.now().getTime() - age);
    await this.repeat(context, 'sessions_unseal', unseal, before(hour / 60));
    await this.repeat(context, 'sessions_purge', purge('sessions'), before(7 * day));
    await this.repeat(context, 'challenges_purge', purge('challenges'), before(30 * day));
  }

  private async repeat(context: Context, name: string, sql: string, before: Date): Promise<void> {
    for (;;) if ((await this.database.query(context, name, sql, [before])).length < batch) return;
  }
}

const unseal = `UPDATE sessions SET sealed_pair = NULL WHERE id IN (
  SELECT id FROM sessions WHERE sealed_pair IS NOT NULL AND rotated_at < $1 LIMIT ${batch}) RETURNING id`;

const purge = (table: 'sessions' | 'challenges'): string =>
  `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE expires_at < $1 LIMIT ${batch}) RETURNING id`;
