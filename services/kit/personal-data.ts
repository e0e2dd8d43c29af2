import type { Context } from './context';
import type { Transaction } from './database/transaction';

/** What an erasure did. */
export interface Erased {
  readonly deleted: number;
  readonly anonymised: number;
}

/**
 * What a service holds of a person. A provider that extends it is found by the kit, which then answers `GET` and `DELETE
 * /internal/privacy/{userId}` for callers with the scope `privacy:service`; the service's handler of `user.erasure.requested` calls `forget` too.
 */
export abstract class PersonalData {
  /** All rows of one person by table, for the person's eyes: no hashes, no secrets. A person who is unknown has none. */
  abstract export(context: Context, userId: string): Promise<Readonly<Record<string, readonly object[]>>>;
  /** Deletes or anonymises; may be repeated. A person who is unknown leaves zeros. Called by `forget`. */
  protected abstract erase(transaction: Transaction, userId: string): Promise<Erased>;

  /** Erases, together with the answers that are kept in case the person repeats a request. */
  async forget(transaction: Transaction, userId: string): Promise<Erased> {
    const erased = await this.erase(transaction, userId);
    await transaction.query('answers_forget', 'DELETE FROM idempotency_keys WHERE caller = $1', [userId]);
    return erased;
  }
}
