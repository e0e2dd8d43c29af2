import * as z from 'zod';
import { defineTopic } from '#model';

const contact = {
  userId: z.uuid(),
  email: z.email(),
  displayName: z.string().optional(),
  locale: z.string(),
  country: z.string().length(2).optional(),
  marketingConsent: z.boolean(),
};

/** What others must know of a person to write to them. */
export const profiles = defineTopic({
  context: 'user',
  entity: 'profile',
  version: 1,
  key: 'userId',
  partitions: 6,
  retention: '7d',
  events: {
    created: z.object({ ...contact, origin: z.enum(['signup', 'admin']), createdAt: z.iso.datetime() }),
    updated: z.object({
      ...contact,
      phone: z.string().optional(),
      status: z.enum(['active', 'deactivated']),
      changed: z.array(z.string()),
    }),
  },
});

/** A person's wish to be forgotten; every holder of personal data answers with `privacy.erasure.completed`. */
export const erasures = defineTopic({
  context: 'user',
  entity: 'erasure',
  version: 1,
  key: 'userId',
  partitions: 3,
  retention: '14d',
  events: {
    requested: z.object({ requestId: z.uuid(), userId: z.uuid(), requestedAt: z.iso.datetime(), dueAt: z.iso.datetime() }),
  },
});
