import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';

/** Problems of the token endpoint by their names in OAuth, and their status. They stand in the route's contract. */
export const oauthErrors = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_scope: 400,
  invalid_target: 400,
  unsupported_grant_type: 400,
} as const;

/** How a "no" is told. */
export const oauthProblem = z.object({
  error: z.enum(Object.keys(oauthErrors) as (keyof typeof oauthErrors)[]),
  error_description: z.string(),
});

/**
 * A "no" of the token endpoint. Clients of OAuth read `{error, error_description}` and not `application/problem+json`, so these errors are
 * not problems of the kit; a filter on the one controller that throws them writes the answer. What goes wrong before the handler, such
 * as a body that cannot be read, or below it, such as a database that is away, is told as a problem like everywhere.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly code: keyof typeof oauthErrors,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Writes the answer to an `OAuthError`. */
@Catch(OAuthError)
export class OAuthErrors implements ExceptionFilter<OAuthError> {
  catch({ code, detail }: OAuthError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (oauthErrors[code] === 401) reply.header('www-authenticate', 'Basic realm="platform"');
    reply.code(oauthErrors[code]).header('cache-control', 'no-store').type('application/json; charset=utf-8');
    reply.send({ error: code, error_description: detail });
  }
}
