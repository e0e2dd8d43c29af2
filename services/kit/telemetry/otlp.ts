import type { Span, SpanSink } from './spans';

const kinds: Readonly<Record<Span['kind'], number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

/**
 * Sends spans to a collector in batches, and drops them when it cannot be reached: telemetry never slows a request.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export class OtlpSpans implements SpanSink {
  private waiting: Span[] = [];
  private readonly timer: NodeJS.Timeout;

  /** `endpoint` is the collector's address without path: `http://collector:4318`. */
  constructor(
    private readonly endpoint: string,
    private readonly resource: Readonly<Record<string, string>>,
    private readonly most = 4096,
  ) {
    this.timer = setInterval(() => void this.flush(), 5000).unref();
  }

  add(span: Span): void {
    if (!span.trace.sampled && !span.failed) return;
    if (this.waiting.length < this.most) this.waiting.push(span);
  }

  async flush(): Promise<void> {
    const spans = this.waiting;
    this.waiting = [];
    if (spans.length === 0) return;
    try {
      await fetch(`${this.endpoint}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request(this.resource, spans)),
        signal: AbortSignal.timeout(2000),
      });
    } catch {
      // A collector that is away costs spans, nothing else.
    }
  }

  /** Sends the rest and stops. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}

const request = (resource: Readonly<Record<string, string>>, spans: readonly Span[]) => ({
  resourceSpans: [
    { resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: { name: 'services/kit' }, spans: spans.map(encode) }] },
  ],
});

const nanoseconds = (milliseconds: number): string => String(BigInt(Math.round(milliseconds * 1000)) * 1000n);

const encode = ({ name, kind, trace, startedAt, durationMs, attributes: facts, failed }: Span) => ({
  traceId: trace.traceId,
  spanId: trace.spanId,
  parentSpanId: trace.parentId,
  name,
  kind: kinds[kind],
  startTimeUnixNano: nanoseconds(startedAt),
  endTimeUnixNano: nanoseconds(startedAt + durationMs),
  attributes: attributes(facts),
  status: { code: failed ? 2 : 0 },
});

const attributes = (facts: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(facts).map(([key, value]) => ({ key, value: encodeValue(value) }));

const encodeValue = (value: string | number | boolean) => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};
