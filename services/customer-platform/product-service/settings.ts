import * as z from 'zod';
import { settings } from '#kit';

export class ProductSettings extends settings({
  /** The catalogue as the outside reaches it, for the addresses of images. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
}) {}
