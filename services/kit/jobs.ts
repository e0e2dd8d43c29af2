import type { Context } from './context';
import type { Transaction } from './database/transaction';

/** A job that is being done. */
export interface Job {
  readonly id: string;
  readonly payload: unknown;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the service stops: the job is then given back, and done elsewhere. */
  readonly signal: AbortSignal;
}

/** How a job stands. */
export interface JobState {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly attempts: number;
  readonly result: unknown;
  /** Why the latest try failed: the message of a `Problem`, else a general one. */
  readonly error: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Work that takes longer than a request, kept in the service's database: done once even if the process dies, by whichever replica is free. */
export abstract class Jobs {
  /** Asks for a job in the transaction of what makes it necessary; gives its id. */
  abstract add(transaction: Transaction, kind: string, payload: unknown): Promise<string>;
  abstract find(context: Context, id: string): Promise<JobState | undefined>;
}

interface Doer {
  readonly kind: string;
  readonly method: string;
  readonly attempts: number;
}

const doers = new WeakMap<object, Doer[]>();

/** The jobs that a class does. */
export const doersOf = (type: object): readonly Doer[] => doers.get(type) ?? [];

/**
 * Makes a method of a provider the doer of a kind of job. What it gives back is kept as the job's result. When it throws the job is tried
 * again, three times by default, with a growing pause; a job whose process died is taken over after a minute.
 */
export const Does =
  (kind: string, { attempts = 3 }: { readonly attempts?: number } = {}) =>
  (target: object, key: string, _: TypedPropertyDescriptor<(context: Context, job: Job) => Promise<unknown>>): void => {
    doers.set(target.constructor, [...doersOf(target.constructor), { kind, method: key, attempts }]);
  };
