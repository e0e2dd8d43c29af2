import * as z from 'zod';
import { route } from '#kit';
import { product, versioned } from './routes';

const editors = ['images:own', 'images:write'] as const;
const withIds = z.object({ id: z.uuid(), imageId: z.uuid() });

export const addImage = route({
  method: 'POST',
  path: '/products/{id}/images',
  summary: 'Announces an image; PUT its bytes to uploadUrl with uploadHeaders within fifteen minutes, then complete it',
  access: editors,
  idempotency: 'required',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    contentType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/avif']),
    sizeBytes: z
      .int()
      .min(1)
      .max(10 * 1024 * 1024),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  status: 201,
  answer: z.object({
    imageId: z.uuid(),
    uploadUrl: z.string(),
    /** Sent along with the bytes. */
    uploadHeaders: z.record(z.string(), z.string()),
    expiresAt: z.iso.datetime(),
  }),
  problems: { 'already-retired': 409, 'too-many-images': 422 },
});

export const completeImage = route({
  method: 'POST',
  path: '/products/{id}/images/{imageId}/complete',
  summary: 'Attaches an image whose bytes have arrived as announced',
  access: editors,
  params: withIds,
  answer: product,
  problems: { 'upload-mismatch': 422, 'already-retired': 409 },
  ...versioned,
});

/** Signed addresses of a bucket end; this one does not, so that it can be told to others. */
export const showImage = route({
  method: 'GET',
  path: '/products/{id}/images/{imageId}',
  summary: 'Leads to the image',
  access: 'public',
  params: withIds,
  status: 302,
  answer: z.object({ url: z.string() }),
  location: ({ url }) => url,
  cache: 'public, max-age=300',
});
