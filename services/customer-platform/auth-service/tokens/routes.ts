import * as z from 'zod';
import { alias, route } from '#kit';
import { oauthErrors, oauthProblem } from './oauth-error';

/** Ways to get a token, by their names in OAuth. */
export const grants = { client: 'client_credentials', exchange: 'urn:ietf:params:oauth:grant-type:token-exchange' } as const;

/** The one type of token there is, by its name in OAuth. */
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const form = z.looseObject({
  grant_type: z.string().optional(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  /** The access token of the person for whom the service acts. */
  subject_token: z.string().optional(),
  subject_token_type: z.string().optional(),
});

/** Unknown parameters are ignored, as the standard asks, and missing ones are told in its own way: so hardly anything is refused here. */
export const issueToken = route({
  method: 'POST',
  path: '/auth/token',
  summary: 'Gives a service a token for calls to others, in its own name or on behalf of a person',
  access: 'public',
  form: true,
  body: form.and(z.record(z.string(), z.string())).nullish(),
  answer: z.object({
    access_token: z.string(),
    issued_token_type: z.literal(accessTokenType).optional(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    scope: z.string(),
  }),
  problems: oauthErrors,
  problemBody: oauthProblem,
});

/** @see https://www.rfc-editor.org/rfc/rfc7662 */
export const introspectToken = route({
  method: 'POST',
  path: '/auth/introspect',
  summary: 'Says whether an access token is good at this moment, and what it says',
  access: ['auth:introspect'],
  form: true,
  body: z.object({ token: z.string().min(1).max(8000), token_type_hint: z.string().max(100).optional() }),
  answer: z.object({
    active: z.boolean(),
    token_type: z.literal('Bearer').optional(),
    sub: z.string().optional(),
    scope: z.string().optional(),
    iss: z.url().optional(),
    aud: z.string().optional(),
    sid: z.string().optional(),
    act: z.object({ sub: z.string() }).optional(),
    iat: z.int().optional(),
    exp: z.int().optional(),
    jti: z.string().optional(),
  }),
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
  introspection_endpoint: z.url(),
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
