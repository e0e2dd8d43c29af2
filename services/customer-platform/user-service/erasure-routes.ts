import * as z from 'zod';
import { route } from '#kit';

const erasure = z.object({
  requestId: z.uuid(),
  state: z.enum(['grace', 'cancelled', 'running', 'completed', 'overdue']),
  startsAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
});

export type Erasure = z.output<typeof erasure>;

const withId = z.object({ id: z.uuid() });

export const requestErasure = route({
  method: 'POST',
  path: '/users/me/erasure',
  summary: 'Asks to be forgotten; it begins after seven days in which it can be taken back',
  access: ['profile:own'],
  fresh: true,
  idempotency: 'required',
  status: 202,
  answer: erasure,
  problems: { 'erasure-running': 409, 'open-orders': 409 },
});

export const cancelErasure = route({
  method: 'DELETE',
  path: '/users/me/erasure/{id}',
  summary: 'Takes the wish to be forgotten back',
  access: ['profile:own'],
  fresh: true,
  params: withId,
  problems: { 'erasure-running': 409 },
});

export const showErasure = route({
  method: 'GET',
  path: '/users/erasures/{id}',
  summary: 'Shows how far a wish to be forgotten has come, by service',
  access: ['users:read'],
  params: withId,
  answer: erasure.extend({
    userId: z.uuid(),
    steps: z.array(z.object({ service: z.string(), completedAt: z.iso.datetime().nullable(), deleted: z.int(), anonymised: z.int() })),
  }),
});
