import type { ServiceDefinition } from '#model';
import type { KitSettings } from '../config';
import type { Database } from '../database/database';
import type { Telemetry } from '../telemetry';
import type { Consumer, EventBus } from './bus';
import type { DeadLetterDesk } from './dead-letter-desk';
import type { EventHandlers } from './handlers';
import { Inbox } from './inbox';
import { Relay } from './relay';

export interface EventWorkOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly telemetry: Telemetry;
  readonly database: Database;
  readonly bus: EventBus;
  readonly handlers: EventHandlers;
  /** Where operators have dead letters handled again. */
  readonly desk?: DeadLetterDesk | undefined;
}

/** What a service does with events by itself: it publishes what its transactions reported, and handles what it consumes. */
export class EventWork {
  private readonly relay: Relay | undefined;
  private readonly inbox: Inbox | undefined;
  private consumer: Consumer | undefined;
  private stopped = false;

  constructor(private readonly options: EventWorkOptions) {
    const { name, definition, telemetry, database, bus, handlers } = options;
    if (definition.produces?.length) {
      const sensitive = definition.produces.filter(({ topic }) => topic.sensitive).map(({ topic }) => topic.name);
      this.relay = new Relay({ database, bus, log: telemetry.log, metrics: telemetry.metrics, sensitive });
    }
    if (handlers.handlers.length > 0) {
      this.inbox = new Inbox({ service: name, database, telemetry, handlers: handlers.handlers, mayPass: handlers.mayPass });
      if (options.desk) options.desk.inbox = this.inbox;
      telemetry.metrics.gauges('consumer_lag', 'Events that wait to be handled, by topic.', 'topic', () => this.consumer?.lag() ?? []);
    }
  }

  publish(): void {
    this.options.database.onEmitted = () => this.relay?.wake();
    this.relay?.start();
  }

  /** Joins the consumers of the service. Rejects while the bus cannot be reached. */
  async receive(): Promise<void> {
    const { bus, settings, name, handlers } = this.options;
    const { inbox } = this;
    if (inbox === undefined || this.consumer) return;
    this.consumer = await bus.subscribe({
      group: settings.CONSUMER_GROUP ?? name,
      topics: [...new Map(handlers.handlers.map(({ event: { topic } }) => [topic.name, topic])).values()],
      handle: (records) => inbox.handle(records),
    });
    // The bus answered after the service had begun to stop.
    if (this.stopped) await this.consumer.stop();
  }

  idleMs(): number {
    return this.consumer?.idleMs() ?? 0;
  }

  async purge(): Promise<void> {
    await Promise.all([this.relay?.purge(), this.inbox?.purge()]);
  }

  /** Finishes what is at hand. What requests report from now on waits in the outbox for the next start, or another replica. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.consumer?.stop();
    await this.relay?.stop();
  }
}
