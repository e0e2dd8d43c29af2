import type { Caller } from '#kit';
import type { Product } from './routes';

/** A product as the database gives it. */
export interface Row {
  readonly id: string;
  readonly seller_id: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly category_id: string;
  readonly attributes: Record<string, string>;
  readonly status: Product['status'];
  readonly version: number;
  readonly updated_at: Date;
  readonly variants: readonly { sku: string; options: Record<string, string>; price: number; currency: string; active: boolean }[] | null;
}

/** Columns of a product with its variants, for every way to read one. */
export const columns = `p.id, p.seller_id, p.name, p.slug, p.description, p.category_id, p.attributes, p.status, p.version, p.updated_at,
  (SELECT jsonb_agg(jsonb_build_object('sku', v.sku, 'options', v.options, 'price', v.price_minor, 'currency', v.currency, 'active', v.active) ORDER BY v.sku)
   FROM variants v WHERE v.product_id = p.id) AS variants`;

/** A product as callers see it; what it costs the seller is nobody else's business. */
export const toProduct = (row: Row): Product => ({
  productId: row.id,
  sellerId: row.seller_id,
  name: row.name,
  slug: row.slug,
  description: row.description,
  categoryId: row.category_id,
  status: row.status,
  attributes: row.attributes,
  variants: (row.variants ?? []).map(({ sku, options, price, currency, active }) => ({
    sku,
    options,
    price: { amount: price, currency },
    active,
  })),
  version: row.version,
});

/** Whose products a caller may change; of nobody in particular for those who may change all. */
export const sellerOf = (caller: Caller): string | null => (caller.scopes.has('products:write') ? null : caller.subject);

/** Whether a caller sees a product that is not on the shelf. */
export const mayEdit = (caller: Caller | undefined, sellerId: string): boolean =>
  caller !== undefined && (caller.scopes.has('products:write') || (caller.scopes.has('products:own') && caller.subject === sellerId));
