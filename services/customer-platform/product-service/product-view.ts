import { Injectable } from '@nestjs/common';
import type { EventData } from '#kit';
import type { products } from '#platform/topics/product';
import type { ExportedProduct } from './list-routes';
import type { Row } from './product-store';
import type { Product } from './routes';
import { ProductSettings } from './settings';

/** How a product looks to those who ask for it. */
@Injectable()
export class ProductView {
  constructor(private readonly settings: ProductSettings) {}

  /** For everybody; what it costs the seller is nobody else's business. */
  product(row: Row): Product {
    const variants = (row.variants ?? []).map(({ sku, options, price, currency, active }) => ({
      ...{ sku, options, active },
      price: { amount: price, currency },
    }));
    return { ...this.facts(row), variants, version: row.version };
  }

  /** For the services that follow the catalogue, with the costs. */
  snapshot(row: Row): EventData<typeof products.created> {
    return { ...this.facts(row), variants: variantsWithCost(row) };
  }

  /** As `snapshot`, for those who ask. */
  exported(row: Row): ExportedProduct {
    return { ...this.facts(row), variants: variantsWithCost(row), version: row.version, updatedAt: row.updated_at.toISOString() };
  }

  private facts(row: Row): Omit<Product, 'variants' | 'version'> {
    return {
      productId: row.id,
      sellerId: row.seller_id,
      name: row.name,
      slug: row.slug,
      description: row.description,
      categoryId: row.category_id,
      categoryPath: row.category_path,
      status: row.status,
      attributes: row.attributes,
      ratingAverage: Number(row.rating_average),
      ratingCount: row.rating_count,
      ...(row.main_image && { imageUrl: `${this.settings.PUBLIC_URL}/${row.id}/images/${row.main_image}` }),
    };
  }
}

const variantsWithCost = ({ variants }: Row): ExportedProduct['variants'] =>
  (variants ?? []).map(({ sku, options, price, currency, cost, active }) => ({
    ...{ sku, options, active },
    price: { amount: price, currency },
    ...(cost !== null && { cost: { amount: cost, currency } }),
  }));
