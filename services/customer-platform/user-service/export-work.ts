import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { CalleeRefused, Callees, CalleeUnavailable, Clock, type Context, Database, Does, type Job, Metrics, Objects, Problem } from '#kit';
import { bucket, day, kind } from './exports';
import { holders, self } from './holders';
import { UserData } from './personal-data';

const tries = 3;
/** How long one holder may take, in milliseconds. */
const patience = 10_000;

const held = z.record(z.string(), z.array(z.looseObject({})));
const asked = z.object({ userId: z.uuid() });

interface Wish {
  readonly requestedAt: Date;
  readonly objectKey: string;
}

/** Makes the file with all that is held of a person: whole, or not at all. */
@Injectable()
export class ExportWork {
  private readonly seconds;

  constructor(
    private readonly database: Database,
    private readonly callees: Callees,
    private readonly objects: Objects,
    private readonly data: UserData,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('user_export_seconds', 'Time from the wish for an export to its file.');
  }

  @Does(kind, { attempts: tries })
  async make(context: Context, { id, payload, attempt }: Job): Promise<unknown> {
    const { userId } = asked.parse(payload);
    const wish = await this.find(context, id);
    if (wish === undefined) return this.objects.delete(bucket, `${userId}/${id}.json`);
    try {
      const file = Buffer.from(JSON.stringify(await this.collect(context, userId), null, 2));
      await this.objects.put(bucket, wish.objectKey, file, 'application/json');
      await this.finish(context, id, wish);
      return { sizeBytes: file.length };
    } catch (error) {
      if (attempt >= tries) await this.fail(context, id, error);
      throw error;
    }
  }

  /** Nothing when the person was erased meanwhile. */
  private async find(context: Context, id: string): Promise<Wish | undefined> {
    const sql = `SELECT requested_at AS "requestedAt", object_key AS "objectKey" FROM exports WHERE id = $1 AND state = 'running'`;
    const [wish] = await this.database.query<Wish>(context, 'export_wish', sql, [id]);
    return wish;
  }

  private async collect(context: Context, userId: string): Promise<object> {
    const outcomes = await Promise.allSettled(holders.map((holder) => this.ask(context, holder, userId)));
    const missing = holders.filter((_, at) => outcomes[at]?.status === 'rejected');
    const [failure] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (failure !== undefined && !(failure instanceof CalleeUnavailable || failure instanceof CalleeRefused)) throw failure;
    if (missing.length > 0) {
      context.log.warn({ err: failure, missing }, 'an export lacks what others hold');
      throw new Problem(503, 'export-incomplete', `${missing.join(' and ')} could not say what is held there; ask again later`);
    }
    const others = holders.map((holder, at) => [holder, outcomes[at]?.status === 'fulfilled' ? outcomes[at].value : undefined]);
    const services = { ...Object.fromEntries(others), [self]: await this.data.export(context, userId) };
    return { userId, exportedAt: this.clock.now().toISOString(), services };
  }

  /** Once: the whole job is tried again. */
  private ask(context: Context, holder: string, userId: string): Promise<z.output<typeof held>> {
    return this.callees.call(context, holder, {
      ...{ method: 'GET', path: `/internal/privacy/${userId}`, route: '/internal/privacy/{userId}' },
      ...{ answer: held, timeoutMs: patience, retries: 0 },
    });
  }

  private async finish(context: Context, id: string, { requestedAt, objectKey }: Wish): Promise<void> {
    const now = this.clock.now();
    const sql = "UPDATE exports SET state = 'done', expires_at = $2 WHERE id = $1 AND state = 'running' RETURNING id";
    const done = await this.database.query(context, 'export_done', sql, [id, new Date(now.getTime() + day)]);
    if (done.length === 0) return this.objects.delete(bucket, objectKey);
    this.seconds.observe({}, (now.getTime() - requestedAt.getTime()) / 1000);
  }

  private async fail(context: Context, id: string, error: unknown): Promise<void> {
    const said = error instanceof Problem ? error.detail : 'something went wrong here; it is known to the operators';
    const until = new Date(this.clock.now().getTime() + day);
    const sql = "UPDATE exports SET state = 'failed', error = $2, expires_at = $3 WHERE id = $1 AND state = 'running'";
    await this.database.query(context, 'export_failed', sql, [id, said, until]);
  }
}
