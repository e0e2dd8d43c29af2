import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, Database, type Transaction } from '#kit';
import type { Charge, ChargeWish, Movement, ProviderRefund, RefundWish } from '../provider/provider';
import { PaymentSettings } from '../settings';
import { type Behaviour, verdictOf } from './behaviours';
import { outside } from './outside';

interface ChargeEntry {
  readonly key: string;
  readonly provider_ref: string;
  readonly status: Charge['status'];
  readonly behaviour: Behaviour;
  readonly amount_minor: string;
  readonly currency: string;
  readonly code: string | null;
  readonly return_url: string | null;
  readonly at: Date;
}

type RefundEntry = Omit<ChargeEntry, 'status' | 'behaviour' | 'return_url'> & { readonly status: ProviderRefund['status'] };

/** A wish that contradicts the books. */
export class Contradiction extends Error {
  constructor(
    readonly status: 404 | 409 | 422,
    readonly code: string,
  ) {
    super(code);
  }
}

const [dayMs, pageSize] = [86_400_000, 1000];
/** Whoever loses the answer loses what is told of it too, so that only asking helps. */
const tellsNothing = (name: Behaviour): boolean => name === 'no_webhook' || name === 'timeout';
const visa = { kind: 'card', brand: 'visa', last4: '4242' } as const;
const moneyOf = ({ amount_minor, currency }: Pick<ChargeEntry, 'amount_minor' | 'currency'>) => ({
  amount: Number(amount_minor),
  currency,
});

/**
 * What the simulated provider has charged and refunded. It is in the database, so that it outlives a crash as a real provider's books do, and
 * webhooks are written together with what they tell. Tokens are not kept, only what they stand for.
 */
