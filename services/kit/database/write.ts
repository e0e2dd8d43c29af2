import type { Emission } from '../events/outbox';
import type { IdempotentCall } from '../http/idempotency';
import type { Value } from './database';

/** One statement that writes, reports its events and stores the caller's answer, all or nothing. */
export interface Write {
  /** Name of the prepared statement and of its metrics; unique in the service. */
  readonly name: string;
  /** Common table expressions, comma separated, that do the writing: `placed AS (INSERT INTO … VALUES ($1, $2) RETURNING id)`. */
  readonly sql: string;
  readonly values: readonly Value[];
  readonly events: readonly Emission[];
  /** Present when the caller sent a key. */
  readonly idempotency?: IdempotentCall | undefined;
  /** The body of the answer. */
  readonly answer?: unknown;
}

/** A row for one table. */
export type Insert = readonly [table: string, columns: string, row: readonly unknown[]];

/** A statement that also inserts a row into each of some tables, whose values follow those of `sql`. */
export const withInserts = (sql: string, values: number, added: readonly Insert[]): string => {
  let used = values;
  const inserts = added.map(([table, columns, row], at) => {
    const places = row.map(() => `$${++used}`).join(', ');
    return `${table}${at + 1} AS (INSERT INTO ${table} (${columns}) VALUES (${places}))`;
  });
  return `WITH ${[sql, ...inserts].join(',\n')} SELECT 1`;
};
