import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type RequestOf } from '#kit';
import { AccessTokenReader } from './access-token-reader';
import { AccessTokens, serviceSeconds } from './access-tokens';
import { credentialsOf } from './client-credentials';
import { Clients } from './clients';
import { OAuthError } from './oauth-error';
import { accessTokenType, grants, type issueToken } from './routes';

type Request = RequestOf<typeof issueToken>;
type Granted = AnswerOf<typeof issueToken>;

/** Tokens for services, by their own credentials: for themselves, or for a call on behalf of a person. */
@Injectable()
export class Grants {
  constructor(
    private readonly clients: Clients,
    private readonly tokens: AccessTokens,
    private readonly reader: AccessTokenReader,
    private readonly clock: Clock,
  ) {}

  async issue(request: Request): Promise<Granted> {
    const { grant_type: grant, scope = '' } = request.body ?? {};
    if (grant === undefined) throw new OAuthError('invalid_request', 'send grant_type');
    const { client, secret } = credentialsOf(request);
    const allowed = await this.clients.scopesFor(client, secret);
    if (allowed === undefined) throw new OAuthError('invalid_client', 'there is no client with this id and secret');
    if (grant === grants.exchange) return this.exchange(request, client, granted(scope, allowed));
    if (grant !== grants.client) throw new OAuthError('unsupported_grant_type', `send one of ${Object.values(grants).join(' and ')}`);
    const scopes = granted(scope, allowed);
    const token = await this.tokens.forService(request, client, scopes);
    return { access_token: token, token_type: 'Bearer', expires_in: serviceSeconds, scope: scopes.join(' ') };
  }

  /**
   * A token of the client that names the person for whom it acts. It allows what the client may do and nothing of what the person may, and
   * does not outlive the person's token.
   * @see https://www.rfc-editor.org/rfc/rfc8693
   */
  private async exchange(request: Request, client: string, scopes: readonly string[]): Promise<Granted> {
    const { subject_token: token, ...about } = request.body ?? {};
    if (token === undefined || about.subject_token_type !== accessTokenType)
      throw new OAuthError('invalid_request', `send subject_token, with the subject_token_type ${accessTokenType}`);
    if (about.actor_token !== undefined || (about.requested_token_type ?? accessTokenType) !== accessTokenType)
      throw new OAuthError(
        'invalid_request',
        'the client itself is the actor, and gets an access token; send neither another actor nor type',
      );
    if ((about.audience ?? 'platform') !== 'platform' || about.resource !== undefined)
      throw new OAuthError('invalid_target', "tokens are for the audience 'platform' alone");
    const claims = await this.reader.read(request, token);
    if (claims?.sid === undefined) throw new OAuthError('invalid_request', 'subject_token is not a good token of a person');
    const seconds = Math.min(serviceSeconds, claims.exp - Math.floor(this.clock.now().getTime() / 1000));
    return {
      access_token: await this.tokens.onBehalf(request, { client, scopes, userId: claims.sub, seconds }),
      ...{ issued_token_type: accessTokenType, token_type: 'Bearer', expires_in: seconds, scope: scopes.join(' ') },
    };
  }
}

/** All that the client may ask for, or the part that it asks for. */
const granted = (scope: string, allowed: readonly string[]): readonly string[] => {
  const wanted = scope.split(' ').filter((each) => each !== '');
  if (!wanted.every((each) => allowed.includes(each)))
    throw new OAuthError('invalid_scope', `this client may ask for ${allowed.join(' ') || 'no scope'}`);
  return wanted.length > 0 ? [...new Set(wanted)] : allowed;
};
