import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, type Transaction } from '#kit';

const hour = 3_600_000;
const keptMonths = 24;
const monthsAhead = 2;

/** The first moment of a month in UTC, so many months after the one that a time lies in. */
const monthAt = (time: Date, offset: number): Date => new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + offset, 1));

/** The table of a month: `movements_2026_01`. */
const tableOf = (month: Date): string => `movements_${month.toISOString().slice(0, 7).replace('-', '_')}`;

/**
 * Divides the movements by month: makes the tables of this month and the next two before they are needed, and drops those whose 24 months
 * have passed. The sums of what is dropped are kept, so that the stock can still be added up.
 */
@Injectable()
export class MovementMonths {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(hour)
  async keep(context: Context): Promise<void> {
    const now = this.clock.now();
    for (let ahead = 0; ahead <= monthsAhead; ahead++)
      await this.alone(context, (transaction) => this.make(transaction, monthAt(now, ahead)));
    const oldest = monthAt(now, -keptMonths);
    for (const table of await this.before(context, oldest)) await this.alone(context, (transaction) => this.drop(transaction, table));
    await this.alone(context, (transaction) => this.sweep(transaction, oldest));
  }

  /** One replica at a time, and longer than a request may take. */
  private async alone(context: Context, work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(context, async (transaction) => {
      await transaction.query('months_patience', "SELECT set_config('statement_timeout', '10min', true)");
      await transaction.query('months_alone', "SELECT pg_advisory_xact_lock(hashtext('movement months'))");
      await work(transaction);
    });
  }

  /**
   * Whoever reads or books movements meanwhile waits at the table itself, before finding out which months there are: a movement on its way to
   * the default table would be refused there. What came for the month before there was a table for it lies in the default one, and moves over.
   */
  private async make(transaction: Transaction, month: Date): Promise<void> {
    const table = tableOf(month);
    if (await this.exists(transaction, table)) return;
    const [from, to] = [month.toISOString(), monthAt(month, 1).toISOString()];
    const run = (sql: string) => transaction.entities.query(sql);
    await run(`CREATE TABLE ${table} (LIKE movements INCLUDING ALL)`);
    await run('LOCK TABLE ONLY movements IN ACCESS EXCLUSIVE MODE');
    await run(
      `WITH early AS (DELETE FROM movements_default WHERE at >= '${from}' AND at < '${to}' RETURNING *) INSERT INTO ${table} SELECT * FROM early`,
    );
    await run(`ALTER TABLE movements ATTACH PARTITION ${table} FOR VALUES FROM ('${from}') TO ('${to}')`);
  }

  private async exists(transaction: Transaction, table: string): Promise<boolean> {
    const [row] = await transaction.query<{ exists: boolean }>('months_exists', 'SELECT to_regclass($1) IS NOT NULL AS exists', [table]);
    return row?.exists ?? false;
  }

  /** The tables of months before this one. Their names sort as their months do. */
  private async before(context: Context, month: Date): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      context,
      'months_before',
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'movements'::regclass AND c.relname ~ '^movements_[0-9]{4}_[0-9]{2}$' AND c.relname < $1 ORDER BY 1`,
      [tableOf(month)],
    );
    return rows.map(({ name }) => name);
  }

  private async drop(transaction: Transaction, table: string): Promise<void> {
    if (!(await this.exists(transaction, table))) return;
    await transaction.entities.query(fold(`SELECT * FROM ${table}`));
    await transaction.entities.query(`DROP TABLE ${table}`);
  }

  /** Forgets old movements that never had a table of their month. */
  private async sweep(transaction: Transaction, before: Date): Promise<void> {
    await transaction.entities.query(`WITH old AS (DELETE FROM movements_default WHERE at < $1 RETURNING *) ${fold('SELECT * FROM old')}`, [
      before,
    ]);
  }
}

/** Adds movements to the sums of those that are forgotten. */
const fold = (movements: string): string => `
  INSERT INTO openings AS o (sku, warehouse, on_hand, reserved)
  SELECT sku, warehouse, sum(on_hand_delta), sum(reserved_delta) FROM (${movements}) m GROUP BY sku, warehouse
  ON CONFLICT (sku, warehouse) DO UPDATE SET on_hand = o.on_hand + excluded.on_hand, reserved = o.reserved + excluded.reserved`;
