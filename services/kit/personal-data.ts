import type { Context } from './context';
import type { Transaction } from './database/transaction';

/** What an erasure did. */
export interface Erased {
  readonly deleted: number;
  readonly anonymised: number;
}

/**
 * What a service holds of a person. A provider that extends it is found by the kit, which then answers `GET` and `DELETE
 * /internal/privacy/{userId}` for callers with the scope `privacy:service`; the service's handler of `user.erasure.requested` calls `erase` too.
 */
export abstract class PersonalData {
  /** All rows of one person by table, for the person's eyes: no hashes, no secrets. A person who is unknown has none. */
  abstract export(context: Context, userId: string): Promise<Readonly<Record<string, readonly object[]>>>;
  /** Deletes or anonymises; may be repeated. A person who is unknown leaves zeros. */
  abstract erase(transaction: Transaction, userId: string): Promise<Erased>;
}
