import type { PoolClient } from 'pg';
import type { Database } from '../database/database';
import type { Logger, Metrics } from '../telemetry';
import type { EventBus } from './bus';

interface Row {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly data: string;
  readonly headers: Record<string, string>;
}

interface RelayOptions {
  readonly database: Database;
  readonly bus: EventBus;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Topics whose rows are deleted at once, because their payload must not be kept. */
  readonly sensitive: readonly string[];
  /** Pause when nobody woke it, in milliseconds. @default 500 */
  readonly pauseMs?: number;
}

const batch = 500;

/** The next statement fails with the same error. */
const ignore = (): void => undefined;

/** Tells the relays of one database from those of others; any constant would do. */
const lock = 7_205_759;

/**
 * Publishes what transactions reported, in the order of the rows. One relay of a service leads at a time: several would break the order of
 * a key, and reading past the last id would lose rows that commit late. A crash between publishing and marking repeats events; none is lost.
 */
export class Relay {
  private running: Promise<void> | undefined;
  private stopping = false;
  private awake: () => void = () => {};
  private asked = false;

  constructor(private readonly options: RelayOptions) {
    const { database, metrics } = options;
    const read = async (sql: string): Promise<number> =>
      Number((await database.query<{ n: string }>(undefined, `outbox_gauge_${sql.length}`, sql))[0]?.n ?? 0);
    metrics.gauge('outbox_unpublished', 'Events that wait to be published.', () =>
      read('SELECT count(*) AS n FROM outbox WHERE published_at IS NULL').catch(() => Number.NaN),
    );
    metrics.gauge('outbox_oldest_age_seconds', 'Age of the oldest event that waits.', () =>
      read('SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS n FROM outbox WHERE published_at IS NULL').catch(
        () => Number.NaN,
      ),
    );
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Says that there is something to publish. */
  wake(): void {
    this.asked = true;
    this.awake();
  }

  /** Finishes the batch at hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.awake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { pauseMs = 500, log } = this.options;
    let pause = pauseMs;
    while (!this.stopping) {
      this.asked = false;
      try {
        const published = await this.publishBatch();
        pause = pauseMs;
        if (published === batch) continue;
      } catch (error) {
        pause = Math.min(pause * 2, 10_000);
        log.warn({ err: error, againInMs: pause }, 'events could not be published; they wait in the outbox');
        this.asked = false;
      }
      if (!this.asked && !this.stopping) await this.sleep(pause);
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.awake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async publishBatch(): Promise<number> {
    const client = await this.options.database.connected().connect();
    // The pool listens only to clients that rest; unheard, a connection that breaks while the bus is at work would end the process.
    client.on('error', ignore);
    try {
      await client.query("BEGIN; SET LOCAL statement_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '30s'");
      const { rows } = await client.query<{ leads: boolean }>({
        name: 'outbox_lead',
        text: `SELECT pg_try_advisory_xact_lock(${lock}) AS leads`,
      });
      const published = rows[0]?.leads ? await this.publishAsLeader(client) : 0;
      await client.query('COMMIT');
      client.off('error', ignore);
      client.release();
      return published;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  private async publishAsLeader(client: PoolClient): Promise<number> {
    const { bus, sensitive } = this.options;
    const { rows } = await client.query<Row>({
      name: 'outbox_read',
      text: 'SELECT id, topic, key, data::text AS data, headers FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1',
      values: [batch],
    });
    if (rows.length === 0) return 0;
    await bus.publish(rows.map(({ topic, key, data, headers }) => ({ topic, key, headers, value: Buffer.from(data) })));
    const ids = (wanted: boolean): string[] => rows.filter(({ topic }) => sensitive.includes(topic) === wanted).map(({ id }) => id);
    await client.query({
      name: 'outbox_mark',
      text: 'UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])',
      values: [ids(false)],
    });
    if (ids(true).length > 0)
      await client.query({ name: 'outbox_forget', text: 'DELETE FROM outbox WHERE id = ANY($1::bigint[])', values: [ids(true)] });
    return rows.length;
  }

  /** Deletes rows that were published a week ago. */
  async purge(): Promise<void> {
    await this.options.database.query(undefined, 'outbox_purge', "DELETE FROM outbox WHERE published_at < now() - interval '7 days'");
  }
}
