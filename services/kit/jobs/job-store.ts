import { v7 } from 'uuid';
import type { Clock } from '../clock';
import type { Context } from '../context';
import type { Database } from '../database/database';
import type { Transaction } from '../database/transaction';
import { type JobState, Jobs } from '../jobs';

/** A job that this process has taken. No other process takes it while its lease is renewed. */
export interface TakenJob {
  readonly id: string;
  readonly payload: unknown;
  /** Counts the times it was taken; whoever holds an older number has lost it. */
  readonly attempts: number;
}

interface Row extends Omit<JobState, 'createdAt' | 'updatedAt'> {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** How long a job stays with a process that says nothing more of it, in milliseconds. */
export const leaseMs = 60_000;

const states = ['queued', 'running', 'done', 'failed'];

const mine = "id = $1 AND attempts = $2 AND state = 'running'";

/** Jobs in the database of the service. */
export class JobStore extends Jobs {
  /** Called after a commit that asked for jobs. */
  onAdded: () => void = () => {};
  /** What the service can do; other kinds are refused, because nobody would ever do them. */
  kinds: ReadonlySet<string> = new Set();
  private readonly added = (): void => this.onAdded();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(transaction: Transaction, kind: string, payload: unknown): Promise<string> {
    if (!this.kinds.has(kind))
      throw new Error(`jobs: unknown-kind: '${kind}' is none of ${[...this.kinds].join(', ') || 'no kinds'}; add a method with @Does`);
    const id = v7();
    await transaction.query(
      'job_insert',
      'INSERT INTO jobs (id, kind, payload, run_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $4, $4)',
      [id, kind, JSON.stringify(payload ?? null), this.clock.now()],
    );
    transaction.afterCommit.add(this.added);
    return id;
  }

  async find(context: Context, id: string): Promise<JobState | undefined> {
    const [row] = await this.database.query<Row>(
      context,
      'job_find',
      `SELECT id, kind, payload, state, attempts, result, last_error AS error, created_at AS "createdAt", updated_at AS "updatedAt"
         FROM jobs WHERE id = $1`,
      [id],
    );
    return row && { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
  }

  /** Takes the job that waits longest, or one whose process has died. */
  async take(kind: string): Promise<TakenJob | undefined> {
    const [job] = await this.database.query<TakenJob>(
      undefined,
      'job_take',
      `UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_until = $3, updated_at = $2
        WHERE id = (SELECT id FROM jobs
                     WHERE kind = $1 AND (state = 'queued' AND run_at <= $2 OR state = 'running' AND locked_until < $2)
                     ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, payload, attempts`,
      [kind, this.clock.now(), this.in(leaseMs)],
    );
    return job;
  }

  /** Keeps the job for another minute; false when somebody else has it by now. */
  renew(job: TakenJob): Promise<boolean> {
    return this.update(job, 'job_renew', 'locked_until = $4', [this.in(leaseMs)]);
  }

  finish(job: TakenJob, result: unknown): Promise<boolean> {
    return this.update(job, 'job_finish', "state = 'done', result = $4, last_error = NULL", [JSON.stringify(result ?? null)]);
  }

  /** Gives up a job for good. */
  fail(job: TakenJob, error: string): Promise<boolean> {
    return this.update(job, 'job_fail', "state = 'failed', last_error = $4", [error]);
  }

  /** Has it tried again after a pause in milliseconds. */
  postpone(job: TakenJob, error: string, pauseMs: number): Promise<boolean> {
    return this.update(job, 'job_postpone', "state = 'queued', last_error = $4, run_at = $5", [error, this.in(pauseMs)]);
  }

  /** Lets another process do it, as if this one had never begun. */
  giveBack(job: TakenJob): Promise<boolean> {
    return this.update(job, 'job_give_back', "state = 'queued', attempts = attempts - 1, run_at = $4", [this.clock.now()]);
  }

  /** How many jobs there are in each state. */
  async counts(): Promise<(readonly [string, number])[]> {
    const rows = await this.database.query<{ state: string; n: string }>(
      undefined,
      'job_counts',
      'SELECT state, count(*) AS n FROM jobs GROUP BY state',
    );
    return states.map((state) => [state, Number(rows.find((row) => row.state === state)?.n ?? 0)]);
  }

  /** Forgets jobs that were done 30 days ago. */
  async purge(): Promise<void> {
    await this.database.query(undefined, 'job_purge', "DELETE FROM jobs WHERE state = 'done' AND updated_at < $1", [
      this.in(-30 * 86_400_000),
    ]);
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }

  private async update(job: TakenJob, name: string, set: string, values: readonly (string | Date)[]): Promise<boolean> {
    const sql = `UPDATE jobs SET updated_at = $3, ${set} WHERE ${mine} RETURNING id`;
    const rows = await this.database.query(undefined, name, sql, [job.id, job.attempts, this.clock.now(), ...values]);
    return rows.length > 0;
  }
}
