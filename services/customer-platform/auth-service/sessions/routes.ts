import * as z from 'zod';
import { alias, pageOf, pageQuery, route } from '#kit';
import { email } from '../accounts/routes';
import { signingIn } from '../limits';

const pair = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  refreshToken: z.string(),
  sessionId: z.uuid(),
});

/** What somebody who is signed in holds. */
export type Pair = z.output<typeof pair>;

export const logIn = route({
  method: 'POST',
  path: '/auth/login',
  summary: 'Signs a person in',
  access: 'public',
  limits: signingIn,
  body: z.object({
    email,
    password: z.string().normalize().min(1).max(128),
    /** The code that an app shows, or a recovery code. */
    otp: z.string().trim().min(6).max(40).optional(),
  }),
  answer: pair,
  problems: { 'invalid-credentials': 401, 'email-unverified': 401, 'otp-required': 401 },
});

export const logInForOldClients = alias(logIn, '/login');

export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Gives a new pair of tokens for a refresh token, which works once',
  access: 'public',
  body: z.object({ refreshToken: z.string().min(1).max(200) }),
  answer: pair,
  problems: { 'invalid-refresh-token': 401 },
});

export const logOut = route({
  method: 'POST',
  path: '/auth/logout',
  summary: 'Ends the session of the token, or all of the account',
  access: 'signed-in',
  query: z.object({ all: z.enum(['true', 'false']).optional() }),
});

const session = z.object({
  id: z.uuid(),
  agentFamily: z.string(),
  current: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export const listSessions = route({
  method: 'GET',
  path: '/auth/sessions',
  summary: 'Lists where the caller is signed in, newest first',
  access: 'signed-in',
  query: z.object(pageQuery),
  answer: pageOf(session),
});

export const endSession = route({
  method: 'DELETE',
  path: '/auth/sessions/{id}',
  summary: 'Ends one session of the caller',
  access: 'signed-in',
  params: z.object({ id: z.uuid() }),
});
