import * as z from 'zod';
import { settings } from '#kit';

/** How long moderators have before a review is published by itself. */
export class ReviewSettings extends settings({
  /** Time from submission to publication where nothing holds a review, in milliseconds; a day at most. */
  PUBLISH_AFTER_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
}) {}
