import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A place in the tree of the catalogue. */
@Entity('categories')
@Unique('categories_slug_key', ['slug'])
export class CategoryRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'categories_pkey' })
  id!: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('text')
  name!: string;

  @Column('text')
  slug!: string;

  /** Names from the root of the tree down to this one. */
  @Column('text', { array: true, default: '{}' })
  path!: string[];

  @Column('int', { default: 1 })
  version!: number;
}

/** Something that a seller offers, in one or several variants. */
@Entity('products')
@Unique('products_slug_key', ['slug'])
@Index('products_by_category', ['categoryId', 'status'])
@Index('products_by_seller', ['sellerId'])
@Index('products_best', { synchronize: false })
export class ProductRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'products_pkey' })
  id!: string;

  @Column('text', { name: 'seller_id' })
  sellerId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  description!: string;

  @Column('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('text', { name: 'category_path', array: true, default: '{}' })
  categoryPath!: string[];

  @Column('jsonb')
  attributes!: Record<string, string>;

  @Column('text', { default: 'draft' })
  status!: 'draft' | 'active' | 'retired';

  @Column('numeric', { name: 'rating_average', precision: 3, scale: 2, default: 0 })
  ratingAverage!: string;

  @Column('int', { name: 'rating_count', default: 0 })
  ratingCount!: number;

  /** Of the newest review event that is counted. */
  @Column('int', { name: 'rating_source_version', default: 0 })
  ratingSourceVersion!: number;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** What is on the shelf. A SKU belongs to one product for ever. */
@Entity('variants')
@Index('variants_by_product', ['productId'])
export class VariantRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'variants_pkey' })
  sku!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('jsonb')
  options!: Record<string, string>;

  @Column('bigint', { name: 'price_minor' })
  priceMinor!: string;

  @Column('character', { length: 3 })
  currency!: string;

  @Column('bigint', { name: 'cost_minor', nullable: true })
  costMinor!: string | null;

  @Column('int', { name: 'weight_grams' })
  weightGrams!: number;

  @Column('boolean')
  active!: boolean;
}

/** One change of one price. */
@Entity('price_history')
@Index('price_history_by_sku', ['sku', 'id'])
export class PriceChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'price_history_pkey' })
  id!: string;

  @Column('text')
  sku!: string;

  @Column('bigint', { name: 'old_minor' })
  oldMinor!: string;

  @Column('bigint', { name: 'new_minor' })
  newMinor!: string;

  @Column('character', { length: 3 })
  currency!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  actor!: string;

  @Column('timestamptz')
  at!: Date;
}

/** A picture of a product, in the bucket once it is attached. The first one of a product is its main image. */
@Entity('images')
@Index('images_by_product', ['productId', 'position', 'id'])
@Index('images_pending', { synchronize: false })
export class ImageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'images_pkey' })
  id!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('text', { name: 'object_key' })
  objectKey!: string;

  @Column('text', { name: 'content_type' })
  contentType!: string;

  @Column('int', { name: 'size_bytes' })
  sizeBytes!: number;

  @Column('character', { length: 64 })
  sha256!: string;

  @Column('text', { default: 'pending' })
  state!: 'pending' | 'attached';

  @Column('int')
  position!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
