import * as z from 'zod';
import { route } from '#kit';

const signedIn = { path: '/auth/mfa/totp', access: 'signed-in', fresh: true } as const;

export const beginTotp = route({
  ...signedIn,
  method: 'POST',
  summary: 'Makes the secret of a second factor, which counts once a code of it was confirmed; shows it and its recovery codes this once',
  answer: z.object({ otpauthUri: z.string(), recoveryCodes: z.array(z.string()) }),
  problems: { 'already-enabled': 409 },
});

export const confirmTotp = route({
  ...signedIn,
  method: 'POST',
  path: '/auth/mfa/totp/confirm',
  summary: 'Switches the second factor on by a code of it, and ends all other sessions',
  body: z.object({ otp: z.string().regex(/^\d{6}$/) }),
  problems: { 'already-enabled': 409, 'nothing-to-confirm': 409, 'invalid-otp': 422 },
});

export const removeTotp = route({
  ...signedIn,
  method: 'DELETE',
  summary: 'Switches the second factor off and forgets its recovery codes',
});
