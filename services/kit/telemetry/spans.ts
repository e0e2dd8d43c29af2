import type { Trace } from './trace';

/** A finished piece of work. */
export interface Span {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly trace: Trace;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly failed: boolean;
}

/** Where finished spans go. Failed ones are always kept. */
export interface SpanSink {
  add(span: Span): void;
  /** Sends what is waiting. */
  flush(): Promise<void>;
}

/** Keeps the latest spans in memory, for a page that shows them and for tests. */
export class RecentSpans implements SpanSink {
  private readonly ring: Span[] = [];
  private next = 0;

  constructor(private readonly most = 2000) {}

  add(span: Span): void {
    if (!span.trace.sampled && !span.failed) return;
    this.ring[this.next] = span;
    this.next = (this.next + 1) % this.most;
  }

  /** The spans of a trace, or all, oldest first. */
  list(traceId?: string): Span[] {
    const ordered = [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
    return traceId === undefined ? ordered : ordered.filter(({ trace }) => trace.traceId === traceId);
  }

  async flush(): Promise<void> {}
}
