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

  @Column('int', { default: 1 })
  version!: number;
}

/** Something that a seller offers, in one or several variants. */
@Entity('products')
@Unique('products_slug_key', ['slug'])
@Index('products_by_category', ['categoryId', 'status'])
@Index('products_by_seller', ['sellerId'])
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

  @Column('jsonb')
  attributes!: Record<string, string>;

  @Column('text', { default: 'draft' })
  status!: 'draft' | 'active' | 'retired';

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
