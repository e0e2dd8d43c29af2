import type { EventData } from '#kit';
import type { prices, products } from '#platform/topics/product';

/** A product as its service shows it. */
export type Snapshot = EventData<typeof products.created>;

/** What search keeps of a product on the shelf, or not yet there. */
export type Facts = Omit<Snapshot, 'productId' | 'categoryId' | 'variants'> & {
  readonly variants: readonly Omit<Snapshot['variants'][number], 'cost'>[];
};

/** What a source said of a product or a sku, and in which version of its own. */
interface Said {
  readonly version: number;
}

export interface SkuPrice extends Said {
  readonly amount: number;
  readonly currency: string;
}

export interface SkuStock extends Said {
  readonly available: number;
}

export interface Rating extends Said {
  readonly average: number;
  readonly count: number;
}

/** A product in one version; one without facts is retired. */
export interface ProductSaid extends Said {
  readonly facts: Facts | null;
}

/**
 * What all sources said of one product. Two of them are put together by taking from each source what is newer, so that the order and the
 * number of times in which things are heard do not matter.
 */
export interface Sources {
  readonly productId: string;
  readonly product: ProductSaid | null;
  /** By sku: changes of prices, in the version of the product that they made. */
  readonly prices: Readonly<Record<string, SkuPrice>>;
  /** By sku. */
  readonly stocks: Readonly<Record<string, SkuStock>>;
  readonly rating: Rating | null;
}

export const nothingOf = (productId: string): Sources => ({ productId, product: null, prices: {}, stocks: {}, rating: null });

/** What a snapshot says. Of a retired product no more is kept than that it is: nothing may bring it back. */
export const saidBySnapshot = (snapshot: Snapshot, version: number): Sources => {
  const { productId, categoryId: _, variants, ...rest } = snapshot;
  const facts = { ...rest, variants: variants.map(({ cost: __, ...variant }) => variant) };
  return { ...nothingOf(productId), product: { version, facts: rest.status === 'retired' ? null : facts } };
};

export const saidByPrice = ({ productId, sku, new: price }: EventData<typeof prices.changed>, version: number): Sources => ({
  ...nothingOf(productId),
  prices: { [sku]: { version, ...price } },
});

const newer = <Each extends Said>(known: Each | null | undefined, heard: Each): Each =>
  known && known.version >= heard.version ? known : heard;

const newerBySku = <Each extends Said>(known: Readonly<Record<string, Each>>, heard: Readonly<Record<string, Each>>) => {
  const all = { ...known };
  for (const [sku, said] of Object.entries(heard)) all[sku] = newer(Object.hasOwn(known, sku) ? known[sku] : undefined, said);
  return all;
};

/** What is known after something was heard. */
export const merge = (known: Sources, heard: Sources): Sources => ({
  productId: known.productId,
  product: heard.product ? newer(known.product, heard.product) : known.product,
  prices: newerBySku(known.prices, heard.prices),
  stocks: newerBySku(known.stocks, heard.stocks),
  rating: heard.rating ? newer(known.rating, heard.rating) : known.rating,
});
