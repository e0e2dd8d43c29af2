import type { Database } from '../database/database';
import type { Telemetry } from '../telemetry';
import type { ReceivedRecord } from './bus';
import type { EventHandler } from './handlers';
import type { Received } from './on';

/** An event that failed for good. */
export interface DeadLetter {
  readonly record: ReceivedRecord;
  readonly handler: EventHandler;
  readonly received: Received<unknown>;
  readonly error: unknown;
  readonly attempts: number;
}

/** Events that could not be handled: they wait in the database for a person, who replays or discards them. */
export class DeadLetters {
  private readonly dead;

  constructor(
    private readonly database: Database,
    { metrics }: Telemetry,
  ) {
    this.dead = metrics.counter('dead_letters_total', 'Events that could not be handled, by type.', ['type']);
    metrics.gauge('dead_letters_open', 'Events that could not be handled and wait for a person.', () =>
      database
        .query<{ n: string }>(undefined, 'dead_letters_count', "SELECT count(*) AS n FROM dead_letters WHERE state = 'open'")
        .then(([row]) => Number(row?.n ?? 0))
        .catch(() => Number.NaN),
    );
  }

  /** Keeps an event, without its payload where that is sensitive. */
  async bury({ record, handler, received, error, attempts }: DeadLetter): Promise<void> {
    const { topic, partition, offset, key, headers, value } = record;
    const { context, type, id } = received;
    const message = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1000) : 'unknown';
    const payload = handler.event.topic.sensitive ? null : value;
    await this.database.query(
      context,
      'dead_letter_insert',
      `INSERT INTO dead_letters (topic, partition, "offset", type, event_id, key, payload, headers, error, attempts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
      [topic, partition, offset, type, id, key, payload, JSON.stringify(headers), message, attempts],
    );
    this.dead.add({ type });
    context.log.error({ err: error, topic }, 'event cannot be handled; it is now a dead letter');
  }
}
