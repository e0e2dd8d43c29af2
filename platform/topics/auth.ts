import * as z from 'zod';
import { defineTopic } from '#model';

/** Changes of accounts, for those who keep a person's profile or must know that the account is closed to them. */
export const accounts = defineTopic({
  context: 'auth',
  entity: 'account',
  version: 1,
  key: 'userId',
  partitions: 6,
  retention: '7d',
  events: {
    registered: z.object({
      userId: z.uuid(),
      email: z.email(),
      locale: z.string(),
      origin: z.enum(['signup', 'invite']),
      registeredAt: z.iso.datetime(),
    }),
    emailChanged: z.object({ userId: z.uuid(), email: z.email(), changedAt: z.iso.datetime() }),
    locked: z.object({
      userId: z.uuid(),
      reason: z.enum(['failed_logins', 'admin', 'token_reuse']),
      untilAt: z.iso.datetime().optional(),
    }),
  },
});

/** Proofs that a person owns an address. They carry a token, so the broker keeps them for one day only. */
export const challenges = defineTopic({
  context: 'auth',
  entity: 'challenge',
  version: 1,
  key: 'userId',
  partitions: 3,
  retention: '1d',
  sensitive: true,
  events: {
    issued: z.object({
      userId: z.uuid(),
      email: z.email(),
      locale: z.string(),
      purpose: z.enum(['verify_email', 'reset_password', 'change_email', 'invite', 'already_registered']),
      token: z.string().optional(),
      expiresAt: z.iso.datetime().optional(),
    }),
  },
});

/** Sign-ins that succeeded. The address is hashed with a salt that changes daily. */
export const sessions = defineTopic({
  context: 'auth',
  entity: 'session',
  version: 1,
  key: 'userId',
  partitions: 6,
  retention: '7d',
  events: {
    created: z.object({
      sessionId: z.uuid(),
      userId: z.uuid(),
      ipHash: z.string(),
      deviceId: z.string().optional(),
      agentFamily: z.string(),
      mfa: z.boolean(),
      createdAt: z.iso.datetime(),
    }),
  },
});