@Injectable()
export class SimulatedBooks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: PaymentSettings,
  ) {}

  /** What the script says of the next call, if it says anything. */
  async scripted(): Promise<Behaviour | undefined> {
    const [row] = await this.database.query<{ behaviour: Behaviour }>(
      outside,
      'sim_script_next',
      `DELETE FROM simulator.script WHERE id = (SELECT id FROM simulator.script ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING behaviour`,
    );
    return row?.behaviour;
  }

  async script(next: readonly Behaviour[]): Promise<void> {
    await this.database.transaction(outside, async (transaction) => {
      await transaction.query('sim_script_clear', 'DELETE FROM simulator.script');
      await transaction.query(
        'sim_script_write',
        'INSERT INTO simulator.script (behaviour) SELECT each FROM unnest($1::text[]) WITH ORDINALITY AS t (each, at) ORDER BY at',
        [next],
      );
    });
  }

  /** How often a key was sent, this time included. */
  async called(key: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      outside,
      'sim_call',
      `INSERT INTO simulator.calls (key, count) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET count = calls.count + 1 RETURNING count`,
      [key],
    );
    return row?.count ?? 1;
  }

  /** Charges a key, once; the second time it gives what the first one became. */
  charge({ key, amount, returnUrl }: Omit<ChargeWish, 'token'>, name: Behaviour): Promise<Charge> {
    return this.database.transaction(outside, async (transaction) => {
      const { status, code } = verdictOf(name);
      const added = await this.insert(transaction, { key, status, behaviour: name, code, returnUrl, ...amount });
      if (added) await this.tell(transaction, added);
      const entry = added ?? (await this.hold(transaction, key));
      if (entry.status !== 'cancelled' && (Number(entry.amount_minor) !== amount.amount || entry.currency !== amount.currency))
        throw new Contradiction(409, 'key-reused');
      return this.toCharge(entry);
    });
  }

  async get(key: string): Promise<Charge> {
    const [row] = await this.database.query<ChargeEntry>(outside, 'sim_charge_find', 'SELECT * FROM simulator.charges WHERE key = $1', [
      key,
    ]);
    if (row === undefined) throw new Contradiction(404, 'not-found');
    return this.toCharge(row);
  }

  /** Closes a key. A key that was never seen is closed too, so that what is still on its way finds it so. */
  cancel(key: string): Promise<Charge> {
    return this.database.transaction(outside, async (transaction) => {
      const closed = { status: 'cancelled', behaviour: 'ok', code: null, returnUrl: null, amount: 0, currency: 'XXX' } as const;
      const added = await this.insert(transaction, { key, ...closed });
      if (added) return this.toCharge(added);
      const entry = await this.hold(transaction, key);
      return this.toCharge(entry.status === 'requires_action' ? await this.move(transaction, key, 'cancelled') : entry);
    });
  }

  /** The customer was there, and said yes or no; gives where he goes from there. */
  act(key: string, agreed: boolean): Promise<{ readonly charge: Charge; readonly returnUrl: string | null }> {
    return this.database.transaction(outside, async (transaction) => {
      let entry = await this.hold(transaction, key);
      if (entry.status === 'requires_action') {
        entry = await this.move(transaction, key, agreed ? 'succeeded' : 'failed');
        await this.tell(transaction, entry);
      }
      return { charge: this.toCharge(entry), returnUrl: entry.return_url };
    });
  }

  refund({ key, chargeKey, amount }: RefundWish, fails: boolean): Promise<ProviderRefund> {
    return this.database.transaction(outside, async (transaction) => {
      const charge = await this.hold(transaction, chargeKey);
      const [known] = await transaction.query<RefundEntry>('sim_refund_known', 'SELECT * FROM simulator.refunds WHERE key = $1', [key]);
      if (known) return toRefund(known);
      const [{ sum } = { sum: '0' }] = await transaction.query<{ sum: string }>(
        'sim_refunded',
        "SELECT coalesce(sum(amount_minor), 0) AS sum FROM simulator.refunds WHERE charge_key = $1 AND status = 'succeeded'",
        [chargeKey],
      );
      const fits = charge.status === 'succeeded' && charge.currency === amount.currency;
      if (!fits || Number(sum) + amount.amount > Number(charge.amount_minor)) throw new Contradiction(422, 'exceeds-charge');
      const failed = fails || charge.behaviour === 'refund_fails';
      const [entry] = await transaction.query<RefundEntry>(
        'sim_refund_add',
        `INSERT INTO simulator.refunds (key, charge_key, provider_ref, status, amount_minor, currency, code, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *`,
        [
          ...[key, chargeKey, `sim_re_${v7()}`, failed ? 'failed' : 'succeeded', amount.amount, amount.currency],
          ...[failed ? 'refund_declined' : null, this.clock.now()],
        ],
      );
      if (entry === undefined) throw new Contradiction(409, 'key-reused');
      if (!tellsNothing(charge.behaviour)) await this.addWebhook(transaction, `refund.${entry.status}`, entry, {}, charge.behaviour);
      return toRefund(entry);
    });
  }

  async getRefund(key: string): Promise<ProviderRefund> {
    const [row] = await this.database.query<RefundEntry>(outside, 'sim_refund_find', 'SELECT * FROM simulator.refunds WHERE key = $1', [
      key,
    ]);
    if (row === undefined) throw new Contradiction(404, 'not-found');
    return toRefund(row);
  }

  /** Captures and refunds of a day after a reference, a page of them. */
  async movements(date: string, after: string): Promise<{ readonly data: readonly Movement[]; readonly next: string | null }> {
    const from = new Date(`${date}T00:00:00.000Z`);
    const rows = await this.database.query<{ kind: Movement['kind']; provider_ref: string; amount_minor: string; currency: string }>(
      outside,
      'sim_movements',
      `SELECT * FROM (
         SELECT 'capture' AS kind, provider_ref, amount_minor, currency FROM simulator.charges WHERE status = 'succeeded' AND at >= $1 AND at < $2
         UNION ALL
         SELECT 'refund', provider_ref, amount_minor, currency FROM simulator.refunds WHERE status = 'succeeded' AND at >= $1 AND at < $2
       ) m WHERE provider_ref > $3 ORDER BY provider_ref LIMIT $4`,
      [from, new Date(from.getTime() + dayMs), after, pageSize],
    );
    const data = rows.map((row) => ({ kind: row.kind, providerRef: row.provider_ref, amount: moneyOf(row) }));
    return { data, next: rows.length === pageSize ? (rows.at(-1)?.provider_ref ?? null) : null };
  }

  private async insert(
    transaction: Transaction,
    entry: Pick<ChargeEntry, 'key' | 'status' | 'behaviour' | 'code' | 'currency'> & {
      readonly amount: number;
      readonly returnUrl: string | null;
    },
  ): Promise<ChargeEntry | undefined> {
    const { key, status, behaviour, amount, currency, code, returnUrl } = entry;
    const [row] = await transaction.query<ChargeEntry>(
      'sim_charge_add',
      `INSERT INTO simulator.charges (key, provider_ref, status, behaviour, amount_minor, currency, code, return_url, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO NOTHING RETURNING *`,
      [key, `sim_ch_${v7()}`, status, behaviour, amount, currency, code, returnUrl, this.clock.now()],
    );
    return row;
  }

  private async hold(transaction: Transaction, key: string): Promise<ChargeEntry> {
    const [row] = await transaction.query<ChargeEntry>('sim_charge_hold', 'SELECT * FROM simulator.charges WHERE key = $1 FOR UPDATE', [
      key,
    ]);
    if (row === undefined) throw new Contradiction(404, 'not-found');
    return row;
  }

  private async move(transaction: Transaction, key: string, status: Charge['status']): Promise<ChargeEntry> {
    const [row] = await transaction.query<ChargeEntry>(
      'sim_charge_move',
      'UPDATE simulator.charges SET status = $2, code = $3, at = $4 WHERE key = $1 RETURNING *',
      [key, status, status === 'failed' ? 'declined' : null, this.clock.now()],
    );
    if (row === undefined) throw new Contradiction(404, 'not-found');
    return row;
  }

  /** Writes the webhooks of what a charge became. */
  private async tell(transaction: Transaction, entry: ChargeEntry): Promise<void> {
    const { behaviour, status } = entry;
    if (tellsNothing(behaviour)) return;
    const { actionUrl, method } = this.toCharge(entry);
    const type = status === 'requires_action' ? 'charge.action_required' : `charge.${status}`;
    await this.addWebhook(transaction, type, entry, { actionUrl, method }, behaviour);
    if (behaviour !== 'dispute' || status !== 'succeeded') return;
    const dispute = { ...entry, provider_ref: `sim_di_${v7()}`, code: 'fraudulent' };
    await this.addWebhook(transaction, 'dispute.opened', dispute, {}, behaviour);
  }

  private async addWebhook(
    transaction: Transaction,
    type: string,
    entry: Pick<ChargeEntry, 'key' | 'provider_ref' | 'amount_minor' | 'currency' | 'code' | 'at'>,
    more: object,
    behaviour: Behaviour,
  ): Promise<void> {
    const { key, provider_ref: providerRef, code, at } = entry;
    // A dispute is about the charge, and its reference is of its own.
    const data = { key, providerRef, amount: moneyOf(entry), ...(code && { code }), ...more };
    await transaction.query(
      'sim_webhook_add',
      'INSERT INTO simulator.webhooks (id, key, body, copies, next_at) VALUES ($1, $2, $3, $4, $5)',
      [
        ...[`msg_${v7()}`, key, JSON.stringify({ type, timestamp: at.toISOString(), data })],
        ...[behaviour === 'webhook_twice' ? 2 : 1, this.clock.now()],
      ],
    );
  }

  private toCharge(entry: ChargeEntry): Charge {
    const { key, provider_ref: providerRef, status, code, at } = entry;
    const actionUrl = status === 'requires_action' ? `${this.settings.providerUrl}/actions/${key}` : null;
    return { key, providerRef, status, amount: moneyOf(entry), code, actionUrl, method: visa, at };
  }
}

const toRefund = (entry: RefundEntry): ProviderRefund => {
  const { key, provider_ref: providerRef, status, code, at } = entry;
  return { key, providerRef, status, amount: moneyOf(entry), code, at };
};
