import type { EventType } from '#model';
import type { Context } from '../context';
import { randomHex, traceparent } from '../telemetry';

/** An event to be reported. */
export interface Emission<Data = unknown> {
  readonly event: EventType<Data>;
  readonly data: Data;
  /** The aggregate's version after the change; consumers ignore what is older than what they have. */
  readonly version?: number;
  /** Ties events of one longer flow together. @default - the request's id */
  readonly correlationId?: string;
  /** The event that led to this one. */
  readonly causationId?: string;
}

export const outboxColumns = 'event_id, type, topic, key, subject, data, headers';

export const insertOutbox = `INSERT INTO outbox (${outboxColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** A UUID of version 7. The usual packages ask the system for random bytes each time, which costs as much as a third of this whole row. */
const eventId = (): string => {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomHex(10);
  const variant = ((Number.parseInt(random.charAt(3), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
};

/** Largest payload of an event, in bytes. */
const most = 256 * 1024;

/** The row that reports an event. Refuses data that does not fit the schema, or is larger than 256 KiB. */
export const outboxRow = (emission: Emission, context: Context, service: string): readonly unknown[] => {
  const { event, version, correlationId = context.requestId, causationId } = emission;
  const data = event.schema.parse(emission.data) as Readonly<Record<string, unknown>>;
  const text = JSON.stringify(data);
  const bytes = Buffer.byteLength(text);
  if (bytes > most) throw new Error(`${event.type}: event-too-large: ${bytes} bytes, ${most} at most; report a reference instead`);
  const id = eventId();
  const key = String(data[event.topic.key]);
  const trace = traceparent(context.trace);
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: `/services/${service}`,
    ce_type: event.type,
    ce_subject: key,
    ce_time: new Date().toISOString(),
    ce_dataschema: `/schemas/${event.type}`,
    ce_partitionkey: key,
    ce_traceparent: trace,
    ce_correlationid: correlationId,
    ...(causationId && { ce_causationid: causationId }),
    ...(version !== undefined && { ce_aggregateversion: String(version) }),
    'content-type': 'application/json',
    traceparent: trace,
  };
  return [id, event.type, event.topic.name, key, key, text, JSON.stringify(headers)];
};
