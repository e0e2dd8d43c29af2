import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import * as z from 'zod';
import { type AnswerOf, brokenUnique, Callees, Clock, type Context, Database, notFound, Problem, type RequestOf, settings } from '#kit';
import type { cancelErasure, Erasure, requestErasure, showErasure } from './erasure-routes';

const day = 86_400_000;

/** What is told of erasures. */
export class ErasureSettings extends settings({
  /** Days in which the wish can be taken back. */
  ERASURE_GRACE_DAYS: z.coerce.number().int().min(0).max(30).default(7),
}) {}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly state: Exclude<Erasure['state'], 'overdue'>;
  readonly starts_at: Date;
  readonly due_at: Date;
}

/** Wishes to be forgotten, with a time to think in which they can be taken back. */
@Injectable()
export class Erasures {
  constructor(
    private readonly database: Database,
    private readonly callees: Callees,
    private readonly clock: Clock,
    private readonly settings: ErasureSettings,
  ) {}

  async request(request: RequestOf<typeof requestErasure>): Promise<Erasure> {
    const userId = request.caller.subject;
    await this.refuseOpenOrders(request, userId);
    const now = this.clock.now();
    const starts = new Date(now.getTime() + this.settings.ERASURE_GRACE_DAYS * day);
    try {
      return await this.database.transaction(request, async (transaction) => {
        const [row] = await transaction.query<Row>(
          'erasure_request',
          "INSERT INTO erasures (id, user_id, state, requested_at, starts_at, due_at) VALUES ($1, $2, 'grace', $3, $4, $5) RETURNING *",
          [v7(), userId, now, starts, new Date(starts.getTime() + 3 * day)],
        );
        if (row === undefined) throw notFound();
        return transaction.answer(request.idempotency, this.toErasure(row));
      });
    } catch (error) {
      if (brokenUnique(error) === 'erasures_open') throw running();
      throw error;
    }
  }

  private async refuseOpenOrders(context: Context, userId: string): Promise<void> {
    const { data } = await this.callees.call(context, 'order-service', {
      ...{ method: 'GET', path: '/orders', route: '/orders' },
      query: { userId, status: 'open', limit: '1' },
      answer: z.object({ data: z.array(z.unknown()) }),
    });
    if (data.length > 0) throw new Problem(409, 'open-orders', 'there are orders on their way; wait for them or cancel them');
  }

  /** Taking it back twice is fine; once it runs it cannot be taken back. */
  async cancel(request: RequestOf<typeof cancelErasure>): Promise<void> {
    const own = [request.params.id, request.caller.subject];
    const cancelled = await this.database.query(
      request,
      'erasure_cancel',
      "UPDATE erasures SET state = 'cancelled' WHERE id = $1 AND user_id = $2 AND state = 'grace' RETURNING id",
      own,
    );
    if (cancelled.length > 0) return;
    // A statement of its own: it may have begun while the one above waited for its row.
    const [row] = await this.database.query<Row>(request, 'erasure_own', 'SELECT * FROM erasures WHERE id = $1 AND user_id = $2', own);
    if (row === undefined) throw notFound();
    if (row.state === 'running' || row.state === 'completed') throw running();
  }

  async show(context: Context, id: string): Promise<AnswerOf<typeof showErasure>> {
    const [row] = await this.database.query<Row>(context, 'erasure_find', 'SELECT * FROM erasures WHERE id = $1', [id]);
    if (row === undefined) throw notFound();
    const steps = await this.database.query<{ service: string; completed_at: Date | null; deleted: number; anonymised: number }>(
      context,
      'erasure_steps',
      'SELECT service, completed_at, deleted, anonymised FROM erasure_steps WHERE erasure_id = $1 ORDER BY service',
      [id],
    );
    const shown = steps.map(({ completed_at, ...step }) => ({ ...step, completedAt: completed_at?.toISOString() ?? null }));
    return { ...this.toErasure(row), userId: row.user_id, steps: shown };
  }

  private toErasure({ id, state, starts_at, due_at }: Row): Erasure {
    const overdue = state === 'running' && due_at < this.clock.now();
    return { requestId: id, state: overdue ? 'overdue' : state, startsAt: starts_at.toISOString(), dueAt: due_at.toISOString() };
  }
}

const running = (): Problem => new Problem(409, 'erasure-running', 'a wish to be forgotten is under way');
