import type { BusRecord, EventBus } from '../events/bus';
import { redact } from '../telemetry';

/** An event as somebody may look at it: values that say who a person is are hidden. */
export interface SeenEvent {
  /** Grows by one with each event of this process. */
  readonly number: number;
  readonly type: string;
  readonly key: string;
  readonly traceId: string;
  /** The service that reported it. */
  readonly from: string;
  /** Services that have it delivered. */
  readonly to: readonly string[];
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** Absent when the topic is sensitive. */
  readonly data?: unknown;
}

/** An event with its data as it travels; it is read only when somebody looks. */
interface Kept {
  readonly event: SeenEvent;
  readonly value: Buffer | undefined;
}

interface RecentEventsOptions {
  /** Names of the services that consume a type. */
  readonly consumers: (type: string) => readonly string[];
  /** Topics of which not even the data is shown. */
  readonly sensitive: ReadonlySet<string>;
  /** Events that are kept. @default 500 */
  readonly most?: number;
}

/** The latest events that were published, for a page that shows them. Nothing is kept longer than this process lives. */
export class RecentEvents {
  private readonly kept: Kept[] = [];
  private readonly listeners = new Set<(event: SeenEvent) => void>();
  private count = 0;

  constructor(private readonly options: RecentEventsOptions) {}

  /** A bus that is looked at: what was published through it is remembered. */
  watch(bus: EventBus): EventBus {
    return {
      publish: async (records) => {
        await bus.publish(records);
        for (const record of records) this.add(record);
      },
      subscribe: (subscription) => bus.subscribe(subscription),
      isUp: () => bus.isUp(),
      close: () => bus.close(),
    };
  }

  /** Events after one with a number, oldest first. @default after - all that are kept */
  list(after = 0): SeenEvent[] {
    return this.kept.filter(({ event }) => event.number > after).map(shown);
  }

  /** Tells of each new event until the function that it gives back is called. */
  listen(listener: (event: SeenEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private add({ topic, key, headers, value }: BusRecord): void {
    const type = headers.ce_type ?? topic;
    const event: SeenEvent = {
      number: ++this.count,
      type,
      key,
      traceId: headers.traceparent?.split('-')[1] ?? '',
      from: (headers.ce_source ?? '').replace('/services/', ''),
      to: this.options.consumers(type),
      at: Date.parse(headers.ce_time ?? '') || Date.now(),
    };
    const entry = { event, value: this.options.sensitive.has(topic) ? undefined : value };
    this.kept.push(entry);
    if (this.kept.length > (this.options.most ?? 500)) this.kept.shift();
    for (const listener of this.listeners) listener(shown(entry));
  }
}

const shown = ({ event, value }: Kept): SeenEvent => (value ? { ...event, data: redact(JSON.parse(value.toString())) } : event);
