import type { Span, SpanSink } from '../telemetry';

/** A span with the service that did the work. */
export interface SeenSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: Span['kind'];
  readonly spanId: string;
  readonly parentId?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** A trace in a list. */
export interface SeenTrace {
  readonly traceId: string;
  /** What began it. */
  readonly name: string;
  readonly service: string;
  readonly services: number;
  readonly spans: number;
  readonly startedAt: number;
  /** From its first beginning to its last end. */
  readonly durationMs: number;
  readonly failed: boolean;
}

const [mostTraces, mostSpans] = [200, 400];

/** The latest traces over all services, for a page that shows them. */
export class RecentTraces {
  /** Traces that somebody asked for, or that an event led to. */
  private readonly asked = new Map<string, SeenSpan[]>();
  /** Those of the loops of services, which make some all the time; one of them may still come to do work for somebody. */
  private readonly quiet = new Map<string, SeenSpan[]>();

  /** Where one service's spans go. */
  of(service: string): SpanSink {
    return { add: (span) => this.add(service, span), flush: async () => undefined };
  }

  /** Traces that somebody asked for, the latest first. */
  list(): SeenTrace[] {
    return [...this.asked].map(([traceId, spans]) => summaryOf(traceId, spans)).sort((one, other) => other.startedAt - one.startedAt);
  }

  /** The spans of a trace in the order in which they began; none when it is not kept any more. */
  spans(traceId: string): SeenSpan[] {
    return [...(this.asked.get(traceId) ?? [])].sort((one, other) => one.startedAt - other.startedAt);
  }

  private add(service: string, { name, kind, trace, startedAt, durationMs, failed }: Span): void {
    const { traceId, spanId, parentId, sampled } = trace;
    if (!sampled && !failed) return;
    const spans = this.asked.get(traceId) ?? this.quiet.get(traceId) ?? [];
    if (spans.length < mostSpans) spans.push({ service, name, kind, spanId, ...(parentId && { parentId }), startedAt, durationMs, failed });
    if (this.asked.has(traceId)) return;
    if (kind !== 'server' && kind !== 'consumer') return void keep(this.quiet, traceId, spans);
    this.quiet.delete(traceId);
    keep(this.asked, traceId, spans);
  }
}

/** The oldest goes when there are too many. */
const keep = (traces: Map<string, SeenSpan[]>, traceId: string, spans: SeenSpan[]): void => {
  traces.set(traceId, spans);
  if (traces.size <= mostTraces) return;
  for (const oldest of traces.keys()) return void traces.delete(oldest);
};

const summaryOf = (traceId: string, spans: readonly SeenSpan[]): SeenTrace => {
  const first = spans.reduce((one, other) => (other.startedAt < one.startedAt ? other : one));
  // A request begins a little after its own clock says, because its time is taken at its end.
  const root = spans.find(({ parentId, kind }) => parentId === undefined && kind === 'server') ?? first;
  const end = Math.max(...spans.map(({ startedAt, durationMs }) => startedAt + durationMs));
  return {
    traceId,
    name: root.name,
    service: root.service,
    services: new Set(spans.map(({ service }) => service)).size,
    spans: spans.length,
    startedAt: first.startedAt,
    durationMs: end - first.startedAt,
    failed: spans.some(({ failed }) => failed),
  };
};
