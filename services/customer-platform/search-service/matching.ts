import { Injectable } from '@nestjs/common';
import { type Context, Database } from '#kit';
import type { Instead } from './cursors';

/** Which documents fit the words: all, those with the words, or those whose name starts with a text. */
export type Match =
  | { readonly by: 'all' }
  /** A query as the database wrote it down; what the caller wrote never is one. */
  | { readonly by: 'words'; readonly query: string }
  | { readonly by: 'start'; readonly text: string };

/** A pattern for `LIKE` that fits what starts with a text. */
export const startsWith = (text: string): string => `${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** How queries are counted: the same words are the same query. */
export const normalised = (q: string): string => q.toLowerCase().replace(/\s+/g, ' ').trim();

const mostWords = 12;

const wordsOf = (text: string): string[] => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, mostWords);

/** The words of the names that are most like the given ones; words that something is called stay as they are. */
const likeliest = `
  WITH given AS MATERIALIZED (
    SELECT word, place, EXISTS (SELECT FROM documents WHERE visible AND tsv @@ plainto_tsquery('english', word)) AS known
    FROM unnest($1::text[]) WITH ORDINALITY AS w (word, place)
  )
  SELECT coalesce(found.candidate, given.word) AS word
  FROM given LEFT JOIN LATERAL (
    SELECT candidate FROM documents d, regexp_split_to_table(lower(d.name), '[^[:alnum:]]+') AS candidate
    WHERE NOT given.known AND d.visible AND given.word <% d.name AND similarity(candidate, given.word) >= 0.3
    GROUP BY candidate ORDER BY similarity(candidate, given.word) DESC, count(*) DESC, candidate LIMIT 1
  ) found ON true
  ORDER BY given.place`;

/** What is looked for. Words of callers reach the database as values only, and become queries there. */
@Injectable()
export class Matching {
  constructor(private readonly database: Database) {}

  /** The words of a query, each with its synonyms. A query without words (`'the'`, `'!?'`) fits what is called just so. */
  async match(context: Context, q: string, instead: Instead | null = null): Promise<Match> {
    if (instead?.by === 'start') return { by: 'start', text: instead.text };
    const text = instead?.text ?? q;
    if (text === '') return { by: 'all' };
    const [row] = await this.database.query<{ query: string }>(
      context,
      'search_words',
      `SELECT ts_rewrite(websearch_to_tsquery('english', $1), 'SELECT target, substitute FROM synonyms')::text AS query`,
      [text],
    );
    return row?.query ? { by: 'words', query: row.query } : { by: 'start', text };
  }

  /** What fits instead where nothing fits the words: them without typing errors, or else names that start with them. */
  async instead(context: Context, q: string, { query }: { readonly query: string }): Promise<Instead | null> {
    const [can] = await this.database.query<{ known: boolean; tolerant: boolean }>(
      context,
      'search_tolerance',
      `SELECT EXISTS (SELECT FROM documents WHERE visible AND tsv @@ $1::tsquery) AS known,
         EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') AS tolerant`,
      [query],
    );
    // Something is called so, and only the filters leave it out.
    if (can?.known) return null;
    const words = wordsOf(q);
    if (!can?.tolerant) return { by: 'start', text: normalised(q) };
    const corrected = (await this.correct(context, words)).join(' ');
    return corrected === words.join(' ') ? null : { by: 'corrected', text: corrected };
  }

  private correct(context: Context, words: readonly string[]): Promise<string[]> {
    return this.database.transaction(context, async (transaction) => {
      // The operator uses the index only with the limit of the session, which is too high for short words.
      await transaction.query('search_likeness', "SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', true)");
      const rows = await transaction.query<{ word: string }>('search_correct', likeliest, [words]);
      return rows.map(({ word }) => word);
    });
  }
}
