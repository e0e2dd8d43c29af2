import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How a review stands: pending → published or rejected; an edit makes it pending again; removed is final. */
export type ReviewStatus = 'pending' | 'published' | 'rejected' | 'removed';

/** Why a review waits for a moderator: contact data in its text, three reports, or a moderator's no to what its author wrote before. */
export type HeldFor = 'contact' | 'reports' | 'refused';

/** What a buyer says of a product. After an erasure it has neither author nor text. */
@Entity('reviews')
@Index('reviews_one_live', { synchronize: false })
@Index('reviews_newest', { synchronize: false })
@Index('reviews_helpful', { synchronize: false })
@Index('reviews_best', { synchronize: false })
@Index('reviews_of_user', ['userId', 'productId'])
@Index('reviews_due', { synchronize: false })
@Index('reviews_held', { synchronize: false })
export class ReviewRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'reviews_pkey' })
  id!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('int')
  rating!: number;

  @Column('text', { comment: 'pd:text' })
  title!: string;

  @Column('text', { comment: 'pd:text' })
  text!: string;

  @Column('text')
  locale!: string;

  @Column('text')
  status!: ReviewStatus;

  /** When it is published unless a moderator is faster. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('text', { name: 'held_for', nullable: true })
  heldFor!: HeldFor | null;

  @Column('timestamptz', { name: 'held_at', nullable: true })
  heldAt!: Date | null;

  @Column('text', { name: 'moderation_reason', nullable: true })
  moderationReason!: string | null;

  @Column('text', { name: 'removed_for', nullable: true })
  removedFor!: 'author' | 'moderator' | null;

  @Column('int', { name: 'helpful_count', default: 0 })
  helpfulCount!: number;

  @Column('int', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'submitted_at' })
  submittedAt!: Date;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

/** Who was delivered what, and may review it. */
@Entity('purchases')
export class PurchaseRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'purchases_pkey' })
  userId!: string;

  @PrimaryColumn('uuid', { name: 'product_id', primaryKeyConstraintName: 'purchases_pkey' })
  productId!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;
}

/** A product that takes no new reviews, because it was retired. */
@Entity('closed_products')
export class ClosedProductRow {
  @PrimaryColumn('uuid', { name: 'product_id', primaryKeyConstraintName: 'closed_products_pkey' })
  productId!: string;

  @Column('timestamptz', { name: 'closed_at' })
  closedAt!: Date;
}

/** Somebody who was forgotten: an order that is delivered late must not bring the person back. */
@Entity('erased_people')
export class ErasedPersonRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'erased_people_pkey' })
  userId!: string;

  @Column('timestamptz', { name: 'erased_at' })
  erasedAt!: Date;
}

/** That somebody found a review helpful. */
@Entity('votes')
@Index('votes_of_user', ['userId'])
export class VoteRow {
  @PrimaryColumn('uuid', { name: 'review_id', primaryKeyConstraintName: 'votes_pkey' })
  reviewId!: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'votes_pkey' })
  userId!: string;
}

/** That somebody finds a review wrong here; settled once a moderator has looked. */
@Entity('reports')
@Index('reports_of_user', ['userId'])
export class ReportRow {
  @PrimaryColumn('uuid', { name: 'review_id', primaryKeyConstraintName: 'reports_pkey' })
  reviewId!: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'reports_pkey' })
  userId!: string;

  @Column('text', { comment: 'pd:text' })
  reason!: string;

  @Column('boolean', { default: false })
  settled!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

/** The sum over the published reviews of a product. */
@Entity('product_ratings')
export class ProductRatingRow {
  @PrimaryColumn('uuid', { name: 'product_id', primaryKeyConstraintName: 'product_ratings_pkey' })
  productId!: string;

  @Column('int')
  sum!: number;

  @Column('int')
  count!: number;

  /** How often one, two, … five stars were given. */
  @Column('int', { array: true })
  histogram!: number[];

  @Column('int')
  version!: number;
}
