import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Context, Database, Does, type Job, type Transaction } from '#kit';
import { CatalogueExport, type Exported } from './catalogue-export';
import { type DocumentTable, documents } from './document-table';
import { reindexKind } from './reindexes';
import { holdWriters, indexShadow, makeShadow, swap } from './shadow';
import { merge, nothingOf, type Sources, saidBySnapshot } from './sources';

/** Documents of one transaction. */
const most = 500;
/** Times to ask for the moment in which nobody searches or writes. */
const swaps = 10;

const notAvailable = '55P03';

/**
 * What may be carried over of a product that the catalogue does not name: that it is retired, and what only events tell. Should it come to
 * be meanwhile, its event is caught up with.
 */
const carried = (known: Sources): Sources => ({ ...known, product: known.product?.facts === null ? known.product : null });

/** The oldest transaction that may still be at work: what others committed is seen by whoever reads from now on. */
const horizon = async (transaction: Transaction): Promise<string> => {
  const [row] = await transaction.query<{ oldest: string }>(
    'reindex_horizon',
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS oldest',
  );
  return row?.oldest ?? '0';
};

/**
 * Builds all documents anew beside the old ones, out of the catalogue's export and of what only events told, by the same code that handles
 * events. What events change meanwhile is caught up with, at last while writers wait; then the tables are swapped.
 */
@Injectable()
export class Reindex {
  constructor(
    private readonly database: Database,
    private readonly catalogue: CatalogueExport,
  ) {}

  @Does(reindexKind)
  async run(context: Context, { attempt, signal }: Job): Promise<unknown> {
    const work = <Result>(step: (transaction: Transaction) => Promise<Result>): Promise<Result> => {
      signal.throwIfAborted();
      return this.database.transaction(context, step);
    };
    const [table, begun] = await work(async (transaction) => [await makeShadow(transaction, attempt), await horizon(transaction)] as const);
    for await (const page of this.catalogue.pages(context))
      for (let at = 0; at < page.length; at += most)
        await work((transaction) => addExported(transaction, table, page.slice(at, at + most)));
    await inBatches((after) =>
      work(async (transaction) => {
        const batch = await documents.missingIn(transaction, table, after, most);
        await table.write(transaction, batch.map(carried));
        return batch;
      }),
    );
    await work((transaction) => indexShadow(transaction, table));
    const caughtUp = await work(horizon);
    await inBatches((after) => work((transaction) => catchUp(transaction, table, begun, after)));
    return { documents: await this.finish(work, table, caughtUp) };
  }

  /** Writers wait only for what changed since the table was caught up with. A search that takes long makes this wait, and not others. */
  private async finish(
    work: <Result>(step: (transaction: Transaction) => Promise<Result>) => Promise<Result>,
    table: DocumentTable,
    since: string,
  ): Promise<number> {
    for (let tries = 1; ; tries++) {
      try {
        return await work(async (transaction) => {
          await holdWriters(transaction);
          await inBatches((after) => catchUp(transaction, table, since, after));
          await swap(transaction, table);
          const [row] = await transaction.query<{ count: number }>(
            'reindex_count',
            'SELECT count(*)::int AS count FROM documents WHERE visible',
          );
          return row?.count ?? 0;
        });
      } catch (error) {
        if ((error as { code?: string }).code !== notAvailable && causeOf(error) !== notAvailable) throw error;
        if (tries === swaps) throw error;
        await sleep(100 * tries);
      }
    }
  }
}

const causeOf = (error: unknown): string | undefined => (error as { driverError?: { code?: string } }).driverError?.code;

/** Does batches in the order of the products' ids until one is not full. */
const inBatches = async (batch: (after: string | undefined) => Promise<readonly Sources[]>): Promise<void> => {
  let after: string | undefined;
  for (;;) {
    const done = await batch(after);
    if (done.length < most) return;
    after = done.at(-1)?.productId;
  }
};

/** Adds products of the export, together with what events told of them. */
const addExported = async (transaction: Transaction, table: DocumentTable, page: readonly Exported[]): Promise<void> => {
  const exported = new Map<string, Sources>();
  for (const { version, ...snapshot } of page) {
    const { productId } = snapshot;
    exported.set(productId, merge(exported.get(productId) ?? nothingOf(productId), saidBySnapshot(snapshot, version)));
  }
  await addTo(table, transaction, [...exported.values()], await documents.read(transaction, [...exported.keys()]));
};

/** Adds what was written in a transaction or after it. */
const catchUp = async (transaction: Transaction, table: DocumentTable, since: string, after: string | undefined): Promise<Sources[]> => {
  const changed = await documents.changedSince(transaction, since, after, most);
  await addTo(table, transaction, changed, new Map());
  return changed;
};

const addTo = async (
  table: DocumentTable,
  transaction: Transaction,
  heard: readonly Sources[],
  known: ReadonlyMap<string, Sources>,
): Promise<void> => {
  const there = await table.read(
    transaction,
    heard.map(({ productId }) => productId),
  );
  // What is heard comes first, so that of one version that of the catalogue counts, and not a document that was wrong.
  const all = (each: Sources): Sources[] => [there.get(each.productId), each, known.get(each.productId)].filter((one) => one !== undefined);
  await table.write(
    transaction,
    heard.map((each) => all(each).reduce(merge)),
  );
};
