import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, Jobs, notFound, Objects, Problem, type RequestOf, type Transaction } from '#kit';
import type { ExportRow } from './entities';
import type { ExportJob, requestExport, showExport } from './export-routes';

/** Where the files are. */
export const bucket = 'exports';
/** The kind of job that makes one. */
export const kind = 'export';

const minute = 60_000;
/** How long a file is there, and how long until somebody may ask for the next, in milliseconds. */
export const day = 24 * 60 * minute;
/** Files that one sweep removes at most. */
const batch = 100;

type Found = Pick<ExportRow, 'id' | 'state' | 'objectKey' | 'error' | 'expiresAt'>;

/** What people asked to be given of what is held of them, until the file is deleted. */
@Injectable()
export class Exports {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly objects: Objects,
    private readonly clock: Clock,
  ) {}

  request(request: RequestOf<typeof requestExport>): Promise<ExportJob> {
    const userId = request.caller.subject;
    return this.database.transaction(request, async (transaction) => {
      await this.refuseSecond(transaction, userId);
      const [now, id] = [this.clock.now(), await this.jobs.add(transaction, kind, { userId })];
      await transaction.query(
        'export_request',
        `INSERT INTO exports (id, user_id, state, object_key, requested_at, expires_at) VALUES ($1, $2, 'running', $3, $4, $5)`,
        [id, userId, `${userId}/${id}.json`, now, new Date(now.getTime() + 2 * day)],
      );
      return transaction.answer(request.idempotency, { jobId: id, state: 'queued' as const });
    });
  }

  /** One that failed does not count. The lock makes two wishes at once wait for each other, and an erasure see this one. */
  private async refuseSecond(transaction: Transaction, userId: string): Promise<void> {
    await transaction.query('export_lock', "SELECT pg_advisory_xact_lock(hashtextextended('export ' || $1, 0))", [userId]);
    const [profile] = await transaction.query<{ status: string }>('export_owner', 'SELECT status FROM profiles WHERE id = $1 FOR SHARE', [
      userId,
    ]);
    if (profile?.status === 'erased') throw notFound();
    const now = this.clock.now().getTime();
    const [latest] = await transaction.query<{ at: Date | null }>(
      'export_latest',
      "SELECT max(requested_at) AS at FROM exports WHERE user_id = $1 AND state <> 'failed' AND requested_at > $2",
      [userId, new Date(now - day)],
    );
    if (!latest?.at) return;
    const seconds = Math.ceil((latest.at.getTime() + day - now) / 1000);
    throw new Problem(429, 'rate-limited', 'there was an export within the last 24 hours; take that one, or wait', {
      headers: { 'retry-after': String(seconds) },
    });
  }

  async show(request: RequestOf<typeof showExport>): Promise<ExportJob> {
    const [row] = await this.database.query<Found>(
      request,
      'export_find',
      `SELECT id, state, object_key AS "objectKey", error, expires_at AS "expiresAt" FROM exports
       WHERE id = $1 AND user_id = $2 AND expires_at > $3`,
      [request.params.jobId, request.caller.subject, this.clock.now()],
    );
    if (row === undefined || row.state === 'withdrawn') throw notFound();
    if (row.state === 'done') return this.withFile(row);
    if (row.state === 'failed') return { jobId: row.id, state: 'failed', error: row.error ?? '' };
    const job = await this.jobs.find(request, row.id);
    // A job whose process ended too often could not say so itself.
    if (job?.state === 'failed') return { jobId: row.id, state: 'failed', error: job.error ?? '' };
    return { jobId: row.id, state: job?.state === 'queued' ? 'queued' : 'running' };
  }

  private async withFile({ id, objectKey, expiresAt }: Found): Promise<ExportJob> {
    const seconds = Math.max(1, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1000));
    const downloadUrl = await this.objects.downloadUrl(bucket, objectKey, seconds);
    return { jobId: id, state: 'done', downloadUrl, expiresAt: expiresAt.toISOString() };
  }

  /** Deletes files whose time is over, and forgets that there were any. */
  @Every(minute)
  async sweep(context: Context): Promise<void> {
    const sql = 'SELECT id, object_key AS "objectKey" FROM exports WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2';
    await this.delete(context, await this.database.query<ExportRow>(context, 'exports_over', sql, [this.clock.now(), batch]));
  }

  /** Deletes all files of a person; how many there were. */
  async deleteAll(context: Context, userId: string): Promise<number> {
    const sql = 'SELECT id, object_key AS "objectKey" FROM exports WHERE user_id = $1';
    return this.delete(context, await this.database.query<ExportRow>(context, 'exports_of', sql, [userId]));
  }

  /** The object first: a row without its object is tried again, an object without a row would stay for ever. */
  private async delete(context: Context, rows: readonly Pick<ExportRow, 'id' | 'objectKey'>[]): Promise<number> {
    for (const { objectKey } of rows) await this.objects.delete(bucket, objectKey);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await this.database.query(context, 'exports_delete', 'DELETE FROM exports WHERE id = ANY ($1)', [ids]);
    return ids.length;
  }
}
