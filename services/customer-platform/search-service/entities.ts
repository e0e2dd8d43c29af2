import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Facts, Rating, SkuPrice, SkuStock } from './sources';

/**
 * A product as search knows it: what each source said last, and what is found and shown because of that.
 * A reindex builds the table anew beside itself, with all of its indexes.
 */
@Entity('documents')
@Index('documents_by_words', { synchronize: false })
@Index('documents_by_trigrams', { synchronize: false })
@Index('documents_by_category', { synchronize: false })
@Index('documents_by_name', { synchronize: false })
@Index('documents_by_price', ['currency', 'priceMinor'], { where: 'visible' })
@Index('documents_by_seller', ['sellerId'], { where: 'visible' })
export class DocumentRow {
  @PrimaryColumn('uuid', { name: 'product_id', primaryKeyConstraintName: 'documents_pkey' })
  productId!: string;

  /** Version of the product that `snapshot` shows. */
  @Column('bigint', { name: 'source_version', nullable: true })
  sourceVersion!: string | null;

  @Column('jsonb', { nullable: true })
  snapshot!: Facts | null;

  /** By sku. */
  @Column('jsonb', { name: 'price_versions' })
  priceVersions!: Readonly<Record<string, SkuPrice>>;

  /** By sku. */
  @Column('jsonb', { name: 'stock_versions' })
  stockVersions!: Readonly<Record<string, SkuStock>>;

  @Column('jsonb', { name: 'review_rating', nullable: true })
  reviewRating!: Rating | null;

  /** `unknown` while no event showed the product itself. */
  @Column('text')
  status!: 'unknown' | 'draft' | 'active' | 'retired';

  @Column('boolean')
  visible!: boolean;

  @Column('text')
  name!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  description!: string;

  @Column('text', { name: 'image_url', nullable: true })
  imageUrl!: string | null;

  @Column('text', { name: 'category_path', array: true })
  categoryPath!: string[];

  @Column('text', { name: 'seller_id' })
  sellerId!: string;

  @Column('bigint', { name: 'price_minor', nullable: true })
  priceMinor!: string | null;

  @Column('character', { length: 3, nullable: true })
  currency!: string | null;

  @Column('boolean', { name: 'in_stock' })
  inStock!: boolean;

  @Column('numeric', { precision: 3, scale: 2 })
  rating!: string;

  /** How many reviews it has. */
  @Column('int')
  popularity!: number;

  /** What the match of the words is multiplied with. */
  @Column('numeric', { precision: 9, scale: 6 })
  boost!: string;

  @Column('tsvector')
  tsv!: string;

  /** The transaction that wrote the row, so that a reindex finds what changed meanwhile. */
  @Column('bigint', { name: 'changed_in' })
  changedIn!: string;
}

/** A popular query that is offered to whoever types its beginning. */
@Entity('suggestions')
@Index('suggestions_by_start', { synchronize: false })
export class SuggestionRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'suggestions_pkey' })
  text!: string;

  @Column('int')
  searches!: number;
}

/** One word, or several in a row, of a group that means the same. */
@Entity('synonyms')
export class SynonymRow {
  @PrimaryColumn('int', { name: 'group_number', primaryKeyConstraintName: 'synonyms_pkey' })
  groupNumber!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'synonyms_pkey' })
  words!: string;

  @Column('tsquery')
  target!: string;

  /** What is looked for instead: all of the group. */
  @Column('tsquery')
  substitute!: string;
}

/** How often something was looked for on one day. */
@Entity('query_stats')
export class QueryStatRow {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'query_stats_pkey' })
  day!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'query_stats_pkey' })
  normalised!: string;

  @Column('int', { default: 0 })
  count!: number;

  @Column('int', { name: 'zero_count', default: 0 })
  zeroCount!: number;

  @Column('int', { default: 0 })
  clicks!: number;
}

/** A query of today or yesterday, so that a click can be told of together with it. */
@Entity('recent_queries')
@Index('recent_queries_by_age', ['at'])
export class RecentQueryRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recent_queries_pkey' })
  id!: string;

  @Column('text', { name: 'session_hash' })
  sessionHash!: string;

  @Column('text')
  normalised!: string;

  @Column('int')
  results!: number;

  @Column('int', { name: 'took_ms' })
  tookMs!: number;

  @Column('uuid', { array: true, default: '{}' })
  clicked!: string[];

  @Column('timestamptz')
  at!: Date;
}

/** What addresses are hashed with on one day; once it is gone nobody can tell whose hash was whose. */
@Entity('daily_salts')
export class DailySaltRow {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'daily_salts_pkey' })
  day!: string;

  @Column('text')
  salt!: string;
}

/** The reindex that was asked for last; one row. */
@Entity('latest_reindex')
export class LatestReindexRow {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'latest_reindex_pkey', default: true })
  one!: boolean;

  @Column('uuid', { name: 'job_id' })
  jobId!: string;
}
