import { Counter, Gauge, Registry } from 'prom-client';
import { Distribution, Series } from './series';

/** A number that only grows. */
export interface CounterMetric<Label extends string> {
  add(labels: Readonly<Record<Label, string>>, amount?: number): void;
}

/** A distribution, in seconds. */
export interface HistogramMetric<Label extends string> {
  observe(labels: Readonly<Record<Label, string>>, seconds: number): void;
}

/** Limits of the histograms' ranges in seconds; the objectives of the tiers (50 ms to 1 s) are among them, so that a share can be read off exactly. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of one service, in a registry of its own, so that several run in one process. A label never holds an id or a raw path.
 * @see https://prometheus.io/docs/practices/naming/
 */
export class Metrics {
  private readonly registry = new Registry();

  counter<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): CounterMetric<Label> {
    const series = new Series(labels, () => ({ count: 0 }));
    new Counter({
      name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels: values, item } of series.all()) this.inc(values, item.count);
      },
    });
    return {
      add: (values, amount = 1) => {
        series.of(values).count += amount;
      },
    };
  }

  histogram<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): HistogramMetric<Label> {
    const distribution = new Distribution({ name, help, labels, limits: buckets, registry: this.registry });
    return { observe: (values, seconds) => distribution.record(values, seconds) };
  }

  /** A value that is asked for whenever somebody reads the metrics. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** A value by one label, each asked for whenever somebody reads the metrics. */
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, number]> | Promise<Iterable<readonly [string, number]>>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const [key, value] of await read()) this.set({ [label]: key }, value);
      },
    });
  }

  /** The text that Prometheus reads. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
