import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Problem } from '#kit';

/** Where a page of a search starts, and what all of its pages have in common. */
export interface Place {
  /** What the hits are sorted by, as the database wrote the number. */
  readonly key: string;
  readonly productId: string;
  readonly queryId: string;
  /** What is looked for instead, where nothing fits the words of the query. */
  readonly instead: Instead | null;
}

/** The words without typing errors, or names that start as the query does. */
export type Instead = { readonly by: 'corrected' | 'start'; readonly text: string };

interface PageQuery {
  readonly cursor?: string | undefined;
}

const sealOf = (place: readonly unknown[], query: object): string => {
  const filters = Object.entries(query).filter(([key, value]) => key !== 'limit' && key !== 'cursor' && value !== undefined);
  return createHash('sha256')
    .update(JSON.stringify([place, filters]))
    .digest('base64url')
    .slice(0, 12);
};

const other = z.strictObject({ by: z.enum(['corrected', 'start']), text: z.string().max(300) });

/** So narrow because it goes into a statement: whoever writes a cursor of his own must not make it fail. */
const shape = z.tuple([z.string().regex(/^-?\d{1,13}(\.\d{1,6})?$/), z.uuid(), z.uuid(), other.nullable(), z.string()]);

const inOrder = ({ key, productId, queryId, instead }: Place) => [key, productId, queryId, instead] as const;

/** The cursor of the page that follows a place. */
export const cursorAt = (place: Place, query: object): string =>
  Buffer.from(JSON.stringify([...inOrder(place), sealOf(inOrder(place), query)])).toString('base64url');

/** Reads a query's cursor. One that was altered, or made with other filters, is refused with `invalid-cursor`. */
export const placeOf = (query: PageQuery): Place | undefined => {
  if (query.cursor === undefined) return undefined;
  try {
    const [key, productId, queryId, instead, seal] = shape.parse(JSON.parse(Buffer.from(query.cursor, 'base64url').toString()));
    const place = { key, productId, queryId, instead };
    if (seal === sealOf(inOrder(place), query)) return place;
  } catch {
    // Said below, in one way for every cause.
  }
  throw new Problem(400, 'invalid-cursor', 'take the cursor as the page before gave it, with the same filters');
};
