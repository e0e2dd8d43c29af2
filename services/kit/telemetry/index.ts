export { createLog, type Logger } from './log';
export { type CounterMetric, type HistogramMetric, Metrics } from './metrics';
export { OtlpSpans } from './otlp';
export { redact } from './redact';
export { RecentSpans, type Span, type SpanSink } from './spans';
export { randomHex, startTrace, type Trace, traceparent, within } from './trace';

import type { Logger } from './log';
import type { Metrics } from './metrics';
import type { SpanSink } from './spans';

/** What a service tells of itself. */
export interface Telemetry {
  readonly log: Logger & { flush(): void };
  readonly metrics: Metrics;
  readonly spans: SpanSink;
  /** Share of new traces that is kept, 0 to 1. */
  readonly sampling: number;
}
