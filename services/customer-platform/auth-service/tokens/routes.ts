import * as z from 'zod';
import { route } from '#kit';
import { alias } from '../alias';
import { oauthErrors } from './oauth-error';

const form = z.looseObject({
  grant_type: z.string().optional(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
});

/** Unknown parameters are ignored, as the standard asks, and missing ones are told in its own way: so hardly anything is refused here. */
export const issueToken = route({
  method: 'POST',
  path: '/auth/token',
  summary: 'Gives a service a token for calls to others',
  access: 'public',
  form: true,
  body: form.and(z.record(z.string(), z.string())).nullish(),
  answer: z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int(), scope: z.string() }),
  problems: oauthErrors,
});

const wellKnown = { method: 'GET', access: 'public', cache: 'max-age=300' } as const;

const keySet = z.object({
  keys: z.array(
    z.object({ kid: z.string(), kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), alg: z.string(), use: z.string() }),
  ),
});

export const getKeys = route({
  ...wellKnown,
  path: '/.well-known/jwks.json',
  summary: 'Publishes the keys that verify tokens',
  answer: keySet,
});
export const getKeysUnderPath = alias(getKeys, '/auth/.well-known/jwks.json');

const metadata = z.object({
  issuer: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  response_types_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
});

/** @see https://www.rfc-editor.org/rfc/rfc8414 */
export const getMetadata = route({
  ...wellKnown,
  path: '/.well-known/oauth-authorization-server',
  summary: 'Describes the issuer of tokens',
  answer: metadata,
});
export const getMetadataUnderPath = alias(getMetadata, '/auth/.well-known/oauth-authorization-server');
