/** How long somebody binds themselves, for a lower price. */
export const commitments = ['none', '1y', '3y'] as const;
export type Commitment = (typeof commitments)[number];

/** What AWS asks for one unit of something. */
export interface Price {
  /** `hour`, `GB`, `GB-month`, `million requests`. */
  readonly unit: string;
  /** The plan that makes it cheaper. @default - none does */
  readonly plan?: string;
  /** US dollars by region; `*` where every region asks the same. */
  readonly usd: Readonly<Record<string, RegionalPrice>>;
}

/** A price with where it was read, and when. */
export interface RegionalPrice {
  readonly usd: number;
  /** The page that says it, or where AWS publishes it. */
  readonly source: string;
  /** The day as of which it holds. */
  readonly date: string;
  /** Whether that page was read; otherwise the number is from memory and may be off by some percent. */
  readonly verified: boolean;
}

/** What part of a price a commitment saves. */
export interface Plan {
  readonly what: string;
  readonly saves: Readonly<Record<Exclude<Commitment, 'none'>, number>>;
  readonly source: string;
  readonly date: string;
  readonly verified: boolean;
}

/** Every price that the estimate knows, as `cost/prices.json` holds them. */
export interface PriceTable {
  /** The day of the newest look at the prices. */
  readonly date: string;
  readonly currency: 'USD';
  /** The regions with prices. */
  readonly regions: readonly string[];
  readonly plans: Readonly<Record<string, Plan>>;
  readonly prices: Readonly<Record<string, Price>>;
}

/** Hours of a month, as AWS counts in its examples: 8,760 a year. */
export const hoursPerMonth = 730;

/** The price of something in a region; nothing where the table does not say. */
export const priceOf = ({ prices }: PriceTable, id: string, region: string): RegionalPrice | undefined =>
  prices[id]?.usd[region] ?? prices[id]?.usd['*'];

/** What is left of a price under a commitment, as a factor. */
export const leftOf = ({ plans, prices }: PriceTable, id: string, commitment: Commitment): number => {
  const { plan } = prices[id] ?? {};
  return commitment === 'none' || plan === undefined ? 1 : 1 - (plans[plan]?.saves[commitment] ?? 0);
};
