import type { Context } from '../context';
import type { Database } from '../database/database';
import type { Transaction } from '../database/transaction';
import type { Sagas } from './sagas';

interface LateHandler {
  readonly kinds: readonly string[];
  readonly method: string;
}

const handlers = new WeakMap<object, LateHandler[]>();

/** What a class does about sagas that are late. */
export const lateHandlersOf = (type: object): readonly LateHandler[] => handlers.get(type) ?? [];

/**
 * Makes a method of a provider look after sagas of some kinds whose deadline has passed. It is called in a transaction with the saga's subject,
 * and must lock and read the saga again: whatever it waited for may have come meanwhile.
 */
export const Late =
  (...kinds: readonly string[]) =>
  (target: object, key: string, _: TypedPropertyDescriptor<(subject: string, transaction: Transaction) => Promise<void>>): void => {
    handlers.set(target.constructor, [...lateHandlersOf(target.constructor), { kinds, method: key }]);
  };

/** Finds sagas that are late, and hands each to whoever looks after its kind; one that fails does not keep the others waiting. */
export class LateSagas {
  constructor(
    private readonly sagas: Sagas,
    private readonly database: Database,
    private readonly instances: readonly object[],
  ) {}

  /** Whether anybody looks after sagas here. */
  get wanted(): boolean {
    return this.instances.some((instance) => lateHandlersOf(instance.constructor).length > 0);
  }

  async sweep(context: Context): Promise<void> {
    const failures: unknown[] = [];
    for (const { subject, kind } of await this.sagas.late(context))
      for (const handle of this.handlersOf(kind))
        await this.database.transaction(context, (transaction) => handle(subject, transaction)).catch((error) => failures.push(error));
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} late sagas could not be looked after; first: ${failures[0]}`);
  }

  private handlersOf(kind: string): ((subject: string, transaction: Transaction) => Promise<void>)[] {
    return this.instances.flatMap((instance) =>
      lateHandlersOf(instance.constructor)
        .filter(({ kinds }) => kinds.includes(kind))
        .map(
          ({ method }) =>
            (subject: string, transaction: Transaction) =>
              (instance as Record<string, (subject: string, transaction: Transaction) => Promise<void>>)[method]?.(subject, transaction) ??
              Promise.resolve(),
        ),
    );
  }
}
