import { Injectable } from '@nestjs/common';
import { Clock, type Transaction } from '#kit';
import { type Amount, columnsOf } from './rollups';

/** One thing that another service told. */
export interface Fact {
  /** What it is about: two events with one kind and id tell the same. */
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly amounts: readonly Omit<Amount, 'at'>[];
}

/** Notes what other services tell, each thing once; a moment later it is in the rollups. */
@Injectable()
export class Facts {
  constructor(private readonly clock: Clock) {}

  /** Notes a fact in the transaction of its event; says whether it was new. */
  async note(transaction: Transaction, { kind, id, at, amounts }: Fact): Promise<boolean> {
    const noted = await transaction.query(
      'facts_note',
      `WITH fresh AS (
         INSERT INTO facts_seen (kind, id, seen_at) VALUES ($5, $6, $7) ON CONFLICT DO NOTHING RETURNING kind
       ), waiting AS (
         INSERT INTO facts_waiting (metric, at, dims, value)
         SELECT f.* FROM unnest($1::text[], $2::timestamptz[], $3::jsonb[], $4::numeric[]) AS f, fresh
       )
       SELECT kind FROM fresh`,
      [...columnsOf(amounts.map((amount) => ({ ...amount, at }))), kind, id, this.clock.now()],
    );
    return noted.length > 0;
  }
}

/** One more of a kind. */
export const one = (metric: string, dims: Readonly<Record<string, string>> = {}): Omit<Amount, 'at'> => ({ metric, dims, value: 1 });
