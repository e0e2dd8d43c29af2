import { Injectable } from '@nestjs/common';
import { type AnswerOf, Database, type RequestOf, type Transaction } from '#kit';
import type { putSynonyms } from './routes';

/** Several words stand together in a text, but may stand apart in a query. Each word comes to stand for its whole group, one by one. */
const insert = `
  WITH RECURSIVE words AS (
    SELECT DISTINCT ON (number, lower(word)) number, lower(word) AS word
    FROM unnest($1::int[], $2::text[]) AS w (number, word) WHERE numnode(plainto_tsquery('english', word)) > 0
  ), parsed AS (
    SELECT number, word, plainto_tsquery('english', word) AS target, phraseto_tsquery('english', word) AS phrase,
      row_number() OVER (PARTITION BY number ORDER BY word) AS place, count(*) OVER (PARTITION BY number) AS size
    FROM words
  ), grown AS (
    SELECT number, word, target, target AS substitute, 0::bigint AS place, size FROM parsed
    UNION ALL
    SELECT g.number, g.word, g.target, CASE WHEN p.word = g.word THEN g.substitute ELSE g.substitute || p.phrase END, p.place, g.size
    FROM grown g JOIN parsed p ON p.number = g.number AND p.place = g.place + 1
  )
  INSERT INTO synonyms (group_number, words, target, substitute)
  SELECT number, word, target, substitute FROM grown WHERE place = size AND size > 1`;

/** Words that mean the same to whoever searches. */
@Injectable()
export class Synonyms {
  constructor(private readonly database: Database) {}

  /** Replaces all groups. Words that no query keeps (`'the'`) have no effect. */
  async replace(request: RequestOf<typeof putSynonyms>): Promise<AnswerOf<typeof putSynonyms>> {
    const { groups } = request.body;
    const rows = groups.flatMap((words, number) => words.map((word) => ({ number, word })));
    await this.database.transaction(request, async (transaction) => {
      await this.waitForOthers(transaction);
      await transaction.query('synonyms_clear', 'DELETE FROM synonyms');
      await transaction.query('synonyms_insert', insert, [rows.map(({ number }) => number), rows.map(({ word }) => word)]);
    });
    return { groups };
  }

  /** Of two who replace all groups at once the second wins, and no group of the first stays. */
  private waitForOthers(transaction: Transaction): Promise<object[]> {
    return transaction.query('synonyms_lock', 'LOCK TABLE synonyms IN SHARE ROW EXCLUSIVE MODE');
  }
}
