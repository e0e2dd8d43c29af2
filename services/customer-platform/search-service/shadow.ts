import type { Transaction } from '#kit';
import { DocumentTable, documents } from './document-table';

/** What the tables are called that a reindex builds. Each try has its own, so that one that was given up disturbs no other. */
const prefix = 'documents_new_';

interface Index {
  readonly indexname: string;
  readonly indexdef: string;
}

const run = (transaction: Transaction, sql: string): Promise<unknown> => transaction.entities.query(sql);

const isKey = ({ indexname }: Index): boolean => indexname === 'documents_pkey';

/** The name of an index while its table is not yet the one that is searched. */
const newNameOf = ({ indexname }: Index, table: DocumentTable): string => `${table.name}_${indexname}`;

const indexesOf = (transaction: Transaction): Promise<Index[]> =>
  transaction.query<Index>(
    'shadow_indexes',
    'SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1 ORDER BY indexname',
    [documents.name],
  );

/** Makes an empty table of documents beside the one that is searched; what tries before it left behind is removed. */
export const makeShadow = async (transaction: Transaction, attempt: number): Promise<DocumentTable> => {
  const table = new DocumentTable(`${prefix}${attempt}`);
  const left = await transaction.query<{ tablename: string }>(
    'shadow_left',
    'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, $1)',
    [prefix],
  );
  for (const { tablename } of left) await run(transaction, `DROP TABLE ${tablename}`);
  await run(transaction, `CREATE TABLE ${table.name} (LIKE ${documents.name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)`);
  await run(transaction, `ALTER TABLE ${table.name} ADD CONSTRAINT ${table.name}_documents_pkey PRIMARY KEY (product_id)`);
  return table;
};

/** Gives the table every index that the searched one has; after it was filled, which is faster. */
export const indexShadow = async (transaction: Transaction, table: DocumentTable): Promise<void> => {
  await run(transaction, 'SET LOCAL statement_timeout = 0');
  for (const index of (await indexesOf(transaction)).filter((each) => !isKey(each))) {
    const definition = index.indexdef.replace(/^(CREATE INDEX )\S+ ON \S+/, `$1${newNameOf(index, table)} ON ${table.name}`);
    await run(transaction, definition);
  }
  await run(transaction, `ANALYZE ${table.name}`);
};

/** Nobody writes documents until the transaction ends; searches go on. */
export const holdWriters = (transaction: Transaction): Promise<unknown> =>
  run(transaction, `LOCK TABLE ${documents.name} IN EXCLUSIVE MODE`);

/** Makes the table the one that is searched: whoever searches sees the old one until this is committed, and the new one from then on. */
export const swap = async (transaction: Transaction, table: DocumentTable): Promise<void> => {
  const indexes = await indexesOf(transaction);
  await run(transaction, `DROP TABLE ${documents.name}`);
  await run(transaction, `ALTER TABLE ${table.name} RENAME TO ${documents.name}`);
  for (const index of indexes) await run(transaction, `ALTER INDEX ${newNameOf(index, table)} RENAME TO ${index.indexname}`);
};
