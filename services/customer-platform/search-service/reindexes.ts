import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Context, Database, Jobs, notFound, Problem, type RequestOf } from '#kit';
import type { Reindex, startReindex } from './routes';

/** The kind of job that builds all documents anew. */
export const reindexKind = 'reindex';

/** Requests for a reindex. */
@Injectable()
export class Reindexes {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  /** Of several requests at once one is granted. */
  async start(request: RequestOf<typeof startReindex>): Promise<AnswerOf<typeof startReindex>> {
    const [latest] = await this.database.query<{ job_id: string }>(request, 'reindex_latest', 'SELECT job_id FROM latest_reindex');
    const job = latest && (await this.jobs.find(request, latest.job_id));
    if (job?.state === 'queued' || job?.state === 'running') throw running();
    return this.database.transaction(request, async (transaction) => {
      const id = await this.jobs.add(transaction, reindexKind, {});
      const granted = await transaction.query(
        'reindex_start',
        `INSERT INTO latest_reindex AS l (job_id) VALUES ($1) ON CONFLICT (one) DO UPDATE SET job_id = $1 WHERE l.job_id = $2 RETURNING 1`,
        [id, latest?.job_id],
      );
      if (granted.length === 0) throw running();
      return transaction.answer(request.idempotency, { id });
    });
  }

  async find(context: Context, id: string): Promise<Reindex> {
    const job = await this.jobs.find(context, id);
    if (job?.kind !== reindexKind) throw notFound();
    const { state, attempts, error, createdAt, updatedAt } = job;
    const { documents = null } = (job.result ?? {}) as { documents?: number };
    return { id, state, attempts, documents, error, createdAt, updatedAt };
  }
}

const running = (): Problem => new Problem(409, 'reindex-running', 'a reindex is under way; wait until it is done');
