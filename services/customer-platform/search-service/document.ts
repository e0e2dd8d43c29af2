import type { Facts, ProductSaid, Sources } from './sources';

/** What is found and shown of a product. */
export interface Document {
  readonly status: 'unknown' | 'draft' | 'active' | 'retired';
  /** Whether anybody may find it: it is on the shelf, and has a price. */
  readonly visible: boolean;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly categoryPath: readonly string[];
  readonly sellerId: string;
  readonly priceMinor: number | null;
  readonly currency: string | null;
  readonly inStock: boolean;
  readonly rating: number;
  readonly popularity: number;
  /** What the match of the words is multiplied with, as text, so that it is the same number everywhere. */
  readonly boost: string;
  /** What a product says of itself besides name, category and description. */
  readonly attributes: string;
}

const unseen: Facts = {
  ...{ sellerId: '', name: '', slug: '', description: '', categoryPath: [], status: 'draft' },
  ...{ attributes: {}, variants: [], ratingAverage: 0, ratingCount: 0 },
};

const statusOf = (product: ProductSaid | null): Document['status'] => {
  if (product === null) return 'unknown';
  return product.facts?.status ?? 'retired';
};

/**
 * The lowest price of what can be ordered, in the currency of the first of it. Prices and snapshots carry the product's version, so that the
 * newer of the two counts: a change whose event never came is made good by the next snapshot.
 */
const priceOf = ({ variants }: Facts, { prices, product }: Sources): { priceMinor: number | null; currency: string | null } => {
  const all = variants
    .filter(({ active }) => active)
    .map(({ sku, price }): { amount: number; currency: string } => {
      const told = Object.hasOwn(prices, sku) ? prices[sku] : undefined;
      return told && told.version > (product?.version ?? 0) ? told : price;
    });
  const currency = all[0]?.currency ?? null;
  const amounts = all.filter((price) => price.currency === currency).map(({ amount }) => amount);
  return { priceMinor: amounts.length > 0 ? Math.min(...amounts) : null, currency };
};

const isInStock = ({ variants }: Facts, { stocks }: Sources): boolean =>
  variants.some(({ sku, active }) => active && Object.hasOwn(stocks, sku) && (stocks[sku]?.available ?? 0) > 0);

/** A product that nobody rated stands between good and bad ones; one that is sold out comes after one that is not. */
const boostOf = (rating: number, popularity: number, inStock: boolean): string =>
  ((popularity === 0 ? 0.6 : 0.2 + (rating / 5) * 0.8) * (1 + Math.log1p(popularity)) * (inStock ? 1.25 : 1)).toFixed(6);

const wordsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => [key, ...wordsIn(each)]);
  return value === null || typeof value === 'boolean' ? [] : [String(value)];
};

/** Long enough for fifty attributes; PostgreSQL indexes at most 1 MiB. */
const mostCharacters = 100_000;

const attributesOf = ({ attributes, variants }: Facts): string =>
  [...wordsIn(attributes), ...variants.flatMap(({ sku, options }) => [sku, ...wordsIn(options)])].join(' ').slice(0, mostCharacters);

/** The document of what all sources said; the same for the same, whenever and in which order they said it. */
export const documentOf = (sources: Sources): Document => {
  const facts = sources.product?.facts ?? unseen;
  const { average, count } = sources.rating ?? { average: facts.ratingAverage, count: facts.ratingCount };
  const status = statusOf(sources.product);
  const price = priceOf(facts, sources);
  const inStock = isInStock(facts, sources);
  const { name, slug, description, categoryPath, sellerId, imageUrl = null } = facts;
  return {
    ...{ status, visible: status === 'active' && price.priceMinor !== null },
    ...{ name, slug, description, imageUrl, categoryPath, sellerId, ...price, inStock },
    ...{ rating: average, popularity: count, boost: boostOf(average, count, inStock), attributes: attributesOf(facts) },
  };
};
