import * as z from 'zod';
import { route } from '#kit';

const job = z.object({
  jobId: z.uuid(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  /** Where the file is, without a token; once it is done. */
  downloadUrl: z.url().optional(),
  /** When the file is deleted; once it is done. */
  expiresAt: z.iso.datetime().optional(),
  /** Why there is no file. */
  error: z.string().optional(),
});

export type ExportJob = z.output<typeof job>;

const own = { access: ['profile:own'], fresh: true, answer: job } as const;

export const requestExport = route({
  ...own,
  method: 'POST',
  path: '/users/me/export',
  summary: 'Asks for a file with all that the platform holds of the caller; one in a day',
  idempotency: 'required',
  status: 202,
  location: ({ jobId }) => `/users/me/export/${jobId}`,
});

export const showExport = route({
  ...own,
  method: 'GET',
  path: '/users/me/export/{jobId}',
  summary: 'Shows how far the file is, and where to get it for a day',
  params: z.object({ jobId: z.uuid() }),
});
