import * as z from 'zod';
import { settings } from '#kit';

export class InventorySettings extends settings({
  /** Minutes for which an order may hold stock without being paid, before order-service is asked what became of it. */
  RECONCILE_AFTER_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(20),
}) {}
