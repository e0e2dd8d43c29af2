import type * as z from 'zod';
import type { Duration } from './units';

/** What a topic is, apart from its events. The name is `<context>.<entity>.v<version>`. */
export interface TopicFacts {
  /** Bounded context that owns the entity: `'order'`. Declared, because it need not be a folder's name. */
  readonly context: string;
  /** The entity whose changes travel here, in order per key: `'order'` in `order.order.v1`. */
  readonly entity: string;
  /** Grows by one with a breaking change, beside the old topic. At least 1. */
  readonly version: number;
  /** The payload's field that is the record key; events with the same key keep their order. Every event must carry it. */
  readonly key: string;
  /** Partitions of the topic, 1 to 200. They can grow (with care for order) and never shrink. */
  readonly partitions: number;
  /** How long the broker keeps events. At most 14 days, because events may carry personal data. */
  readonly retention: Duration;
  /**
   * Any service may produce, because every service that holds the fact must report it.
   * @default false - exactly one service produces
   */
  readonly anyProducer?: boolean;
  /**
   * The payload holds what must not be kept, such as a token: a service deletes its copy once it is published, and dead letters keep no payload.
   * @default false
   */
  readonly sensitive?: boolean;
}

/** A topic with its derived name. */
export interface Topic extends TopicFacts {
  readonly name: string;
}

/** One type of event on a topic. Services import it; it is never written as a string at the point of use. */
export interface EventType<Data = unknown> {
  readonly topic: Topic;
  /** The CloudEvents type: `order.order.placed.v1`. */
  readonly type: string;
  /** Validates the payload before it is written and after it is read. */
  readonly schema: z.ZodType<Data>;
}

type Payloads = Readonly<Record<string, z.ZodObject>>;

/** A topic as definitions import it: `orders.placed` is an event type, `orders.topic` the topic itself. */
export type TopicWithEvents<Events extends Payloads> = { readonly topic: Topic } & {
  readonly [Name in keyof Events]: EventType<z.output<Events[Name]>>;
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Declares a topic and the types of event that travel on it.
 *
 * The key of each event in camel case becomes its CloudEvents type: `emailChanged` of context `auth`, entity `account`, version 1 is
 * `auth.account.email-changed.v1`.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md#type
 */
export const defineTopic = <Events extends Payloads>({
  events,
  ...facts
}: TopicFacts & { readonly events: Events }): TopicWithEvents<Events> => {
  const topic: Topic = { ...facts, name: `${facts.context}.${facts.entity}.v${facts.version}` };
  const types = Object.entries(events).map(([name, schema]) => [
    name,
    { topic, type: `${facts.context}.${facts.entity}.${kebab(name)}.v${facts.version}`, schema } satisfies EventType,
  ]);
  return { ...Object.fromEntries(types), topic } as TopicWithEvents<Events>;
};
