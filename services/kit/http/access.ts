import type { FastifyRequest } from 'fastify';
import type { Caller } from '../context';
import { KeysUnavailable } from '../identity/jwks';
import { TokenRefused, type TokenVerifier } from '../identity/tokens';
import { known, type Problem, unavailable } from './problem';
import type { AnyRoute } from './route';

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

const unauthenticated = (detail: string): Problem => known('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });

/** Who asks. Synchronous for a token that was seen before, which is nearly always. */
export const callerOf = (request: FastifyRequest, { access }: AnyRoute, verifier: TokenVerifier): Caller | undefined | Promise<Caller> => {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (access === 'public') return undefined;
    throw unauthenticated('send a bearer token');
  }
  const token = bearer.exec(authorization)?.[1];
  // A form may carry a client's own credentials; the handler judges them.
  if (token === undefined && access === 'public') return undefined;
  if (token === undefined) throw unauthenticated('the Authorization header holds no bearer token');
  return verifier.cached(token) ?? verifier.verify(token).catch(refuse);
};

const refuse = (error: unknown): never => {
  if (error instanceof TokenRefused) throw unauthenticated('the token is not valid, or no longer');
  if (error instanceof KeysUnavailable) throw unavailable('identity-unavailable', 'tokens cannot be verified at the moment');
  throw error;
};

const freshSeconds = 600;

/** Scopes for things that belong to the person who asks; no service owns any, whatever its token says. */
const isForOwners = (scope: string): boolean => scope.endsWith(':own');

/** Refuses a caller who may not use the route. */
export const authorize = (caller: Caller | undefined, { access, fresh }: AnyRoute, nowSeconds: number): void => {
  if (access === 'public') return;
  if (caller === undefined) throw unauthenticated('send a bearer token');
  if (Array.isArray(access) && !access.some((scope) => caller.scopes.has(scope) && !(caller.isService && isForOwners(scope))))
    throw known('forbidden', `this needs the scope ${access.join(' or ')}`);
  if (fresh && !caller.isService && nowSeconds - (caller.authenticatedAt ?? 0) > freshSeconds)
    throw known('reauthentication-required', 'sign in again; this asks for a proof younger than ten minutes', {
      headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age=600' },
    });
};
