import * as z from 'zod';
import { route } from '#kit';
import { roles } from '../tokens/scopes';

const role = z.enum(roles);

const account = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  roles: z.array(role),
  status: z.enum(['pending', 'active', 'locked', 'erased']),
  lock: z.object({ reason: z.enum(['failed_logins', 'admin', 'token_reuse']), untilAt: z.iso.datetime().nullable() }).nullable(),
  createdAt: z.iso.datetime(),
  version: z.int(),
});

const one = { params: z.object({ id: z.uuid() }), answer: account, version: ({ version }: z.output<typeof account>) => version } as const;

export const getAccount = route({
  ...one,
  method: 'GET',
  path: '/auth/accounts/{id}',
  summary: 'Shows an account',
  access: ['auth:admin'],
});

export const changeRoles = route({
  ...one,
  method: 'PUT',
  path: '/auth/accounts/{id}/roles',
  summary: 'Gives an account its roles; that of a customer it always has',
  access: ['users:admin'],
  fresh: true,
  ifMatch: true,
  body: z.object({ roles: z.array(role).max(roles.length) }),
  problems: { 'last-admin': 422, 'already-final': 409 },
});

export const lockAccount = route({
  ...one,
  method: 'POST',
  path: '/auth/accounts/{id}/lock',
  summary: 'Locks an account until it is unlocked, and ends its sessions',
  access: ['auth:admin'],
  problems: { 'last-admin': 422, 'already-final': 409 },
});

export const unlockAccount = route({
  ...one,
  method: 'POST',
  path: '/auth/accounts/{id}/unlock',
  summary: 'Ends a lock of any kind',
  access: ['auth:admin'],
  problems: { 'already-final': 409 },
});
