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
  /** Rows for other tables, such as those that begin a saga. @default - none */
  readonly rows?: readonly Insert[];
  readonly events: readonly Emission[];
  /** Present when the caller sent a key. */
  readonly idempotency?: IdempotentCall | undefined;
  /** The body of the answer. */
  readonly answer?: unknown;
}

/** A row for one table. */
export type Insert = readonly [table: string, columns: string, row: readonly unknown[]];

/**
 * A statement that also inserts rows into some tables, whose values follow those of `sql`. Rows of one table are one insert, so that they keep
 * their order: of several inserts in one statement PostgreSQL may do the last one first.
 */
export const withInserts = (sql: string, values: number, added: readonly Insert[]): string => {
  let used = values;
  const rows = new Map<string, string[]>();
  for (const [table, columns, row] of added) {
    const into = `${table} (${columns})`;
    rows.set(into, [...(rows.get(into) ?? []), `(${row.map(() => `$${++used}`).join(', ')})`]);
  }
  const inserts = [...rows].map(([into, tuples], at) => `added${at + 1} AS (INSERT INTO ${into} VALUES ${tuples.join(', ')})`);
  return `WITH ${[sql, ...inserts].join(',\n')} SELECT 1`;
};
