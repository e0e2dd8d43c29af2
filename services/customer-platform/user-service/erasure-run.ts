import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type EventData, Every, On, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { Exports } from './exports';
import { holders, self } from './holders';
import { UserData } from './personal-data';

interface Due {
  readonly id: string;
  readonly userId: string;
  readonly dueAt: Date;
}

/** Erasures on their way: every holder is asked, and one is complete when all have answered, however late. */
@Injectable()
export class ErasureRun {
  constructor(
    private readonly database: Database,
    private readonly data: UserData,
    private readonly exports: Exports,
    private readonly clock: Clock,
  ) {}

  /** Begins what had its time to think. */
  @Every(1000)
  async begin(context: Context): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      const all = await transaction.query<Due>(
        'erasure_begin',
        `UPDATE erasures SET state = 'running' WHERE id IN
           (SELECT id FROM erasures WHERE state = 'grace' AND starts_at <= $1 ORDER BY starts_at LIMIT 10 FOR UPDATE SKIP LOCKED)
         RETURNING id, user_id AS "userId", due_at AS "dueAt"`,
        [this.clock.now()],
      );
      for (const due of all) await this.forget(transaction, due);
    });
    await this.finishOwn(context);
  }

  private async forget(transaction: Transaction, { id, userId, dueAt }: Due): Promise<void> {
    const { deleted, anonymised } = await this.data.forget(transaction, userId);
    await transaction.query(
      'erasure_ask',
      `INSERT INTO erasure_steps (erasure_id, service, deleted, anonymised)
       SELECT $1::uuid, holder, 0, 0 FROM unnest($2::text[]) holder UNION ALL SELECT $1, $3, $4::int, $5::int`,
      [id, holders, self, deleted, anonymised],
    );
    const at = this.clock.now().toISOString();
    await transaction.emit(erasures.requested, { requestId: id, userId, requestedAt: at, dueAt: dueAt.toISOString() });
  }

  /** This service's own part is done when the files of the person's exports are gone too, which no transaction can wait for. */
  private async finishOwn(context: Context): Promise<void> {
    const open = await this.database.query<Pick<Due, 'id' | 'userId'>>(
      context,
      'erasure_own_steps',
      `SELECT e.id, e.user_id AS "userId" FROM erasure_steps s JOIN erasures e ON e.id = s.erasure_id
       WHERE s.service = 'user-service' AND s.completed_at IS NULL ORDER BY s.erasure_id LIMIT 10`,
    );
    for (const { id, userId } of open) {
      const files = await this.exports.deleteAll(context, userId);
      await this.database.transaction(context, async (transaction) => {
        await transaction.query(
          'erasure_own_step',
          'UPDATE erasure_steps SET completed_at = $3, deleted = deleted + $4 WHERE erasure_id = $1 AND service = $2 AND completed_at IS NULL',
          [id, self, this.clock.now(), files],
        );
        await this.complete(transaction, id);
      });
    }
  }

  @On(completions.completed)
  async answered({ data }: Received<EventData<typeof completions.completed>>, transaction: Transaction): Promise<void> {
    const { requestId, service, deleted, anonymised, completedAt } = data;
    await transaction.query(
      'erasure_step',
      'UPDATE erasure_steps SET completed_at = $3, deleted = $4, anonymised = $5 WHERE erasure_id = $1 AND service = $2 AND completed_at IS NULL',
      [requestId, service, completedAt, deleted, anonymised],
    );
    await this.complete(transaction, requestId);
  }

  /** The lock makes the last two who answer at once see each other. */
  private async complete(transaction: Transaction, id: string): Promise<void> {
    await transaction.query('erasure_lock', 'SELECT 1 FROM erasures WHERE id = $1 FOR UPDATE', [id]);
    await transaction.query(
      'erasure_complete',
      `UPDATE erasures SET state = 'completed', completed_at = $2 WHERE id = $1 AND state = 'running'
         AND NOT EXISTS (SELECT 1 FROM erasure_steps WHERE erasure_id = $1 AND completed_at IS NULL)`,
      [id, this.clock.now()],
    );
  }
}
