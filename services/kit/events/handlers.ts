import type { EventType, ServiceDefinition } from '#model';
import type { Transaction } from '../database/transaction';
import { handlersOf, type Received } from './on';

/** What handles one type of event. */
export interface EventHandler {
  readonly event: EventType;
  /** Identifies the handler among those of the service. */
  readonly name: string;
  handle(event: Received<unknown>, transaction: Transaction): Promise<void>;
}

type Methods = Readonly<Record<string, (event: Received<unknown>, transaction: Transaction) => Promise<void>>>;

/** The handlers that the instances of a service declare with `@On`. */
export const handlersIn = (instances: readonly object[]): EventHandler[] =>
  instances.flatMap((instance) =>
    handlersOf(instance.constructor).map(({ event, method }) => ({
      event,
      name: `${instance.constructor.name}.${method}`,
      handle: async (received, transaction) => (instance as Methods)[method]?.call(instance, received, transaction),
    })),
  );

interface HandlerOptions {
  readonly service: string;
  readonly definition: ServiceDefinition;
  readonly handlers: readonly EventHandler[];
  /** Whether an error of a handler may go away by itself. */
  readonly mayPass: (error: unknown) => boolean;
}

/** The handlers of a service, held against its definition: what is declared is handled, once, and nothing else is. */
export class EventHandlers {
  readonly handlers: readonly EventHandler[];
  readonly mayPass: (error: unknown) => boolean;

  constructor({ service, definition, handlers, mayPass }: HandlerOptions) {
    const types = (events: readonly EventType[]): string[] => events.map(({ type }) => type);
    const [declared, handled] = [types(definition.consumes ?? []), types(handlers.map(({ event }) => event))];
    const mistakes = [
      ...declared
        .filter((type) => !handled.includes(type))
        .map(
          (type) =>
            `${service}: no-handler: consumes '${type}' and no provider handles it; add a method with @On, or remove it from consumes`,
        ),
      ...handled
        .filter((type) => !declared.includes(type))
        .map((type) => `${service}: undeclared-handler: handles '${type}', which its definition does not name; add it to consumes`),
      ...handled
        .filter((type, at) => handled.indexOf(type) !== at)
        .map((type) => `${service}: two-handlers: '${type}' has two handlers; make it one`),
    ];
    if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
    this.handlers = handlers;
    this.mayPass = mayPass;
  }
}
