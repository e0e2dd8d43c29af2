import * as z from 'zod';
import { alias, route } from '#kit';
import { mailing, mailingTo } from '../limits';
import { isCommon } from '../passwords/widespread';

export const email = z
  .string()
  .trim()
  .normalize()
  .max(254)
  .pipe(z.email())
  .meta({ examples: ['ada@example.org'] });

const password = z
  .string()
  .normalize()
  .min(12)
  .max(128)
  .refine((text) => !isCommon(text), { message: 'this password is one of those that are tried first; take another one' })
  .meta({ examples: ['a long walk by the sea'] });

const token = z.string().min(1).max(200);
const sent = { status: 202, answer: z.object({ status: z.literal('verification_sent') }) } as const;
const linked = { 'invalid-or-expired-token': 400 };

/** Makes an account. The answer does not tell whether there was one. */
export const signUp = route({
  ...sent,
  method: 'POST',
  path: '/auth/signup',
  summary: 'Makes an account and mails a link that opens it',
  access: 'public',
  idempotency: 'optional',
  limits: mailing,
  body: z.object({
    email,
    password,
    locale: z
      .string()
      .max(35)
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
    acceptTerms: z.literal(true),
  }),
});

export const signUpForOldClients = alias(signUp, '/signup');

export const verifyEmail = route({
  method: 'POST',
  path: '/auth/email/verify',
  summary: 'Proves by the token of a mailed link that an address is its owner’s',
  access: 'public',
  body: z.object({ token }),
  problems: linked,
});

export const forgotPassword = route({
  ...sent,
  method: 'POST',
  path: '/auth/password/forgot',
  summary: 'Mails a link for a new password, if there is such an account',
  access: 'public',
  limits: mailing,
  body: z.object({ email }),
});

export const resetPassword = route({
  method: 'POST',
  path: '/auth/password/reset',
  summary: 'Sets a password by the token of a mailed link, and ends all sessions',
  access: 'public',
  body: z.object({ token, newPassword: password }),
  problems: linked,
});

export const changePassword = route({
  method: 'POST',
  path: '/auth/password/change',
  summary: 'Sets a new password, and ends all other sessions',
  access: 'signed-in',
  fresh: true,
  body: z.object({ oldPassword: z.string().normalize().max(128), newPassword: password }),
  problems: { 'invalid-credentials': 401 },
});

export const changeEmail = route({
  ...sent,
  method: 'POST',
  path: '/auth/email/change',
  summary: 'Mails a link to a new address, which replaces the old one once the link is opened',
  access: 'signed-in',
  fresh: true,
  limits: [mailingTo('newEmail')],
  body: z.object({ newEmail: email }),
});
