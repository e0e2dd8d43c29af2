import type { PoolClient, QueryResultRow } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { EventType } from '#model';
import type { Context } from '../context';
import { type Emission, insertOutbox, outboxRow } from '../events/outbox';
import type { IdempotentCall } from '../http/idempotency';
import { startTrace, traceparent } from '../telemetry';
import type { Value } from './database';

export const answerColumns = 'caller, key, method, path, fingerprint, status, body';

export const answerRow = ({ caller, key, method, path, fingerprint, status }: IdempotentCall, answer: unknown): readonly unknown[] => [
  ...[caller, key, method, path, fingerprint, status],
  answer === undefined ? null : JSON.stringify(answer),
];

/** The work of one transaction. */
export class Transaction {
  /** Whether an event was reported. */
  emitted = false;
  /** Called once after the commit, and not at all without one. */
  readonly afterCommit = new Set<() => void>();

  constructor(
    readonly context: Context,
    private readonly service: string,
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  /** The trace of this work as text, to be kept with what is done later. */
  get traceparent(): string {
    return traceparent(this.context.trace);
  }

  /** The same transaction as a part of other work, such as that whose `traceparent` was kept: events that are reported through it belong to its trace. */
  continuing(work: Context | string): Transaction {
    const context = typeof work === 'string' ? { ...this.context, trace: startTrace(work) } : work;
    const emitted = {
      get: () => this.emitted,
      set: (yes: boolean) => {
        this.emitted = yes;
      },
    };
    return Object.create(this, { context: { value: context }, emitted }) as Transaction;
  }

  /** TypeORM's entities, for plain reads and writes. */
  get entities(): EntityManager {
    return this.runner.manager;
  }

  /** Runs a prepared statement; its name is unique in the service. */
  async query<Row extends object = QueryResultRow>(name: string, sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<QueryResultRow>({ name, text: sql, values: values as unknown[] });
    return rows as Row[];
  }

  /**
   * Reports a change together with the change itself. Call it after the aggregate's row was written, so that events of one key are stored
   * in the order of their changes. Data that does not fit the event's schema is refused here.
   */
  async emit<Data>(event: EventType<Data>, data: Data, about: Omit<Emission, 'event' | 'data'> = {}): Promise<void> {
    this.emitted = true;
    await this.query('outbox_insert', insertOutbox, outboxRow({ event, data, ...about }, this.context, this.service) as Value[]);
  }

  /** Stores the answer under the caller's key, if one was sent, and gives it back. */
  async answer<Answer>(idempotency: IdempotentCall | undefined, answer: Answer): Promise<Answer> {
    if (idempotency)
      await this.query(
        'idempotency_insert',
        `INSERT INTO idempotency_keys (${answerColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        answerRow(idempotency, answer) as Value[],
      );
    return answer;
  }
}
