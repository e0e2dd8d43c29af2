import { Injectable } from '@nestjs/common';
import type { AnswerOf, RequestOf } from '#kit';
import { AccessTokens, serviceSeconds } from './access-tokens';
import { Clients } from './clients';
import { OAuthError } from './oauth-error';
import type { issueToken } from './routes';

type Request = RequestOf<typeof issueToken>;

interface Credentials {
  readonly client: string;
  readonly secret: string;
}

/** Tokens for services, by their own credentials. */
@Injectable()
export class Grants {
  constructor(
    private readonly clients: Clients,
    private readonly tokens: AccessTokens,
  ) {}

  async issue(request: Request): Promise<AnswerOf<typeof issueToken>> {
    const { grant_type: grant, scope = '' } = request.body ?? {};
    if (grant === undefined) throw new OAuthError('invalid_request', 'send grant_type');
    const { client, secret } = credentialsOf(request);
    const allowed = await this.clients.scopesFor(client, secret);
    if (allowed === undefined) throw new OAuthError('invalid_client', 'there is no client with this id and secret');
    if (grant !== 'client_credentials') throw new OAuthError('unsupported_grant_type', 'only client_credentials is supported');
    const wanted = scope.split(' ').filter((each) => each !== '');
    if (!wanted.every((each) => allowed.includes(each)))
      throw new OAuthError('invalid_scope', `this client may ask for ${allowed.join(' ') || 'no scope'}`);
    const granted = wanted.length > 0 ? [...new Set(wanted)] : allowed;
    const token = await this.tokens.forService(request, client, granted);
    return { access_token: token, token_type: 'Bearer', expires_in: serviceSeconds, scope: granted.join(' ') };
  }
}

/** Id and secret, from the header or the form; not from both. */
const credentialsOf = (request: Request): Credentials => {
  const { client_id: client, client_secret: secret } = request.body ?? {};
  const header = request.header('authorization');
  if (header === undefined) {
    if (client === undefined || secret === undefined) throw new OAuthError('invalid_client', 'send the id and the secret of the client');
    return { client, secret };
  }
  if (secret !== undefined) throw new OAuthError('invalid_request', 'send credentials in the header or in the form, not in both');
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? [];
  const [id = '', rest] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  if (rest === undefined) throw new OAuthError('invalid_client', 'the Authorization header holds no credentials of a client');
  return { client: formDecoded(id), secret: formDecoded(rest) };
};

/** Both parts are form-encoded before they are joined, because a secret may contain a colon. */
const formDecoded = (text: string): string => new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
