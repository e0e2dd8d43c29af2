import type { Estimate, Item } from './estimate';
import type { Commitment } from './price-table';
import { shared, totalsBy, usdOf } from './totals';

/** What something cost before and costs now, in US dollars a month. */
export interface Step {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

/** What a change of the platform does to its bill. Only what changes is listed. */
export interface Difference {
  readonly total: Step;
  readonly environments: readonly Step[];
  readonly stacks: readonly Step[];
  /** `dev order-service` */
  readonly services: readonly Step[];
}

/** The difference between two estimates with the same prices and assumptions. */
export const differenceOf = (
  before: Estimate,
  after: Estimate,
  { commitment, only }: { commitment: Commitment; only?: string },
): Difference => {
  const [old, now] = [before, after].map(({ items }) => items.filter(({ environment }) => only === undefined || environment === only)) as [
    Item[],
    Item[],
  ];
  const by = (key: (item: Item) => string): Step[] => {
    const [was, is] = [old, now].map((items) => new Map(totalsBy(items, commitment, key).map(({ name, usd }) => [name, usd]))) as [
      Map<string, number>,
      Map<string, number>,
    ];
    return [...new Set([...was.keys(), ...is.keys()])]
      .sort()
      .map((name) => step(name, was.get(name) ?? 0, is.get(name) ?? 0))
      .filter(({ change }) => change !== 0);
  };
  return {
    total: step('total', usdOf(old, commitment), usdOf(now, commitment)),
    environments: by(({ environment }) => environment),
    stacks: by(({ stack }) => stack),
    services: by(({ environment, service = shared }) => `${environment} ${service}`),
  };
};

const step = (name: string, before: number, after: number): Step => ({
  name,
  before,
  after,
  change: Math.round((after - before) * 100) / 100,
});
