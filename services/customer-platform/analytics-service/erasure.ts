import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, type EventData, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { hashOf } from './event-store';

/**
 * What is held of a person: the events of the last 14 days. Older ones are dropped; sums and counts name nobody.
 */
@Injectable()
export class Erasure extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<{ events: readonly object[] }> {
    const events = await this.database.query(
      context,
      'erasure_export',
      `SELECT event_id AS "eventId", at, name, anonymous_id AS "anonymousId", product_id AS "productId", props
       FROM events WHERE user_id = $1 ORDER BY at, event_id`,
      [userId],
    );
    return { events };
  }

  /**
   * Unlinks a person from their events, and from all others of the same browsers: each browser gets a new id that nobody else knows, so that
   * funnels still hold, and counts of different visitors too. A note keeps those out who use their last token; it goes after a day.
   */
  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    await transaction.query('erasure_lock', 'SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))', [userId]);
    await transaction.query(
      'erasure_note',
      'INSERT INTO erased (user_id, erased_at) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET erased_at = excluded.erased_at',
      [userId, this.clock.now()],
    );
    const unlinked = await transaction.query(
      'erasure_unlink',
      `WITH known AS MATERIALIZED (SELECT DISTINCT anonymous_id FROM events WHERE user_id = $1),
         renamed AS MATERIALIZED (SELECT anonymous_id AS old_id, gen_random_uuid() AS new_id FROM known),
         buckets AS MATERIALIZED (
           SELECT g, date_trunc(g, $2::timestamptz, 'UTC') - n * length AS bucket
           FROM (VALUES ('day', 367, interval '24 hours'), ('hour', 192, interval '1 hour')) AS kept(g, most, length), generate_series(-1, most) AS n
         ),
         counted AS (
           UPDATE actives SET id_hash = ${hashOf('new_id')} FROM renamed, buckets
           WHERE actives.granularity = g AND actives.bucket = buckets.bucket AND id_hash = ${hashOf('old_id')}
         )
       UPDATE events SET anonymous_id = renamed.new_id, user_id = NULLIF(user_id, $1), props = '{}'
       FROM renamed WHERE anonymous_id = renamed.old_id RETURNING 1`,
      [userId, this.clock.now()],
    );
    return { deleted: 0, anonymised: unlinked.length };
  }

  @On(erasures.requested)
  async requested({ data }: Received<EventData<typeof erasures.requested>>, transaction: Transaction): Promise<void> {
    const { requestId, userId } = data;
    const erased = await this.forget(transaction, userId);
    const completedAt = this.clock.now().toISOString();
    await transaction.emit(completions.completed, { requestId, userId, service: 'analytics-service', ...erased, completedAt });
  }
}
