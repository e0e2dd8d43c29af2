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
  readonly category_path: string[];
  readonly attributes: Record<string, string>;
  readonly status: Product['status'];
  readonly rating_average: string;
  readonly rating_count: number;
  readonly version: number;
  readonly updated_at: Date;
  readonly variants: readonly StoredVariant[] | null;
  readonly main_image: string | null;
}

interface StoredVariant {
  readonly sku: string;
  readonly options: Record<string, string>;
  readonly price: number;
  readonly currency: string;
  readonly cost: number | null;
  readonly active: boolean;
}

/** Columns of a product with its variants and its main image, for every way to read one. */
export const columns = `p.id, p.seller_id, p.name, p.slug, p.description, p.category_id, p.category_path, p.attributes, p.status, p.rating_average,
  p.rating_count, p.version, p.updated_at,
  (SELECT jsonb_agg(jsonb_build_object('sku', v.sku, 'options', v.options, 'price', v.price_minor, 'currency', v.currency, 'cost', v.cost_minor,
     'active', v.active) ORDER BY v.sku) FROM variants v WHERE v.product_id = p.id) AS variants,
  (SELECT i.id FROM images i WHERE i.product_id = p.id AND i.state = 'attached' ORDER BY i.position, i.id LIMIT 1) AS main_image`;

/** Whose products a caller may change; of nobody in particular for those who may change all, which the scope `all` says. */
export const ownerOf = (caller: Caller, all = 'products:write'): string | null => (caller.scopes.has(all) ? null : caller.subject);

/** Whether a caller sees a product that is not on the shelf. */
export const mayEdit = (caller: Caller | undefined, sellerId: string): boolean =>
  caller !== undefined && (caller.scopes.has('products:write') || (caller.scopes.has('products:own') && caller.subject === sellerId));
