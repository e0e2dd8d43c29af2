import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type EventData } from '#kit';
import { queries } from '#platform/topics/search';
import { Sessions } from './sessions';

/** A search that was answered. */
export interface Executed {
  readonly queryId: string;
  readonly normalised: string;
  readonly results: number;
  readonly tookMs: number;
}

/** Whether a search is among the tenth that is told of; decided by its id, so that everybody decides alike. */
export const isSampled = (queryId: string): boolean => createHash('sha256').update(queryId).digest().readUInt32BE() % 10 === 0;

/** Remembers what was looked for: for a day which search it was, for longer only how often. */
@Injectable()
export class QueryLog {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** Counts a search, and tells of it where it is in the sample or found nothing. What names no words is not counted. */
  async record(request: Context & { readonly address: string }, executed: Executed): Promise<void> {
    const { queryId, normalised, results, tookMs } = executed;
    const sessionHash = await this.sessions.hashOf(request, request.address);
    const at = this.clock.now().toISOString();
    const zero = results === 0;
    const data: EventData<typeof queries.executed> = {
      ...{ queryId, sessionHash, normalisedQuery: normalised, results, zero, tookMs, at },
    };
    await this.database.write(request, {
      name: 'query_record',
      sql: `remembered AS (INSERT INTO recent_queries (id, session_hash, normalised, results, took_ms, at) VALUES ($1, $2, $3, $4, $5, $6)),
        counted AS (INSERT INTO query_stats AS s (day, normalised, count, zero_count)
          SELECT $6::timestamptz AT TIME ZONE 'UTC', $3, 1, $7::int WHERE $3 <> ''
          ON CONFLICT (day, normalised) DO UPDATE SET count = s.count + 1, zero_count = s.zero_count + excluded.zero_count)`,
      values: [queryId, sessionHash, normalised, results, tookMs, at, zero ? 1 : 0],
      events: zero || isSampled(queryId) ? [{ event: queries.executed, data }] : [],
    });
  }
}
