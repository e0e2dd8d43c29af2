import { type Caller, notFound } from '#kit';
import type { HeldFor, ReviewStatus } from './entities';
import type { Review } from './routes';

/** A review as the database gives it. */
export interface Row {
  readonly id: string;
  readonly product_id: string;
  readonly user_id: string | null;
  readonly rating: number;
  readonly title: string;
  readonly text: string;
  readonly locale: string;
  readonly status: ReviewStatus;
  readonly held_for: HeldFor | null;
  readonly held_at: Date | null;
  readonly moderation_reason: string | null;
  readonly removed_for: 'author' | 'moderator' | null;
  readonly helpful_count: number;
  readonly version: number;
  readonly submitted_at: Date;
  readonly published_at: Date | null;
  readonly created_at: Date;
}

/** Columns of a review, for every way to read one. */
export const columns = `r.id, r.product_id, r.user_id, r.rating, r.title, r.text, r.locale, r.status, r.held_for, r.held_at, r.moderation_reason,
  r.removed_for, r.helpful_count, r.version, r.submitted_at, r.published_at, r.created_at`;

/** A review as everybody sees it. */
export const toPublished = (row: Row): Omit<Review, 'status' | 'reason'> => ({
  id: row.id,
  productId: row.product_id,
  rating: row.rating,
  title: row.title,
  text: row.text,
  locale: row.locale,
  helpfulCount: row.helpful_count,
  createdAt: row.created_at.toISOString(),
  publishedAt: row.published_at?.toISOString() ?? null,
  version: row.version,
});

/** A review as its author and moderators see it. */
export const toReview = (row: Row): Review => ({ ...toPublished(row), status: row.status, reason: row.moderation_reason });

/** The person who asks. Services buy nothing, so they have no opinion. */
export const personOf = ({ subject, isService }: Caller): string => {
  if (isService) throw notFound();
  return subject;
};

export const missing = (): never => {
  throw notFound();
};
