import type { RequestOf } from '#kit';
import { OAuthError } from './oauth-error';
import type { issueToken } from './routes';

interface Credentials {
  readonly client: string;
  readonly secret: string;
}

/** Id and secret, from the header or the form; not from both. @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
export const credentialsOf = (request: RequestOf<typeof issueToken>): Credentials => {
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
