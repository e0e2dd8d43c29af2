import { v7 } from 'uuid';
import type { Clock } from '../clock';
import type { Context } from '../context';
import type { Database } from '../database/database';
import type { Transaction } from '../database/transaction';
import type { Insert } from '../database/write';

/**
 * How a saga stands: `running` towards its goal, `compensating` what it has done so far, ended as `completed` or `compensated`, or waiting
 * for a person.
 */
export type SagaState = 'running' | 'compensating' | 'completed' | 'compensated' | 'needs_operator';

/** One process over several services about one subject, such as an order. A subject has at most one that is open. */
export interface Saga<Data> {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly step: string;
  readonly state: SagaState;
  readonly data: Data;
  readonly startedAt: Date;
  /** When somebody must look after it. */
  readonly deadlineAt: Date | null;
}

/** Where a saga goes. */
export interface SagaMove<Data> {
  readonly step: string;
  readonly state: SagaState;
  readonly data: Data;
  /** Milliseconds until somebody must look after it, if nothing else happens before. @default - nobody need look */
  readonly lateAfterMs?: number | undefined;
}

/** What is needed to begin one. */
export interface SagaStart<Data> extends SagaMove<Data> {
  readonly kind: string;
  readonly subject: string;
}

/** One line of a saga's history. */
export interface SagaEntry {
  readonly kind: string;
  readonly step: string;
  readonly event: string;
  readonly at: Date;
}

interface Row<Data> {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly step: string;
  readonly state: SagaState;
  readonly data: Data;
  readonly created_at: Date;
  readonly deadline_at: Date | null;
}

const columns = 'id, kind, subject, step, state, data, created_at, deadline_at';

const toSaga = <Data>({ created_at: startedAt, deadline_at: deadlineAt, ...row }: Row<Data>): Saga<Data> => ({
  ...row,
  startedAt,
  deadlineAt,
});

/**
 * Sagas in the service's database. A saga moves in the transaction of what it does, so that a crash leaves both or neither; commands to other
 * services go through the outbox. Each move is written down.
 */
export class Sagas {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Rows that begin a saga, for a statement that does it together with other work. */
  begin<Data>({ kind, subject, step, state, data, lateAfterMs }: SagaStart<Data>): readonly Insert[] {
    const id = v7();
    const now = this.clock.now();
    return [
      [
        'sagas',
        'id, kind, subject, step, state, data, deadline_at, created_at, updated_at',
        [id, kind, subject, step, state, JSON.stringify(data), this.after(lateAfterMs), now, now],
      ],
      ['saga_log', 'saga_id, step, event, at', [id, step, 'started', now]],
    ];
  }

  /** Begins a saga; fails where one of the subject is open. */
  async start<Data>(transaction: Transaction, start: SagaStart<Data>): Promise<Saga<Data>> {
    const [[, , row] = ['', '', []], [, , entry] = ['', '', []]] = this.begin(start);
    await transaction.query(
      'saga_start',
      `INSERT INTO sagas (id, kind, subject, step, state, data, deadline_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      row as string[],
    );
    await transaction.query('saga_note', 'INSERT INTO saga_log (saga_id, step, event, at) VALUES ($1, $2, $3, $4)', entry as string[]);
    return { id: row[0] as string, startedAt: this.clock.now(), deadlineAt: this.after(start.lateAfterMs), ...start };
  }

  /** The open saga of a subject, locked until the transaction ends. */
  async open<Data>(transaction: Transaction, subject: string): Promise<Saga<Data> | undefined> {
    const [row] = await transaction.query<Row<Data>>(
      'saga_open',
      `SELECT ${columns} FROM sagas WHERE subject = $1 AND state IN ('running', 'compensating', 'needs_operator') FOR UPDATE`,
      [subject],
    );
    return row && toSaga(row);
  }

  /** Whether a saga's deadline has passed. */
  isLate({ deadlineAt }: Saga<unknown>): boolean {
    return deadlineAt !== null && deadlineAt <= this.clock.now();
  }

  /** Moves a saga, and writes down what made it move. */
  async move<Data>(transaction: Transaction, { id }: Saga<Data>, event: string, move: SagaMove<Data>): Promise<void> {
    const { step, state, data, lateAfterMs } = move;
    const now = this.clock.now();
    await transaction.query(
      'saga_move',
      `WITH moved AS (UPDATE sagas SET step = $2, state = $3, data = $4, deadline_at = $5, updated_at = $6 WHERE id = $1)
       INSERT INTO saga_log (saga_id, step, event, at) VALUES ($1, $2, $7, $6)`,
      [id, step, state, JSON.stringify(data), this.after(lateAfterMs), now, event],
    );
  }

  /** What happened in all sagas of a subject, oldest first. */
  history(context: Context, subject: string): Promise<SagaEntry[]> {
    return this.database.query<SagaEntry>(
      context,
      'saga_history',
      `SELECT s.kind, l.step, l.event, l.at FROM saga_log l JOIN sagas s ON s.id = l.saga_id WHERE s.subject = $1 ORDER BY l.id`,
      [subject],
    );
  }

  /** Subjects whose saga is late, of one kind or more; the longest late first. */
  async late(context: Context, most = 100): Promise<readonly { readonly subject: string; readonly kind: string }[]> {
    return this.database.query(
      context,
      'saga_late',
      'SELECT subject, kind FROM sagas WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2',
      [this.clock.now(), most],
    );
  }

  private after(milliseconds: number | undefined): Date | null {
    return milliseconds === undefined ? null : new Date(this.clock.now().getTime() + milliseconds);
  }
}
