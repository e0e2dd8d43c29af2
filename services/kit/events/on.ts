import type { EventType } from '#model';
import type { Context } from '../context';
import type { Transaction } from '../database/transaction';

/** An event as a handler gets it. */
export interface Received<Data> {
  readonly id: string;
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** When it happened, RFC 3339. */
  readonly time: string;
  readonly data: Data;
  /** The aggregate's version after the change, where the producer keeps one. */
  readonly version: number | undefined;
  readonly correlationId: string | undefined;
  readonly context: Context;
}

/** The payload of a type of event. */
export type EventData<Event> = Event extends EventType<infer Data> ? Data : never;

/** An event that can never be handled, such as one that contradicts what is known. It becomes a dead letter after three tries. */
export class ImpossibleEvent extends Error {
  override readonly name = 'ImpossibleEvent';
}

interface Handler {
  readonly event: EventType;
  readonly method: string;
}

const handlers = new WeakMap<object, Handler[]>();

/** The handlers that a class declares. */
export const handlersOf = (type: object): readonly Handler[] => handlers.get(type) ?? [];

/**
 * Makes a method of a provider the handler of an event. It is called once for each event, however often that is delivered: what it does in
 * the transaction is committed together with the note that the event was handled.
 */
export const On =
  <Data>(event: EventType<Data>) =>
  <Handler extends (event: Received<Data>, transaction: Transaction) => Promise<void>>(
    target: object,
    key: string,
    _: TypedPropertyDescriptor<Handler>,
  ): void => {
    handlers.set(target.constructor, [...handlersOf(target.constructor), { event: event as EventType, method: key }]);
  };
