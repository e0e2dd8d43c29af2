import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceDefinition } from '#model';
import type { Clock } from './clock';
import type { KitSettings } from './config';
import type { Context } from './context';
import type { Database } from './database/database';
import { isBehind } from './database/migrate';
import type { EventBus } from './events/bus';
import type { DeadLetterDesk } from './events/dead-letter-desk';
import { EventWork } from './events/event-work';
import type { EventHandlers } from './events/handlers';
import { Repetition, repeatedOf } from './every';
import type { IdempotencyKeys } from './http/idempotency';
import type { JobStore } from './jobs/job-store';
import { doersIn, JobWork } from './jobs/job-work';
import type { Ports } from './ports/open-ports';
import { LateSagas } from './saga/late';
import { Sagas } from './saga/sagas';
import { OtlpSpans, type Telemetry } from './telemetry';

interface LifecycleOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly telemetry: Telemetry;
  readonly database?: Database | undefined;
  readonly keys?: IdempotencyKeys | undefined;
  readonly bus: EventBus | undefined;
  readonly jobs?: JobStore | undefined;
  readonly desk?: DeadLetterDesk | undefined;
  readonly ports: Ports;
  readonly clock: Clock;
}

const hour = 3_600_000;
const sagaSweepMs = 1000;

/** Brings up what works behind the HTTP interface once the database is there, and takes it down in the right order. */
export class Lifecycle {
  private readonly draining = new AbortController();
  private schemaFits = false;
  private events: EventWork | undefined;
  private jobs: JobWork | undefined;
  private repetitions: Repetition[] = [];
  private beginning: Promise<void> = Promise.resolve();

  constructor(private readonly options: LifecycleOptions) {}

  /** Takes over what the service's providers declare. */
  adopt(instances: readonly object[], handlers: EventHandlers | undefined): void {
    const { telemetry, database, bus, keys } = this.options;
    const methods = (instance: object) => instance as Readonly<Record<string, (context: Context) => Promise<void>>>;
    this.repetitions = instances.flatMap((instance) =>
      repeatedOf(instance.constructor).map(
        ({ method, pauseMs }) => new Repetition(async (context) => methods(instance)[method]?.call(instance, context), pauseMs, telemetry),
      ),
    );
    this.options.ports.adopt(instances);
    this.jobs = new JobWork({ service: this.options.name, store: this.options.jobs, doers: doersIn(instances), telemetry });
    if (database === undefined) return;
    const late = new LateSagas(new Sagas(database, this.options.clock), database, instances);
    if (late.wanted) this.repetitions.push(new Repetition((context) => late.sweep(context), sagaSweepMs, telemetry));
    if (bus && handlers) this.events = new EventWork({ ...this.options, database, bus, handlers });
    this.repetitions.push(
      new Repetition(async () => void (await Promise.all([keys?.purge(), this.events?.purge(), this.jobs?.purge()])), hour, telemetry),
    );
  }

  begin(): void {
    this.options.ports.connect();
    this.beginning = this.bringUp();
  }

  private async bringUp(): Promise<void> {
    await this.reachDatabase();
    if (this.draining.signal.aborted) return;
    this.schemaFits = true;
    const { STANDBY, ROLE } = this.options.settings;
    if (STANDBY) return;
    // Every process publishes: one at a time holds the lock for a batch, and what a caller was promised never waits for workers to be well.
    this.events?.publish();
    for (const repetition of this.repetitions) repetition.start();
    if (ROLE === 'api') return;
    this.jobs?.start();
    this.options.ports.queues?.start();
    await this.insist('events cannot be received; trying again', async () => void (await this.events?.receive()));
  }

  /** Waits for the database, and for its schema to be at least as new as this version expects. */
  private async reachDatabase(): Promise<void> {
    const { database } = this.options;
    if (database === undefined) return;
    await this.insist('the database cannot be reached; trying again', async () => {
      await database.connect();
      return (await isBehind(database.source)) ? "the schema is older than this version expects; run 'node main.js migrate'" : undefined;
    });
  }

  /** Does something until it succeeds or the service stops. A text that it gives back says what is still missing. */
  private async insist(failure: string, work: () => Promise<string | undefined>): Promise<void> {
    const { log } = this.options.telemetry;
    const { signal } = this.draining;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const againInMs = Math.min(5000, 200 * 2 ** attempt);
      try {
        const missing = await work();
        if (missing === undefined) return;
        log.warn({ againInMs }, missing);
      } catch (error) {
        log.warn({ reason: (error as Error).message, againInMs }, failure);
      }
      await pause(againInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async started(): Promise<boolean> {
    return this.schemaFits;
  }

  async ready(): Promise<boolean> {
    const { database } = this.options;
    return !this.draining.signal.aborted && this.schemaFits && (database === undefined || (await database.isUp()));
  }

  idleMs(): number {
    return this.events?.idleMs() ?? 0;
  }

  async checks(): Promise<Record<string, boolean>> {
    const { database, bus, ports } = this.options;
    const [db, events, cache] = await Promise.all([database?.isUp(), bus?.isUp(), ports.cache?.isUp()]);
    return { ...(db !== undefined && { db }), ...(events !== undefined && { bus: events }), ...(cache !== undefined && { cache }) };
  }

  /** Says "not ready" and waits until nobody sends requests any more; then stops what works by itself. */
  async drain(drainMs: number): Promise<void> {
    this.draining.abort();
    await pause(drainMs);
    // A bus that is away may take long to say so; it is closed in the end whatever it is doing.
    await Promise.race([this.beginning, pause(1000, undefined, { ref: false })]);
    await Promise.all([
      this.events?.stop(),
      this.jobs?.stop(),
      this.options.ports.queues?.stop(),
      ...this.repetitions.map((repetition) => repetition.stop()),
    ]);
  }

  /** Lets go of everything, after the last request was answered. */
  async end(): Promise<void> {
    const { database, bus, ports, telemetry } = this.options;
    await bus?.close();
    await ports.close();
    await (telemetry.spans instanceof OtlpSpans ? telemetry.spans.close() : telemetry.spans.flush());
    await database?.close();
    telemetry.log.flush();
  }
}
