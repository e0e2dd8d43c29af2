import type { Context } from '../context';
import { type Logger, startTrace, within } from '../telemetry';
import type { ReceivedRecord } from './bus';
import { ImpossibleEvent, type Received } from './on';

const withinMs = 10_000;

/** An event as its headers tell of it, with a context of its own; its data is read later. */
export const receivedOf = (record: ReceivedRecord, type: string, log: Logger): Received<unknown> => {
  const { headers } = record;
  const trace = within(startTrace(headers.ce_traceparent ?? headers.traceparent));
  const context: Context = {
    trace,
    requestId: headers.ce_correlationid ?? trace.traceId,
    log: log.child({ traceId: trace.traceId, eventId: headers.ce_id, eventType: headers.ce_type }),
    deadline: performance.now() + withinMs,
  };
  const version = headers.ce_aggregateversion;
  return {
    // Without an id it cannot be handled once; its place tells it from others then.
    id: headers.ce_id || `${record.topic}/${record.partition}/${record.offset}`,
    type,
    subject: headers.ce_subject ?? record.key,
    time: headers.ce_time ?? '',
    data: undefined,
    version: version === undefined ? undefined : Number(version),
    correlationId: headers.ce_correlationid,
    context,
  };
};

/** The parser's own message would show a piece of the payload. */
export const dataOf = ({ value }: ReceivedRecord): unknown => {
  try {
    return JSON.parse(value.toString());
  } catch {
    throw new ImpossibleEvent('the payload is not JSON');
  }
};
