import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceDefinition, Topic } from '#model';
import type { KitSettings } from './config';
import type { Context } from './context';
import type { Database } from './database/database';
import { isBehind } from './database/migrate';
import type { Consumer, EventBus } from './events/bus';
import type { EventHandlers } from './events/handlers';
import { Inbox } from './events/inbox';
import { Relay } from './events/relay';
import { Repetition, repeatedOf } from './every';
import type { IdempotencyKeys } from './http/idempotency';
import { OtlpSpans, type Telemetry } from './telemetry';

interface LifecycleOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly telemetry: Telemetry;
  readonly database: Database | undefined;
  readonly keys: IdempotencyKeys | undefined;
  readonly bus: EventBus | undefined;
}

const hour = 3_600_000;

/** Brings up what works behind the HTTP interface once the database is there, and takes it down in the right order. */
export class Lifecycle {
  private draining = false;
  private schemaFits = false;
  private relay: Relay | undefined;
  private inbox: Inbox | undefined;
  private consumer: Consumer | undefined;
  private repetitions: Repetition[] = [];
  private handlers: EventHandlers | undefined;
  private beginning: Promise<void> = Promise.resolve();

  constructor(private readonly options: LifecycleOptions) {}

  /** Takes over what the service's providers declare. */
  adopt(instances: readonly object[], handlers: EventHandlers | undefined): void {
    const { telemetry, database, keys } = this.options;
    this.handlers = handlers;
    const methods = (instance: object) => instance as Readonly<Record<string, (context: Context) => Promise<void>>>;
    this.repetitions = instances.flatMap((instance) =>
      repeatedOf(instance.constructor).map(
        ({ method, pauseMs }) => new Repetition(async (context) => methods(instance)[method]?.call(instance, context), pauseMs, telemetry),
      ),
    );
    if (database)
      this.repetitions.push(
        new Repetition(async () => void (await Promise.all([keys?.purge(), this.relay?.purge(), this.inbox?.purge()])), hour, telemetry),
      );
  }

  begin(): void {
    this.beginning = this.bringUp();
  }

  private async bringUp(): Promise<void> {
    const { database, settings } = this.options;
    await this.reachDatabase();
    if (this.draining) return;
    this.schemaFits = true;
    if (settings.STANDBY) return;
    if (database) await this.startEvents(database);
    for (const repetition of this.repetitions) repetition.start();
  }

  /** Waits for the database, and for its schema to be at least as new as this version expects. */
  private async reachDatabase(): Promise<void> {
    const { database, telemetry } = this.options;
    if (database === undefined) return;
    for (let attempt = 0; !this.draining; attempt++) {
      const waitMs = Math.min(5000, 200 * 2 ** attempt);
      try {
        await database.connect();
        if (!(await isBehind(database.source))) return;
        telemetry.log.warn({ againInMs: waitMs }, "the schema is older than this version expects; run 'node main.js migrate'");
      } catch (error) {
        telemetry.log.warn({ reason: (error as Error).message, againInMs: waitMs }, 'the database cannot be reached; trying again');
      }
      await pause(waitMs);
    }
  }

  private async startEvents(database: Database): Promise<void> {
    const { bus, definition, telemetry, name, settings } = this.options;
    if (bus === undefined) return;
    const topics = topicsOf(definition);
    if (definition.produces?.length) {
      const sensitive = topics.filter((topic) => topic.sensitive).map((topic) => topic.name);
      this.relay = new Relay({ database, bus, log: telemetry.log, metrics: telemetry.metrics, sensitive });
      database.onEmitted = () => this.relay?.wake();
      this.relay.start();
    }
    if (this.handlers?.handlers.length) {
      const inbox = new Inbox({ service: name, database, telemetry, handlers: this.handlers.handlers, mayPass: this.handlers.mayPass });
      this.inbox = inbox;
      this.consumer = await bus.subscribe({
        group: settings.CONSUMER_GROUP ?? name,
        topics: [...new Map(this.handlers.handlers.map(({ event: { topic } }) => [topic.name, topic])).values()],
        handle: (records) => inbox.handle(records),
      });
      telemetry.metrics.gauges('consumer_lag', 'Events that wait to be handled, by topic.', 'topic', () => this.consumer?.lag() ?? []);
    }
  }

  async started(): Promise<boolean> {
    return this.schemaFits;
  }

  async ready(): Promise<boolean> {
    const { database } = this.options;
    return !this.draining && this.schemaFits && (database === undefined || (await database.isUp()));
  }

  idleMs(): number {
    return this.consumer?.idleMs() ?? 0;
  }

  async checks(): Promise<Record<string, boolean>> {
    const { database, bus } = this.options;
    const [db, events] = await Promise.all([database?.isUp(), bus?.isUp()]);
    return { ...(db !== undefined && { db }), ...(events !== undefined && { bus: events }) };
  }

  /** Says "not ready" and waits until nobody sends requests any more; then stops what works by itself. */
  async drain(drainMs: number): Promise<void> {
    this.draining = true;
    await pause(drainMs);
    await this.beginning;
    await this.consumer?.stop();
    await Promise.all([this.relay?.stop(), ...this.repetitions.map((repetition) => repetition.stop())]);
  }

  /** Lets go of everything, after the last request was answered. */
  async end(): Promise<void> {
    const { database, bus, telemetry } = this.options;
    await bus?.close();
    await (telemetry.spans instanceof OtlpSpans ? telemetry.spans.close() : telemetry.spans.flush());
    await database?.close();
    telemetry.log.flush();
  }
}

const topicsOf = ({ produces = [], consumes = [] }: ServiceDefinition): Topic[] => [
  ...new Set([...produces, ...consumes].map(({ topic }) => topic)),
];
