import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';

const country = z.string().regex(/^[A-Z]{2}$/);
const locale = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

const profile = z.object({
  id: z.uuid(),
  email: z.email().nullable(),
  displayName: z.string().nullable(),
  locale: z.string(),
  country: country.nullable(),
  phone: z.string().nullable(),
  marketingConsent: z.boolean(),
  status: z.enum(['active', 'deactivated', 'erased']),
  createdAt: z.iso.datetime(),
  version: z.int(),
});

export type Profile = z.output<typeof profile>;

const changes = z.strictObject({
  displayName: z.string().trim().min(1).max(200).nullable().optional(),
  locale: locale.optional(),
  country: country.nullable().optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'write an E.164 number, such as +4922812345')
    .nullable()
    .optional(),
  marketingConsent: z.boolean().optional(),
});

export type Changes = z.output<typeof changes>;

const versioned = { version: ({ version }: Profile) => version };
const withId = z.object({ id: z.uuid() });

export const getMe = route({
  method: 'GET',
  path: '/users/me',
  summary: "Shows the caller's profile",
  access: ['profile:own'],
  answer: profile,
  ...versioned,
});

export const changeMe = route({
  method: 'PATCH',
  path: '/users/me',
  summary: "Changes the caller's profile",
  access: ['profile:own'],
  ifMatch: true,
  body: changes,
  answer: profile,
  ...versioned,
});

export const listUsers = route({
  method: 'GET',
  path: '/users',
  summary: 'Lists profiles by age',
  access: ['users:read'],
  query: z.object({ ...pageQuery, email: z.email().max(254).optional(), status: z.enum(['active', 'deactivated', 'erased']).optional() }),
  answer: pageOf(profile),
});

export const getUser = route({
  method: 'GET',
  path: '/users/{id}',
  summary: 'Shows a profile',
  access: ['users:read'],
  params: withId,
  answer: profile,
  ...versioned,
});

export const inviteUser = route({
  method: 'POST',
  path: '/users',
  summary: 'Invites somebody, who gets a mail to choose a password',
  access: ['users:admin'],
  idempotency: 'required',
  body: z.object({ email: z.email().max(254), displayName: z.string().trim().min(1).max(200).optional(), locale: locale.default('en') }),
  status: 201,
  answer: profile,
  location: ({ id }) => `/users/${id}`,
  problems: { 'email-taken': 409 },
  ...versioned,
});

export const changeUser = route({
  method: 'PATCH',
  path: '/users/{id}',
  summary: 'Changes a profile',
  access: ['users:admin'],
  ifMatch: true,
  params: withId,
  body: changes,
  answer: profile,
  ...versioned,
});

export const deactivateUser = route({
  method: 'DELETE',
  path: '/users/{id}',
  summary: 'Closes the shop to somebody, without forgetting who it was',
  access: ['users:admin'],
  params: withId,
});

export const getStatus = route({
  method: 'GET',
  path: '/users/{id}/status',
  summary: 'Says whether somebody may use the shop',
  access: ['users:check'],
  params: withId,
  answer: z.object({
    userId: z.uuid(),
    status: z.enum(['active', 'deactivated', 'erased']),
    country: country.nullable(),
    emailVerified: z.boolean(),
    createdAt: z.iso.datetime(),
    addressIds: z.array(z.uuid()),
  }),
});
