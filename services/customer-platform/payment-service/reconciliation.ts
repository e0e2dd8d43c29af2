import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, Metrics, Problem } from '#kit';
import { type Movement, Provider, ProviderSilent } from './provider/provider';
import type { Reconciled } from './refund-routes';

interface Entry {
  readonly kind: Movement['kind'];
  readonly provider_ref: string;
  readonly amount_minor: string;
  readonly currency: string;
}

const [dayMs, hourMs, mostNamed, rowsAtOnce] = [86_400_000, 3_600_000, 1000, 5000];

const idOf = (kind: string, providerRef: string): string => `${kind} ${providerRef}`;
const moneyOf = ({ amount_minor, currency }: Entry) => ({ amount: Number(amount_minor), currency });

type Difference = Pick<Reconciled, 'missingHere' | 'missingThere' | 'amountDifferences'>;

/** Holds a day of the ledger against the provider's books. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly database: Database,
    private readonly provider: Provider,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge('payment_reconciliation_diffs', 'Entries of the day that was compared last which the two books do not have alike.', () =>
      database
        .query<{ differences: number }>(
          undefined,
          'reconciliation_last',
          'SELECT differences FROM reconciliations ORDER BY date DESC LIMIT 1',
        )
        .then(([row]) => row?.differences ?? 0)
        .catch(() => Number.NaN),
    );
  }

  /** Compares yesterday once, an hour after it ended: what was moved before midnight is known here by then. */
  @Every(600_000)
  async compareYesterday(context: Context): Promise<void> {
    const date = new Date(this.clock.now().getTime() - dayMs - hourMs).toISOString().slice(0, 10);
    const [known] = await this.database.query(context, 'reconciliation_find', 'SELECT 1 FROM reconciliations WHERE date = $1', [date]);
    if (known) return;
    const { matched, differences } = await this.compare(context, date);
    await this.database.query(
      context,
      'reconciliation_keep',
      'INSERT INTO reconciliations (date, matched, differences, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [date, matched, differences, this.clock.now()],
    );
    if (differences > 0) context.log.error({ date, matched, differences }, 'the ledger and the provider differ');
  }

  /** The comparison for a caller; 503 while the provider does not answer. */
  async show(context: Context, date: string): Promise<Reconciled> {
    try {
      return await this.compare(context, date);
    } catch (error) {
      if (!(error instanceof ProviderSilent)) throw error;
      throw new Problem(503, 'payment-provider-unavailable', 'the provider does not show its books at the moment', {
        headers: { 'retry-after': '10' },
      });
    }
  }

  private async compare(context: Context, date: string): Promise<Reconciled> {
    const [found, seen] = [{ missingHere: [], missingThere: [], amountDifferences: [] } as Difference, new Set<string>()];
    let [matched, differences] = [0, 0];
    for await (const page of this.provider.list(date)) {
      const ours = await this.entriesOf(context, page);
      for (const theirs of page) {
        seen.add(idOf(theirs.kind, theirs.providerRef));
        if (note(theirs, ours.get(idOf(theirs.kind, theirs.providerRef)), found)) matched++;
        else differences++;
      }
    }
    for await (const entry of this.ofDay(context, date)) {
      if (seen.has(idOf(entry.kind, entry.provider_ref))) continue;
      differences++;
      const { kind, provider_ref: providerRef } = entry;
      if (found.missingThere.length < mostNamed) found.missingThere.push({ kind, providerRef, amount: moneyOf(entry) });
    }
    return { date, matched, differences, ...found };
  }

  private async entriesOf(context: Context, page: readonly Movement[]): Promise<ReadonlyMap<string, Entry>> {
    const rows = await this.database.query<Entry>(
      context,
      'ledger_of_refs',
      `SELECT l.kind, l.provider_ref, abs(l.amount_minor) AS amount_minor, p.currency
       FROM unnest($1::text[], $2::text[]) AS wanted (kind, provider_ref) JOIN ledger l USING (kind, provider_ref)
         JOIN payments p ON p.id = l.payment_id`,
      [page.map(({ kind }) => kind), page.map(({ providerRef }) => providerRef)],
    );
    return new Map(rows.map((row) => [idOf(row.kind, row.provider_ref), row]));
  }

  /** Captures and refunds of a day, some thousand at a time. */
  private async *ofDay(context: Context, date: string): AsyncIterable<Entry> {
    const from = new Date(`${date}T00:00:00.000Z`);
    let last: (Entry & { readonly at: Date; readonly id: string }) | undefined;
    do {
      const rows: (Entry & { at: Date; id: string })[] = await this.database.query(
        context,
        'ledger_of_day',
        `SELECT l.id, l.at, l.kind, l.provider_ref, abs(l.amount_minor) AS amount_minor, p.currency
         FROM ledger l JOIN payments p ON p.id = l.payment_id
         WHERE l.at >= $1 AND l.at < $2 AND l.kind <> 'dispute' AND (l.at, l.id) > ($3, $4) ORDER BY l.at, l.id LIMIT $5`,
        [from, new Date(from.getTime() + dayMs), last?.at ?? from, last?.id ?? '00000000-0000-0000-0000-000000000000', rowsAtOnce],
      );
      yield* rows;
      last = rows.length === rowsAtOnce ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}

/** Notes how one movement of theirs stands in our books; says whether it is there as it should be. */
const note = ({ kind, providerRef, amount }: Movement, ours: Entry | undefined, found: Difference): boolean => {
  if (ours === undefined) {
    if (found.missingHere.length < mostNamed) found.missingHere.push({ kind, providerRef, amount });
    return false;
  }
  const here = moneyOf(ours);
  if (here.amount === amount.amount && here.currency === amount.currency) return true;
  if (found.amountDifferences.length < mostNamed) found.amountDifferences.push({ kind, providerRef, here, there: amount });
  return false;
};
