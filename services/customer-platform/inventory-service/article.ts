/** What is there of an article in one warehouse. */
export interface Shelf {
  readonly sku: string;
  readonly warehouse: string;
  readonly productId: string;
  readonly sellerId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly reorderPoint: number;
  readonly leadTimeDays: number | null;
  readonly active: boolean;
  readonly version: number;
}

/** An article's stock, with its warehouses in the order in which they are drawn from: main, then by name. */
export interface Article {
  readonly sku: string;
  readonly productId: string;
  readonly sellerId: string;
  /** Whether the catalogue offers it. */
  readonly active: boolean;
  /** Rises with each change of any of its numbers. */
  readonly version: number;
  readonly shelves: readonly Shelf[];
}

/** A change of one shelf, in pieces. */
export interface Change {
  readonly sku: string;
  readonly warehouse: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** Numbers over all warehouses. */
export interface Totals {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly reorderPoint: number;
}

/** The warehouse that every article has from the start. */
export const mainWarehouse = 'main';

/** Columns of a shelf, for every way to read one. */
export const shelfColumns = `s.sku, s.warehouse, s.product_id AS "productId", s.seller_id AS "sellerId", s.on_hand AS "onHand", s.reserved,
  s.reorder_point AS "reorderPoint", s.lead_time_days AS "leadTimeDays", s.active, s.version`;

/** The order in which shelves are read: by SKU, and each SKU's by the priority of its warehouses. */
export const shelfOrder = `s.sku, s.warehouse <> '${mainWarehouse}', s.warehouse`;

/** Puts the shelves of several articles together; `versions` by SKU. */
export const articlesOf = (shelves: readonly Shelf[], versions: ReadonlyMap<string, number>): Map<string, Article> => {
  const articles = new Map<string, Article & { readonly shelves: Shelf[] }>();
  for (const shelf of shelves) {
    const { sku, productId, sellerId, active } = shelf;
    const article = articles.get(sku) ?? { sku, productId, sellerId, active, version: versions.get(sku) ?? 0, shelves: [] };
    article.shelves.push(shelf);
    articles.set(sku, article);
  }
  return articles;
};

export const totalsOf = ({ shelves }: Pick<Article, 'shelves'>): Totals => {
  const sum = (of: (shelf: Shelf) => number): number => shelves.reduce((total, shelf) => total + of(shelf), 0);
  const [onHand, reserved] = [sum((shelf) => shelf.onHand), sum((shelf) => shelf.reserved)];
  return { onHand, reserved, available: onHand - reserved, reorderPoint: sum((shelf) => shelf.reorderPoint) };
};

/** Whether there is enough of an article, as much as its seller wants to order at, or nothing. */
export const levelOf = ({ available, reorderPoint }: Totals): 'enough' | 'low' | 'out' => {
  if (available === 0) return 'out';
  return available <= reorderPoint ? 'low' : 'enough';
};

/** Which warehouses give how much; nothing when there is not enough in all of them. */
export const drawFrom = ({ shelves }: Article, quantity: number): Change[] => {
  let left = quantity;
  const changes = shelves.flatMap(({ sku, warehouse, onHand, reserved }) => {
    const taken = Math.min(left, onHand - reserved);
    left -= taken;
    return taken > 0 ? [{ sku, warehouse, onHand: 0, reserved: taken }] : [];
  });
  return left > 0 ? [] : changes;
};

/** The article after the changes. */
export const changed = (article: Article, changes: readonly Change[]): Article => ({
  ...article,
  version: article.version + 1,
  shelves: article.shelves.map((shelf) => {
    const change = changes.find(({ sku, warehouse }) => sku === shelf.sku && warehouse === shelf.warehouse);
    return change ? { ...shelf, onHand: shelf.onHand + change.onHand, reserved: shelf.reserved + change.reserved } : shelf;
  }),
});
