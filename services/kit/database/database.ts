import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, MigrationInterface, MixedList } from 'typeorm';
import type { EventType } from '#model';
import type { Context } from '../context';
import { outboxColumns, outboxRow } from '../events/outbox';
import { type CounterMetric, type HistogramMetric, type Telemetry, within } from '../telemetry';
import { DatabaseDown, isDown } from './errors';
import { answerColumns, answerRow, Transaction } from './transaction';
import { type Insert, type Write, withInserts } from './write';

/** A value of a prepared statement. */
export type Value = string | number | bigint | boolean | Date | null | undefined | Buffer | readonly unknown[] | object;

/** The database of a service: prepared SQL for hot paths, transactions with entities for the rest, on one pool. */
export class Database {
  private readonly seconds: HistogramMetric<'name'>;
  private readonly slow: CounterMetric<never>;
  private pool: Pool | undefined;
  /** Statements of `write` by name; to put one together for each call costs more than to bind its values. */
  private readonly written = new Map<string, string>();
  /** Whether the database is to seem away, where that is tried out. */
  cut: () => boolean = () => false;
  /** Called after a commit that reported events. */
  onEmitted: () => void = () => {};

  constructor(
    readonly source: DataSource,
    private readonly service: string,
    private readonly telemetry: Telemetry,
  ) {
    const { metrics } = telemetry;
    this.seconds = metrics.histogram('db_query_duration_seconds', 'Time that statements took, by name.', ['name']);
    this.slow = metrics.counter('db_slow_queries_total', 'Statements that took more than a second.');
    metrics.gauge('db_connections_used', 'Connections of the pool that are at work.', () =>
      this.pool ? this.pool.totalCount - this.pool.idleCount : 0,
    );
  }

  /** Connects; rejects with `DatabaseDown` while that is not possible. */
  async connect(): Promise<void> {
    if (this.source.isInitialized) return;
    try {
      await this.source.initialize();
    } catch (error) {
      throw new DatabaseDown(error);
    }
    this.pool = (this.source.driver as unknown as { master: Pool }).master;
    // Whoever takes a connection listens to it a moment later; unheard, one that breaks within that moment would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
    this.pool = undefined;
  }

  /** Runs one prepared statement by itself. `context` is absent for work that nobody asked for. */
  query<Row extends object = QueryResultRow>(
    context: Context | undefined,
    name: string,
    sql: string,
    values: readonly Value[] = [],
  ): Promise<Row[]> {
    return this.timed(context, name, async () => {
      const { rows } = await this.connected().query<QueryResultRow>({ name, text: sql, values: values as unknown[] });
      return rows as Row[];
    });
  }

  /** Does `work` in one transaction: all of its writes and events, or none. */
  async transaction<Result>(context: Context, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    this.connected();
    const runner = this.source.createQueryRunner();
    try {
      const client: PoolClient = await runner.connect();
      await runner.startTransaction();
      const transaction = new Transaction(context, this.service, runner, client);
      const result = await this.timed(context, 'transaction', () => work(transaction));
      await runner.commitTransaction();
      if (transaction.emitted) this.onEmitted();
      for (const wake of transaction.afterCommit) wake();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw isDown(error) ? new DatabaseDown(error) : error;
    } finally {
      await runner.release();
    }
  }

  /** A hot path's transaction in a single prepared statement: what `sql` writes, its events, and the answer for the caller's key. */
  async write<Row extends object = QueryResultRow>(
    context: Context,
    { name, sql, values, rows: others = [], events, idempotency, answer }: Write,
  ): Promise<Row[]> {
    const added: Insert[] = [
      ...others,
      ...events.map((event): Insert => ['outbox', outboxColumns, outboxRow(event, context, this.service)]),
    ];
    if (idempotency) added.push(['idempotency_keys', answerColumns, answerRow(idempotency, answer)]);
    const statement = `${name}_${added.length + 1}${idempotency ? 'k' : ''}`;
    let text = this.written.get(statement);
    if (text === undefined) {
      text = withInserts(sql, values.length, added);
      this.written.set(statement, text);
    }
    const all = added.flatMap(([, , row]) => row);
    const rows = await this.query<Row>(context, statement, text, [...values, ...all] as Value[]);
    if (events.length > 0) this.onEmitted();
    return rows;
  }

  /** Whether a statement is answered within half a second. */
  async isUp(): Promise<boolean> {
    if (this.pool === undefined || this.cut()) return false;
    const late = new Promise<false>((resolve) => setTimeout(resolve, 500, false).unref());
    return Promise.race([this.pool.query('SELECT 1').then(() => true), late]).catch(() => false);
  }

  /** The pool, for what must hold a connection of its own. */
  connected(): Pool {
    if (this.pool === undefined || this.cut()) throw new DatabaseDown(new Error('not connected'));
    return this.pool;
  }

  private async timed<Result>(context: Context | undefined, name: string, work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    let failed = false;
    try {
      return await work();
    } catch (error) {
      failed = true;
      throw isDown(error) ? new DatabaseDown(error) : error;
    } finally {
      const durationMs = performance.now() - started;
      this.seconds.observe({ name }, durationMs / 1000);
      if (durationMs > 1000) this.slow.add({} as Record<never, string>);
      if (context && (context.trace.sampled || failed))
        this.telemetry.spans.add({
          name: `db ${name}`,
          kind: 'client',
          trace: within(context.trace),
          startedAt: Date.now() - durationMs,
          durationMs,
          attributes: { 'db.system': 'postgresql' },
          failed,
        });
    }
  }
}

/** Entities and migrations, as a service's module names them. */
export interface Persistence {
  readonly entities: MixedList<new () => object>;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

export type { EventType };
