import type { Context } from '../context';
import type { Database } from '../database/database';
import type { Transaction } from '../database/transaction';
import { notFound, Problem } from '../http/problem';
import type { Inbox } from './inbox';

/** A dead letter as operators see it: its payload may hold personal data. */
export interface ListedLetter {
  readonly id: string;
  readonly state: 'open' | 'replayed' | 'discarded';
  readonly topic: string;
  readonly type: string;
  readonly eventId: string;
  readonly key: string;
  readonly error: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly hasPayload: boolean;
}

interface LetterQuery {
  readonly state: string;
  readonly limit: number;
  /** Only letters that are older than this one. */
  readonly before?: string | undefined;
}

interface Kept {
  readonly state: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer | null;
}

const closed = (state: string): Problem => new Problem(409, 'dead-letter-closed', `this dead letter is ${state} already`);

/** Where operators decide what becomes of dead letters. */
export class DeadLetterDesk {
  /** What handles the service's events; absent while it has none. */
  inbox: Inbox | undefined;

  constructor(private readonly database: Database) {}

  /** Latest first, and one more than the limit when there are more. */
  list(context: Context, { state, limit, before }: LetterQuery): Promise<ListedLetter[]> {
    return this.database.query<ListedLetter>(
      context,
      'dead_letter_list',
      `SELECT id, state, topic, type, event_id AS "eventId", key, error, attempts, created_at AS "createdAt",
              payload IS NOT NULL AS "hasPayload"
         FROM dead_letters WHERE state = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [state, before, limit + 1],
    );
  }

  /** Handles the event by the same handler, with the same note that it was handled. What fails again stays open. */
  async replay(context: Context, id: string): Promise<void> {
    try {
      await this.database.transaction(context, async (transaction) => {
        const { payload, ...record } = await this.open(transaction, id);
        if (payload === null) throw new Problem(409, 'payload-not-kept', 'events of this topic are sensitive: their payloads are not kept');
        if (this.inbox === undefined) throw new Problem(422, 'replay-failed', 'this service handles no events any more');
        await this.inbox.replay({ ...record, value: payload }, transaction);
        await transaction.query('dead_letter_replayed', "UPDATE dead_letters SET state = 'replayed' WHERE id = $1", [id]);
      });
    } catch (error) {
      if (error instanceof Problem || this.inbox?.mayPass(error)) throw error;
      context.log.warn({ err: error, deadLetter: id }, 'dead letter failed again');
      await this.database.query(context, 'dead_letter_retried', 'UPDATE dead_letters SET attempts = attempts + 1 WHERE id = $1', [id]);
      throw new Problem(422, 'replay-failed', 'the event cannot be handled this time either; its error is in the log');
    }
  }

  async discard(context: Context, id: string): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      await this.open(transaction, id);
      await transaction.query('dead_letter_discarded', "UPDATE dead_letters SET state = 'discarded' WHERE id = $1", [id]);
    });
  }

  /** The letter, kept from others until the transaction ends. */
  private async open(transaction: Transaction, id: string): Promise<Kept> {
    const [letter] = await transaction.query<Kept>(
      'dead_letter_open',
      'SELECT state, topic, partition, "offset", key, headers, payload FROM dead_letters WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (letter === undefined) throw notFound();
    if (letter.state !== 'open') throw closed(letter.state);
    return letter;
  }
}
