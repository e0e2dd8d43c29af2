import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Transaction } from '#kit';
import { countedName, type ShopEvent } from './event';
import { type Amount, Rollups } from './rollups';

const [minute, day] = [60_000, 86_400_000];
/** What is kept of a visitor's id to count it once, as SQL. */
export const hashOf = (id: string): string => `substr(sha256(uuid_send(${id})), 1, 16)`;

/** How long an id is remembered; as long as the event itself. */
const daysRemembered = 14;

const amountsOf = ({ name, at, productId }: ShopEvent): Amount[] => {
  const counted: Amount = { metric: 'events', at, dims: { name: countedName(name) }, value: 1 };
  if (name !== 'product_viewed' || productId === undefined) return [counted];
  return [counted, { metric: 'product_views', at, dims: { productId }, value: 1 }];
};

/** Keeps events and counts them, both or neither. Every step is one statement, however many events there are. */
@Injectable()
export class EventStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rollups: Rollups,
  ) {}

  /** Stores events, each with an id of its own; gives the ids of those that are new. */
  store(context: Context, events: readonly ShopEvent[]): Promise<ReadonlySet<string>> {
    return this.database.transaction(context, async (transaction) => {
      const erased = await this.erasedAmong(transaction, events);
      const fresh = await this.claim(transaction, events);
      const stored = events
        .filter(({ eventId }) => fresh.has(eventId))
        .map((event) => (event.userId && erased.has(event.userId) ? { ...event, userId: null } : event));
      if (stored.length === 0) return fresh;
      await this.insert(transaction, stored);
      await this.countVisitors(transaction, stored);
      await this.rollups.add(transaction, stored.flatMap(amountsOf));
      return fresh;
    });
  }

  /** People who were forgotten while their token was still good. The lock makes an erasure wait for what is being stored, and it for the erasure. */
  private async erasedAmong(transaction: Transaction, events: readonly ShopEvent[]): Promise<ReadonlySet<string>> {
    const people = [...new Set(events.flatMap(({ userId }) => userId ?? []))].sort();
    if (people.length === 0) return new Set();
    await transaction.query(
      'events_lock_people',
      'SELECT pg_advisory_xact_lock_shared(hashtextextended(person, 0)) FROM unnest($1::text[]) AS person',
      [people],
    );
    const erased = await transaction.query<{ user_id: string }>(
      'events_erased',
      'SELECT user_id FROM erased WHERE user_id = ANY($1::uuid[])',
      [people],
    );
    return new Set(erased.map(({ user_id }) => user_id));
  }

  /**
   * Finds out which ids are new. An id is written under the day of its receipt, around midnight under both days: whoever brings it at the same
   * time meets that row and waits, on this replica or another; whoever comes later sees it among the days before.
   */
  private async claim(transaction: Transaction, events: readonly ShopEvent[]): Promise<ReadonlySet<string>> {
    const now = this.clock.now().getTime();
    const days = [...new Set([now - minute, now + minute].map(dayOf))];
    const rows = await transaction.query<{ event_id: string }>(
      'events_claim',
      `INSERT INTO event_ids (day, event_id)
       SELECT today.day, given.id FROM unnest($1::uuid[]) AS given(id) CROSS JOIN unnest($2::date[]) AS today(day)
       WHERE NOT EXISTS (SELECT 1 FROM event_ids AS old WHERE old.event_id = given.id AND old.day >= $3::date AND old.day < $4::date)
       ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING event_id`,
      [events.map(({ eventId }) => eventId), days, dayOf(now - daysRemembered * day), days[0]],
    );
    const claims = new Map<string, number>();
    for (const { event_id } of rows) claims.set(event_id, (claims.get(event_id) ?? 0) + 1);
    return new Set([...claims].filter(([, count]) => count === days.length).map(([id]) => id));
  }

  private async insert(transaction: Transaction, events: readonly ShopEvent[]): Promise<void> {
    await transaction.query(
      'events_insert',
      `INSERT INTO events (at, event_id, name, anonymous_id, user_id, product_id, props)
       SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::jsonb[])`,
      [
        events.map(({ at }) => at),
        events.map(({ eventId }) => eventId),
        events.map(({ name }) => name),
        events.map(({ anonymousId }) => anonymousId),
        events.map(({ userId }) => userId),
        events.map(({ productId }) => productId ?? null),
        events.map(({ props }) => JSON.stringify(props)),
      ],
    );
  }

  private async countVisitors(transaction: Transaction, events: readonly ShopEvent[]): Promise<void> {
    await transaction.query(
      'events_count_visitors',
      `WITH fresh AS (
         INSERT INTO actives (granularity, bucket, id_hash)
         SELECT DISTINCT g, date_trunc(g, f.at, 'UTC'), ${hashOf('f.visitor')}
         FROM unnest($1::timestamptz[], $2::uuid[]) AS f(at, visitor) CROSS JOIN unnest(ARRAY['day', 'hour']) AS g
         ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING granularity, bucket
       )
       INSERT INTO active_counts AS c (granularity, bucket, visitors)
       SELECT granularity, bucket, count(*) FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
       ON CONFLICT (granularity, bucket) DO UPDATE SET visitors = c.visitors + excluded.visitors`,
      [events.map(({ at }) => at), events.map(({ anonymousId }) => anonymousId)],
    );
  }
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
