import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';

const day = 86_400_000;
/** Days before today that events may still come from, days made ahead, and days after which they are dropped. */
const [late, ahead, kept] = [7, 3, 14];

/** Tables with a partition for each day (UTC), and the column that says which. */
const tables = [
  { table: 'events', column: 'at' },
  { table: 'event_ids', column: 'day' },
];

interface Partition {
  readonly table: string;
  readonly column: string;
  /** First moment of the day. */
  readonly start: Date;
}

const nameOf = (table: string, date: Date): string => `${table}_${date.toISOString().slice(0, 10).replaceAll('-', '')}`;

/** Makes the partitions of the days to come and drops those of days long past: to delete fifty million rows a day would be dear. */
@Injectable()
export class Partitions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Every(600_000)
  async keep(context: Context): Promise<void> {
    const now = this.clock.now().getTime();
    const today = now - (now % day);
    for (const { table, column } of tables) {
      const there = await this.of(context, table);
      for (let offset = -late; offset <= ahead; offset++) {
        const start = new Date(today + offset * day);
        if (!there.includes(nameOf(table, start))) await this.make(context, { table, column, start });
      }
      const oldest = new Date(today - kept * day);
      for (const name of there.filter((each) => each < nameOf(table, oldest))) await this.drop(context, name);
      await this.clearDefault(context, { table, column, start: oldest });
    }
  }

  private async of(context: Context, table: string): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      context,
      'partitions_of',
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::text::regclass AND c.relname ~ '_[0-9]{8}$'`,
      [table],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * Rows that came before their partition did wait in the default one, and are moved. Whoever reads or stores events meanwhile waits at the
   * table itself, before finding out which partitions there are: otherwise rows that move would be in none of those that a reader knows.
   */
  private make(context: Context, { table, column, start }: Partition): Promise<void> {
    const name = nameOf(table, start);
    const [from, to] = [start, new Date(start.getTime() + day)].map((at) => `'${at.toISOString()}'`);
    return this.change(
      context,
      `LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE;
       DO $$ BEGIN
         IF to_regclass('${name}') IS NULL THEN
           CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING COMMENTS);
           WITH moved AS (DELETE FROM ${table}_default WHERE ${column} >= ${from} AND ${column} < ${to} RETURNING *)
             INSERT INTO ${name} SELECT * FROM moved;
           ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to});
         END IF;
       END $$`,
    );
  }

  private drop(context: Context, name: string): Promise<void> {
    return this.change(context, `DROP TABLE IF EXISTS ${name}`);
  }

  private async clearDefault(context: Context, { table, column, start }: Partition): Promise<void> {
    await this.database.query(context, `partitions_clear_${table}`, `DELETE FROM ${table}_default WHERE ${column} < $1`, [start]);
  }

  /** One replica at a time. Whoever stores events must not wait long for it, so it gives up after a moment and is tried again. */
  private change(context: Context, statements: string): Promise<void> {
    return this.database.transaction(context, async (transaction) => {
      const [lock] = await transaction.query<{ free: boolean }>(
        'partitions_lock',
        `SELECT pg_try_advisory_xact_lock(hashtextextended('partitions', 0)) AS free`,
      );
      if (lock?.free)
        await transaction.entities.query(`SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '60s'; ${statements}`);
    });
  }
}
