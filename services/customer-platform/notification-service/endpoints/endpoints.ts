import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  Clock,
  Database,
  notFound,
  Problem,
  PublicFetch,
  PublicFetchFailed,
  positionOf,
  type RequestOf,
  type Transaction,
  toPage,
  validationFailed,
} from '#kit';
import { personOf } from '../person';
import type { addEndpoint, Endpoint, listEndpoints, removeEndpoint } from './endpoint-routes';
import { EndpointSecrets } from './endpoint-secrets';

/** Endpoints of one person. */
const most = 10;

interface Row {
  readonly id: string;
  readonly url: string;
  readonly events: string[];
  readonly disabled_at: Date | null;
  readonly failures: number;
  readonly created_at: Date;
}

const toEndpoint = ({ id, url, events, disabled_at, failures, created_at }: Row): Endpoint => ({
  ...{ id, url, events, failures },
  disabledAt: disabled_at?.toISOString() ?? null,
  createdAt: created_at.toISOString(),
});

/** The addresses at which people want to be told by webhook. */
@Injectable()
export class Endpoints {
  constructor(
    private readonly database: Database,
    private readonly internet: PublicFetch,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  async add(request: RequestOf<typeof addEndpoint>): Promise<AnswerOf<typeof addEndpoint>> {
    const { body, caller, idempotency } = request;
    const userId = personOf(caller);
    await this.refusePrivate(body.url);
    const [id, now] = [v7(), this.clock.now()];
    const { secret, sealed } = this.secrets.make(id);
    const shown = { id, ...body, disabledAt: null, failures: 0, createdAt: now.toISOString() };
    await this.database.transaction(request, async (transaction) => {
      // Those of one person one after the other, so that none is counted too late.
      await transaction.query('endpoint_lock', 'SELECT pg_advisory_xact_lock(8007, hashtext($1))', [userId]);
      await this.refuseMore(userId, transaction);
      await transaction.query(
        'endpoint_add',
        'INSERT INTO endpoints (id, user_id, url, events, secret_enc, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)',
        [id, userId, body.url, body.events, sealed, now],
      );
      // Without the secret, which is shown once.
      await transaction.answer(idempotency, shown);
    });
    return { ...shown, secret };
  }

  async list(request: RequestOf<typeof listEndpoints>): Promise<AnswerOf<typeof listEndpoints>> {
    const { query, caller } = request;
    const after = positionOf(query);
    const rows = await this.database.query<Row>(
      request,
      'endpoint_list',
      `SELECT id, url, events, disabled_at, failures, created_at FROM endpoints WHERE user_id = $1 AND deleted_at IS NULL
         AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $4`,
      [personOf(caller), after?.time, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ created_at, id }) => ({ time: created_at.toISOString(), id }));
    return { data: data.map(toEndpoint), page };
  }

  async remove(request: RequestOf<typeof removeEndpoint>): Promise<void> {
    const removed = await this.database.query(
      request,
      'endpoint_remove',
      `UPDATE endpoints SET url = NULL, secret_enc = NULL, events = '{}', deleted_at = coalesce(deleted_at, $3), updated_at = $3
       WHERE id = $1 AND user_id = $2 RETURNING 1`,
      [request.params.id, personOf(request.caller), this.clock.now()],
    );
    if (removed.length === 0) throw notFound();
  }

  private async refuseMore(userId: string, transaction: Transaction): Promise<void> {
    const [person] = await transaction.query<{ endpoints: string; erased: boolean }>(
      'endpoint_count',
      `SELECT (SELECT count(*) FROM endpoints WHERE user_id = $1 AND deleted_at IS NULL) AS endpoints,
         EXISTS (SELECT 1 FROM contacts WHERE user_id = $1 AND erased_at IS NOT NULL) AS erased`,
      [userId],
    );
    if (person?.erased) throw notFound();
    if (Number(person?.endpoints) >= most) throw new Problem(422, 'too-many-endpoints', `there are ${most} already; remove one`);
  }

  private async refusePrivate(url: string): Promise<void> {
    try {
      await this.internet.check(url);
    } catch (error) {
      if (!(error instanceof PublicFetchFailed)) throw error;
      if (error.rule === 'private-address')
        throw new Problem(422, 'private-address', 'the address does not belong to the open internet; give one that does');
      throw validationFailed([{ pointer: '/url', code: error.rule, detail: 'give an https address whose host can be found' }]);
    }
  }
}
