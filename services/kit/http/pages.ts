import { createHash } from 'node:crypto';
import * as z from 'zod';
import { known } from './problem';

/** Fields of a query that asks for one page of a list; spread into the route's query schema. */
export const pageQuery = {
  /** Rows of a page, 1 to 100. */
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Where the page before ended. */
  cursor: z.string().max(500).optional(),
};

/** The answer of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), page: z.object({ nextCursor: z.string().nullable(), limit: z.int() }) });

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Where a page starts: after the row with this id, and in a list that is sorted by time with this time. */
export interface Position {
  /** RFC 3339, UTC. */
  readonly time?: string | undefined;
  /** A UUID. */
  readonly id: string;
}

/** Tells whether a cursor is as it was given, and used with the filters that it was made with. */
const hashOf = ({ time, id }: Position, query: object): string => {
  const filters = Object.entries(query).filter(([key, value]) => key !== 'limit' && key !== 'cursor' && value !== undefined);
  return createHash('sha256')
    .update(JSON.stringify([time, id, filters]))
    .digest('base64url')
    .slice(0, 12);
};

/** A time that a caller writes, as PostgreSQL reads it: no year 0, no fraction without end. */
export const instant = z.iso
  .datetime()
  .max(30)
  .regex(/^(?!0000)/);

/** So narrow because it goes into a statement: whoever writes a cursor of his own must not make it fail. */
const position = z.tuple([instant.nullable(), z.uuid(), z.string()]);

/** Reads a query's cursor. A cursor that was altered, or made with other filters, is refused with `invalid-cursor`. */
export const positionOf = (query: PageQuery): Position | undefined => {
  if (query.cursor === undefined) return undefined;
  try {
    const [time, id, seal] = position.parse(JSON.parse(Buffer.from(query.cursor, 'base64url').toString()));
    const at = time === null ? { id } : { time, id };
    if (seal === hashOf(at, query)) return at;
  } catch {
    // Said below, in one way for every cause.
  }
  throw known('invalid-cursor', 'take the cursor as the page before gave it, with the same filters');
};

/**
 * One page out of `limit + 1` rows that were read by row-value comparison: `(time, id) > ($1, $2) ORDER BY time, id LIMIT $3`.
 * Rows that are inserted meanwhile neither skip nor repeat others.
 */
export const toPage = <Row>(
  rows: readonly Row[],
  query: PageQuery,
  at: (row: Row) => Position,
): { data: Row[]; page: { nextCursor: string | null; limit: number } } => {
  const data = rows.slice(0, query.limit);
  const last = data.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { data, page: { nextCursor: more ? encode(at(last), query) : null, limit: query.limit } };
};

const encode = (at: Position, query: object): string =>
  Buffer.from(JSON.stringify([at.time ?? null, at.id, hashOf(at, query)])).toString('base64url');
