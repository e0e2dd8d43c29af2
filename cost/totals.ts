import { type Assumption, assumptions, podNode, standbyShare } from './assumptions';
import type { Estimate, Item } from './estimate';
import { type Commitment, commitments, type PriceTable, priceOf } from './price-table';

/** A sum of lines, in US dollars. */
export interface Total {
  readonly name: string;
  readonly usd: number;
  /** What it is made of. @default - of nothing that could be told apart */
  readonly parts?: readonly Total[];
}

/** What an environment costs, seen from each side; every side adds up to the same. */
export interface EnvironmentCost {
  readonly environment: string;
  readonly usd: number;
  readonly commitments: Readonly<Record<Commitment, number>>;
  /** Stacks with what is in them by kind. */
  readonly stacks: readonly Total[];
  readonly kinds: readonly Total[];
  /** Teams with their services. */
  readonly teams: readonly Total[];
}

/** Answer of the command as a program reads it. */
export interface CostReport {
  readonly currency: string;
  readonly per: 'month';
  readonly pricesOf: string;
  readonly commitment: Commitment;
  readonly usd: number;
  readonly environments: readonly EnvironmentCost[];
  readonly items: readonly (Omit<Item, 'cents'> & { readonly usd: number })[];
  readonly unpriced: Estimate['unpriced'];
  /** Those that a line rests on. */
  readonly assumptions: Readonly<Record<string, Assumption>>;
  readonly podNode: typeof podNode;
  readonly standbyShare: number;
  /** Prices in use that were not read on the page they are said to come from: `nat.hour in us-west-2`. */
  readonly unverified: readonly string[];
}

/** What belongs to no single service. */
export const shared = 'shared by all';

/** Sums by a key, in the order of their size; of the same size by name. */
export const totalsBy = (
  items: readonly Item[],
  commitment: Commitment,
  key: (item: Item) => string,
  inner?: (item: Item) => string,
): Total[] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups]
    .map(([name, of]) => ({ name, usd: usdOf(of, commitment), ...(inner && { parts: totalsBy(of, commitment, inner) }) }))
    .sort((a, b) => b.usd - a.usd || (a.name < b.name ? -1 : 1));
};

/** The sum of lines in US dollars: cents are added, so it is exact. */
export const usdOf = (items: readonly Item[], commitment: Commitment): number =>
  items.reduce((sum, { cents }) => sum + cents[commitment], 0) / 100;

/** The whole answer, of one environment or of all. */
export const reportOf = (
  { items, unpriced }: Estimate,
  table: PriceTable,
  { commitment, only }: { commitment: Commitment; only?: string },
): CostReport => {
  const wanted = items.filter(({ environment }) => only === undefined || environment === only);
  const names = [...new Set(wanted.map(({ environment }) => environment))];
  return {
    currency: table.currency,
    per: 'month',
    pricesOf: table.date,
    commitment,
    usd: usdOf(wanted, commitment),
    environments: names.map((environment) => ofEnvironment(environment, wanted, commitment)),
    items: wanted.map(({ cents, ...item }) => ({ ...item, usd: cents[commitment] / 100 })),
    unpriced: unpriced.filter(({ environment }) => only === undefined || environment === only),
    assumptions: assumedBy(wanted),
    podNode,
    standbyShare,
    unverified: unverifiedOf(wanted, table),
  };
};

const ofEnvironment = (environment: string, all: readonly Item[], commitment: Commitment): EnvironmentCost => {
  const items = all.filter((item) => item.environment === environment);
  return {
    environment,
    usd: usdOf(items, commitment),
    commitments: Object.fromEntries(commitments.map((each) => [each, usdOf(items, each)])) as EnvironmentCost['commitments'],
    stacks: totalsBy(
      items,
      commitment,
      ({ stack }) => stack,
      ({ kind }) => kind,
    ),
    kinds: totalsBy(items, commitment, ({ kind }) => kind),
    teams: totalsBy(
      items,
      commitment,
      ({ team }) => team,
      ({ service = shared }) => service,
    ),
  };
};

const assumedBy = (items: readonly Item[]): CostReport['assumptions'] => {
  const asked = new Set(items.flatMap(({ assumed }) => assumed));
  return Object.fromEntries(Object.entries(assumptions).filter(([name]) => asked.has(name)));
};

const unverifiedOf = (items: readonly Item[], table: PriceTable): string[] => {
  const used = items.filter(({ price, region }) => priceOf(table, price, region)?.verified === false);
  return [...new Set(used.map(({ price, region }) => `${price} in ${region}`))].sort();
};
