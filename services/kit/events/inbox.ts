import type { Database } from '../database/database';
import { isContended, isTransient } from '../database/errors';
import type { Transaction } from '../database/transaction';
import type { Telemetry } from '../telemetry';
import type { ReceivedRecord } from './bus';
import { DeadLetters } from './dead-letters';
import type { EventHandler } from './handlers';
import { ImpossibleEvent, type Received } from './on';
import { dataOf, receivedOf } from './received';

interface InboxOptions {
  readonly service: string;
  readonly database: Database;
  readonly telemetry: Telemetry;
  readonly handlers: readonly EventHandler[];
  /** Whether an error of a handler may go away by itself, besides those of the database. */
  readonly mayPass: (error: unknown) => boolean;
  /** Pause before the second try of what failed for good, in milliseconds; doubles. @default 100 */
  readonly pauseMs?: number;
}

interface Work {
  readonly record: ReceivedRecord;
  readonly handler: EventHandler;
  readonly received: Received<unknown>;
}

const tries = 3;

/**
 * Handles each event exactly once in effect: the note that it was handled and what the handler did are one transaction. What can never be
 * handled becomes a dead letter after three tries; what may pass is thrown, so that the bus delivers it again.
 */
export class Inbox {
  private readonly byType: ReadonlyMap<string, EventHandler>;
  private readonly duplicates;
  private readonly deadLetters: DeadLetters;

  constructor(private readonly options: InboxOptions) {
    const { handlers, telemetry, database } = options;
    this.byType = new Map(handlers.map((handler) => [handler.event.type, handler]));
    this.duplicates = telemetry.metrics.counter('inbox_duplicates_total', 'Events that were delivered again and had no second effect.');
    this.deadLetters = new DeadLetters(database, telemetry);
  }

  /** Handles a batch of one partition. Rejects when it should be delivered again. */
  async handle(records: readonly ReceivedRecord[]): Promise<void> {
    const work = records.flatMap((record) => this.workFor(record));
    if (work.length === 0) return;
    try {
      await this.inOneTransaction(work);
    } catch (error) {
      // Whoever does much at once may stand in somebody's way; one by one they pass each other.
      if (this.mayPass(error) && !(work.length > 1 && isContended(error))) throw error;
      // One of them cannot be handled; alone, each shows which.
      for (const each of work) await this.alone(each);
    }
  }

  private workFor(record: ReceivedRecord): Work[] {
    const handler = this.byType.get(record.headers.ce_type ?? '');
    return handler ? [{ record, handler, received: receivedOf(record, handler.event.type, this.options.telemetry.log) }] : [];
  }

  /** Handles one record in the caller's transaction. Rejects with what its handler throws, and where it has none. */
  async replay(record: ReceivedRecord, transaction: Transaction): Promise<void> {
    const [work] = this.workFor(record);
    if (work === undefined) throw new ImpossibleEvent('the service has no handler for this type of event');
    await this.allOnce([work], transaction);
  }

  private async inOneTransaction(work: readonly Work[]): Promise<void> {
    const [first] = work;
    if (first === undefined) return;
    await this.options.database.transaction(first.received.context, (transaction) => this.allOnce(work, transaction));
  }

  /** Notes all of them by one statement, and handles those that are new. */
  private async allOnce(work: readonly Work[], transaction: Transaction): Promise<void> {
    const noted = await transaction.query<{ event_id: string; handler: string }>(
      'inbox_insert',
      `INSERT INTO inbox (event_id, handler) SELECT * FROM unnest($1::uuid[], $2::text[]) ORDER BY 1, 2
       ON CONFLICT DO NOTHING RETURNING event_id, handler`,
      [work.map(({ received }) => received.id), work.map(({ handler }) => handler.name)],
    );
    const fresh = new Set(noted.map(({ event_id, handler }) => `${event_id} ${handler}`));
    for (const each of work) {
      // One that stands in the batch twice is new only the first time.
      if (fresh.delete(`${each.received.id.toLowerCase()} ${each.handler.name}`)) await this.effect(each, transaction);
      else this.duplicates.add({} as Record<never, string>);
    }
  }

  private async effect({ record, handler, received }: Work, transaction: Transaction): Promise<void> {
    const started = performance.now();
    const data = handler.event.schema.parse(dataOf(record));
    const { trace } = received.context;
    // Inside the transaction of several events each goes on with its own trace.
    await handler.handle({ ...received, data }, transaction.continuing(received.context));
    this.options.telemetry.spans.add({
      name: `handle ${received.type}`,
      kind: 'consumer',
      trace,
      startedAt: Date.now() - (performance.now() - started),
      durationMs: performance.now() - started,
      attributes: { 'messaging.destination.name': record.topic, 'messaging.message.id': received.id },
      failed: false,
    });
  }

  private async alone(work: Work): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inOneTransaction([work]);
      } catch (error) {
        if (this.mayPass(error)) throw error;
        if (attempt === tries) return this.deadLetters.bury({ ...work, error, attempts: tries });
        await new Promise((resolve) => setTimeout(resolve, (this.options.pauseMs ?? 100) * 2 ** (attempt - 1)));
      }
    }
  }

  /** Whether an error may go away by itself. */
  mayPass(error: unknown): boolean {
    return isTransient(error) || this.options.mayPass(error);
  }

  /** Forgets events that no broker keeps any more. */
  async purge(): Promise<void> {
    await this.options.database.query(undefined, 'inbox_purge', "DELETE FROM inbox WHERE received_at < now() - interval '21 days'");
  }
}
