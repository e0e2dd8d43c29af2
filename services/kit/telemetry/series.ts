import { Histogram, type Registry } from 'prom-client';

/**
 * What is counted, one item for each combination of labels. The library finds an item by sorting the labels and joining them each time, which
 * costs more than a short request's own work; so it is asked only when somebody reads the metrics.
 */
export class Series<Label extends string, Item> {
  private readonly byKey = new Map<string, { readonly labels: Readonly<Record<Label, string>>; readonly item: Item }>();

  constructor(
    private readonly names: readonly Label[],
    private readonly make: () => Item,
  ) {
    // Without labels there is something to show from the start.
    if (names.length === 0) this.of({} as Record<Label, string>);
  }

  of(labels: Readonly<Record<Label, string>>): Item {
    let key = '';
    for (const name of this.names) key += `${labels[name]}\n`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known.item;
    const item = this.make();
    this.byKey.set(key, { labels: { ...labels }, item });
    return item;
  }

  all(): Iterable<{ readonly labels: Readonly<Record<Label, string>>; readonly item: Item }> {
    return this.byKey.values();
  }
}

interface Observed {
  /** How many fell between the limit before and this one; the last is for what is above all limits. */
  readonly within: number[];
  sum: number;
  count: number;
}

interface DistributionOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  /** Upper limits of the ranges, ascending. */
  readonly limits: readonly number[];
  readonly registry: Registry;
}

/** A histogram that counts by itself and is shown by the library. */
export class Distribution<Label extends string> extends Histogram<Label | 'le'> {
  private readonly series: Series<Label, Observed>;
  private readonly limits: readonly number[];

  constructor({ name, help, labels, limits, registry }: DistributionOptions<Label>) {
    super({ name, help, labelNames: [...labels], buckets: [...limits], registers: [registry] });
    this.limits = limits;
    this.series = new Series(labels, () => ({ within: new Array<number>(limits.length + 1).fill(0), sum: 0, count: 0 }));
  }

  record(labels: Readonly<Record<Label, string>>, value: number): void {
    const observed = this.series.of(labels);
    let at = 0;
    while (at < this.limits.length && value > (this.limits[at] as number)) at += 1;
    observed.within[at] = (observed.within[at] as number) + 1;
    observed.sum += value;
    observed.count += 1;
  }

  /** What the library writes as text. */
  async getForPromString() {
    const { name, help } = this as unknown as { name: string; help: string };
    const values = [...this.series.all()].flatMap(({ labels, item }) => {
      let below = 0;
      const buckets = [...this.limits, '+Inf'].map((le, at) => {
        below += item.within[at] as number;
        return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: below };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: item.sum },
        { metricName: `${name}_count`, labels, value: item.count },
      ];
    });
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}
