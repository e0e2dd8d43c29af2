import * as z from 'zod';
import { settings } from '#kit';

/** Who may send events without signing in. */
export class AnalyticsSettings extends settings({
  /** The shop's write key; at least 32 characters. Where it is replaced the one before is good for another day. */
  WRITE_KEY: z.string().min(32).max(200),
}) {}
